// The interactive elements: buttons, menus, pickers and fields.
import { fromLocalInput, toLocalInput } from "./dates.js";
import { h, openMenu } from "./dom.js";
import { confirmFirst } from "./confirm.js";
import { store } from "./store.js";
import { plain, textObject } from "./text.js";

// Each builder gets the element and a context: state (what it holds), change(state), use(state), label, id, describe.

const attributes = (element, context) => ({
  "data-action-id": element.action_id, "data-block-id": context.block.block_id, id: context.id,
  "aria-label": context.label, "aria-describedby": context.describedby, "aria-invalid": context.invalid,
  "aria-required": context.required, disabled: context.disabled,
});

function button(element, context) {
  const press = () => {
    if (element.url) window.open(element.url, "_blank", "noopener");
    context.use({});
  };
  return h("button", {
    ...attributes(element, context), type: "button", class: `btn ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    onclick: (event) => confirmFirst(element.confirm, event.currentTarget, press),
  }, plain(element.text.text));
}

function overflow(element, context) {
  return h("button", {
    ...attributes(element, context), type: "button", class: "btn overflow", "aria-label": "More options", "aria-haspopup": "menu",
    onclick: (event) => {
      const opener = event.currentTarget;
      openMenu(opener, element.options.map((option) => ({
        content: option.text.text,
        choose: () => confirmFirst(element.confirm, opener, () => {
          if (option.url) window.open(option.url, "_blank", "noopener");
          context.use({ type: "overflow", selected_option: option });
        }),
      })), "More options");
    },
  }, "⋯");
}

const optionsOf = (element) =>
  element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];

// A menu of choices {value, label, held}; `field` is where the state keeps the chosen one.
function menu(element, context, field, choices, groups) {
  const held = context.state[field];
  const current = held?.value ?? held ?? "";
  const item = (choice) => h("option", { value: choice.value, selected: choice.value === current }, choice.label);
  const node = h("select", {
    ...attributes(element, context), class: "select",
    onchange: () => {
      const chosen = choices.find((choice) => choice.value === node.value);
      confirmFirst(element.confirm, node, () => context.change({ type: element.type, [field]: chosen ? chosen.held : null }), () => {
        node.value = current;
      });
    },
  },
  h("option", { value: "", selected: current === "", disabled: context.required }, element.placeholder?.text ?? "Select an item"),
  groups ? groups.map((group) => h("optgroup", { label: group.label }, group.choices.map(item))) : choices.map(item));
  return node;
}

const asChoice = (option) => ({ value: option.value, label: option.text.text, held: option });

function staticSelect(element, context) {
  const groups = element.option_groups?.map((group) => ({ label: group.label.text, choices: group.options.map(asChoice) }));
  return menu(element, context, "selected_option", optionsOf(element).map(asChoice), groups);
}

const people = () => [...store.people.values()].filter((each) => each.playable)
  .map((each) => ({ value: each.id, label: each.real_name, held: each.id }));
const channels = () => [...store.channels.values()].filter((each) => each.kind !== "im")
  .map((each) => ({ value: each.id, label: `#${each.name}`, held: each.id }));

// Several choices at once, as a list of boxes that opens.
function multi(element, context, field, choices) {
  const chosen = new Set((context.state[field] ?? []).map((each) => each.value ?? each));
  const summary = h("summary", { "aria-label": context.label }, summaryOf());
  function summaryOf() {
    const labels = choices.filter((choice) => chosen.has(choice.value)).map((choice) => choice.label);
    return labels.join(", ") || (element.placeholder?.text ?? "Select items");
  }
  return h("details", { class: "multi", "data-action-id": element.action_id }, summary,
    choices.map((choice) => h("label", { class: "choice" },
      h("input", {
        type: "checkbox", checked: chosen.has(choice.value),
        onchange: (event) => {
          if (event.currentTarget.checked) chosen.add(choice.value); else chosen.delete(choice.value);
          summary.textContent = summaryOf();
          context.change({
            type: element.type, [field]: choices.filter((each) => chosen.has(each.value)).map((each) => each.held),
          });
        },
      }), choice.label)));
}

function choices(element, context, kind) {
  const many = kind === "checkbox", field = many ? "selected_options" : "selected_option";
  const held = many ? context.state[field] ?? [] : [context.state[field]].filter(Boolean);
  const name = `${context.id}-choice`;
  const boxes = element.options.map((option) => h("input", {
    type: kind, name, value: option.value, checked: held.some((each) => each.value === option.value),
    onchange: () => {
      const chosen = element.options.filter((_, i) => boxes[i].checked);
      confirmFirst(element.confirm, boxes[0], () =>
        context.change({ type: element.type, [field]: many ? chosen : chosen[0] ?? null }));
    },
  }));
  return h("div", {
    class: "choices", role: many ? "group" : "radiogroup", "data-action-id": element.action_id,
    "aria-label": context.label ?? "Choices", "aria-describedby": context.describedby,
  }, element.options.map((option, i) => h("label", { class: "choice" }, boxes[i],
    h("span", {}, textObject(option.text), option.description && h("small", {}, textObject(option.description))))));
}

// Dates are only taken once they are whole: while a year is typed it runs through 0002, 0020, 0202.
function picker(type, field, read = (text) => text, show = (value) => value) {
  return (element, context) => {
    const held = context.state[field];
    const node = h("input", {
      ...attributes(element, context), type, class: "picker", value: held ? String(show(held)) : "",
      title: element.placeholder?.text,
      onchange: () => {
        if (type !== "time" && node.value && Number(node.value.slice(0, 4)) < 2000) return;
        confirmFirst(element.confirm, node, () =>
          context.change({ type: element.type, [field]: node.value ? read(node.value) : null }));
      },
    });
    return node;
  };
}

function textInput(type, inputmode) {
  return (element, context) => {
    const multiline = element.multiline;
    const node = h(multiline ? "textarea" : "input", {
      ...attributes(element, context), class: "field", type: multiline ? null : type, inputmode,
      placeholder: element.placeholder?.text, maxlength: element.max_length?.toString() ?? "3000",
      rows: multiline ? "4" : null, autocomplete: "off",
      oninput: () => context.note({ type: element.type, value: node.value || null }),
      onchange: () => context.settle?.(),
    });
    node.value = context.state.value ?? "";
    return node;
  };
}

function richTextInput(element, context) {
  const words = (context.state.rich_text_value?.elements ?? [])
    .map((line) => line.elements.map((piece) => piece.text ?? piece.url ?? "").join("")).join("\n");
  const node = h("textarea", {
    ...attributes(element, context), class: "field", rows: "5", placeholder: element.placeholder?.text,
    oninput: () => context.note({
      type: element.type,
      rich_text_value: node.value
        ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: node.value }] }] }
        : null,
    }),
  });
  node.value = words;
  return node;
}

