// Blocks as elements, for messages, forms and App Home alike.
import { chart, table } from "./data.js";
import { h } from "./dom.js";
import { element } from "./elements.js";
import { richText } from "./rich.js";
import { link, mrkdwn, plain, textObject } from "./text.js";

let numbers = 0;

// A surface: state (by block and action id), use(block, element, state), note(block, element, state), errors (by block).
function contextFor(block, spec, surface, extra = {}) {
  const state = surface.state?.[block.block_id]?.[spec.action_id] ?? {};
  const isInput = block.type === "input";
  const note = (next) => surface.note?.(block, spec, next);
  const use = (next) => surface.use(block, spec, next);
  return {
    block, state, note, use, id: `e${(numbers += 1)}`, label: spec.placeholder?.text ?? (spec.action_id || null),
    change(next) {
      note(next);
      if (!isInput || block.dispatch_action) use(next);
    },
    settle: isInput && block.dispatch_action ? () => use(surface.entered(block, spec)) : null,
    ...extra,
  };
}

function image(block) {
  const url = block.image_url ?? block.slack_file?.url;
  return h("img", { src: /^https?:/.test(url ?? "") ? url : null, alt: block.alt_text, loading: "lazy", referrerpolicy: "no-referrer" });
}

function section(block, surface) {
  const accessory = block.accessory;
  return h("div", { class: "section" },
    h("div", { class: "section-text" },
      block.text && h("div", { class: "words" }, textObject(block.text)),
      block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "words" }, textObject(field))))),
    accessory && h("div", { class: "accessory" },
      accessory.type === "image" ? image(accessory) : element(accessory, contextFor(block, accessory, surface))));
}

function input(block, surface) {
  const spec = block.element, error = surface.errors?.[block.block_id];
  const context = contextFor(block, spec, surface, { required: !block.optional, invalid: Boolean(error) });
  const hintId = `${context.id}-hint`, errorId = `${context.id}-error`;
  context.describedby = [error && errorId, block.hint && hintId].filter(Boolean).join(" ") || null;
  const grouped = ["radio_buttons", "checkboxes"].includes(spec.type) || spec.type.startsWith("multi_");
  context.label = grouped ? block.label.text : null;
  const label = [plain(block.label.text), block.optional && h("span", { class: "muted" }, " (optional)")];
  return h("div", { class: error ? "input wrong" : "input" },
    h(grouped ? "div" : "label", { class: "label", for: grouped ? null : context.id }, label),
    element(spec, context),
    error && h("p", { class: "error", id: errorId, role: "alert" }, error),
    block.hint && h("p", { class: "hint", id: hintId }, plain(block.hint.text)));
}

function actions(block, surface) {
  return h("div", { class: "actions" }, block.elements.map((spec) => element(spec, contextFor(block, spec, surface))));
}

function context(block) {
  return h("div", { class: "context" }, block.elements.map((each) =>
    each.type === "image" ? image(each) : h("span", { class: "words" }, textObject(each))));
}

function card(block, surface) {
  return h("div", { class: "card" },
    block.hero_image && h("div", { class: "hero" }, image(block.hero_image)),
    h("div", { class: "card-head" }, block.icon && image(block.icon),
      h("div", {}, block.title && h("strong", { class: "words" }, textObject(block.title)),
        block.subtitle && h("div", { class: "muted words" }, textObject(block.subtitle)))),
    block.body && h("div", { class: "words" }, textObject(block.body)),
    block.actions && h("div", { class: "actions end" }, block.actions.map((spec) => element(spec, contextFor(block, spec, surface)))));
}

// Slack's markdown block: enough of CommonMark for what apps send.
function markdown(block) {
  const translated = block.text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
    .replace(/^&gt; ?/gm, "> ").replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/^#{1,6}\s+(.*)$/gm, "*$1*").replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/^[-*]\s+/gm, "• ");
  return h("div", { class: "words" }, mrkdwn(translated));
}

const ALERT_SIGNS = { default: "i", info: "i", warning: "!", error: "!", success: "✓" };

const BUILDERS = {
  section, actions, context, input, card, markdown,
  context_actions: actions,
  divider: () => h("hr"),
  header: (block) => h("h3", { class: "block-header" }, plain(block.text.text)),
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, plain(block.title.text)), image(block)),
  rich_text: richText,
  alert: (block) => h("div", { class: `alert ${block.level ?? "default"}`, role: "note" },
    h("span", { class: "alert-sign", "aria-hidden": "true" }, ALERT_SIGNS[block.level ?? "default"]), h("div", { class: "words" }, textObject(block.text))),
  carousel: (block, surface) => h("div", { class: "carousel" }, block.elements.map((each) => card(each, surface))),
  data_table: table,
  table,
  data_visualization: chart,
  video: (block) => h("div", { class: "card" }, link(block.title_url ?? block.video_url, block.title.text)),
  file: () => h("em", { class: "muted" }, "A file"),
};

export function blocks(list, surface) {
  return h("div", { class: "blocks" }, list.map((block) =>
    h("div", { class: `block block-${block.type}`, "data-block-id": block.block_id },
      BUILDERS[block.type]?.(block, surface) ?? h("em", { class: "muted" }, block.type))));
}