function feedback(element, context) {
  const one = (choice, sign) => h("button", {
    class: "btn", type: "button", "aria-label": choice.accessibility_label ?? choice.text.text, onclick: () => context.use({ value: choice.value }),
  }, sign);
  return h("span", { class: "feedback", "data-action-id": element.action_id },
    one(element.positive_button, "+1"), one(element.negative_button, "−1"));
}

const iconButton = (element, context) => h("button", {
  ...attributes(element, context), type: "button", class: "btn", "aria-label": element.accessibility_label ?? element.text.text,
  onclick: (event) => confirmFirst(element.confirm, event.currentTarget, () => context.use({})),
}, element.text.text);

const notHere = (what) => () => h("em", { class: "muted" }, `${what} is not part of the practice workspace.`);

const BUILDERS = {
  button, overflow, feedback_buttons: feedback, icon_button: iconButton,
  workflow_button: notHere("A workflow"), file_input: notHere("Sending files"), external_select: notHere("A list from outside"),
  multi_external_select: notHere("A list from outside"),
  static_select: staticSelect,
  users_select: (e, c) => menu(e, c, "selected_user", people()),
  channels_select: (e, c) => menu(e, c, "selected_channel", channels()),
  conversations_select: (e, c) => menu(e, c, "selected_conversation", channels()),
  multi_static_select: (e, c) => multi(e, c, "selected_options", optionsOf(e).map(asChoice)),
  multi_users_select: (e, c) => multi(e, c, "selected_users", people()),
  multi_channels_select: (e, c) => multi(e, c, "selected_channels", channels()),
  multi_conversations_select: (e, c) => multi(e, c, "selected_conversations", channels()),
  radio_buttons: (e, c) => choices(e, c, "radio"),
  checkboxes: (e, c) => choices(e, c, "checkbox"),
  datepicker: picker("date", "selected_date"),
  timepicker: picker("time", "selected_time"),
  datetimepicker: picker("datetime-local", "selected_date_time", fromLocalInput, toLocalInput),
  plain_text_input: textInput("text"),
  email_text_input: textInput("text", "email"),
  url_text_input: textInput("text", "url"),
  number_input: textInput("text", "decimal"),
  rich_text_input: richTextInput,
};

export const element = (spec, context) => BUILDERS[spec.type]?.(spec, context) ?? h("em", { class: "muted" }, spec.type);
