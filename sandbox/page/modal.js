// Forms: the modal in front, with what was entered in it.
import { blocks } from "./blocks.js";
import { h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { act, complaint, on, store } from "./store.js";
import { plain } from "./text.js";

const entered = new Map(); // by view id: what this person typed, by block and action id
let dialog = null, shownId = null, errors = {}, trouble = "", busy = false;

export function watchViews() {
  on("views", show);
  on("loaded", ({ switched }) => {
    if (switched) entered.clear();
    show();
  });
}

// What was typed here wins over what the server knows, as long as the field is still the same.
function stateOf(view) {
  const state = structuredClone(view.state?.values ?? {});
  for (const [block, held] of Object.entries(entered.get(view.id) ?? {})) {
    for (const [action, value] of Object.entries(held)) {
      if (state[block]?.[action]?.type === value.type) state[block][action] = value;
    }
  }
  entered.set(view.id, state);
  return state;
}

async function use(view, block, spec, next) {
  const ack = await act("use", {
    view: view.id, block_id: block.block_id, action_id: spec.action_id, state: next, entered: entered.get(view.id),
  });
  if (ack.error) toast(complaint(ack));
}

async function submit(view) {
  if (busy) return;
  busy = true;
  errors = {};
  trouble = "";
  dialog.querySelector(".submit").setAttribute("aria-busy", "true");
  const ack = await act("submit", { view: view.id, state: entered.get(view.id) });
  busy = false;
  errors = ack.errors ?? {};
  trouble = ack.error ? "We had some trouble connecting. Try again?" : "";
  if (Object.keys(errors).length || trouble) show();
  dialog?.querySelector(".wrong :is(input, select, textarea)")?.focus();
}

async function close(view, everything = false) {
  await act("close", { view: view.id, everything });
}

function show() {
  const view = store.views.at(-1);
  if (!view) {
    if (dialog) { dialog.remove(); dialog = null; shownId = null; entered.clear(); errors = {}; trouble = ""; }
    return;
  }
  const focused = dialog?.contains(document.activeElement) ? document.activeElement : null;
  const kept = focused && shownId === view.id
    ? { block: focused.dataset.blockId, action: focused.dataset.actionId, from: focused.selectionStart, to: focused.selectionEnd } : null;
  const scrolled = shownId === view.id ? dialog?.querySelector(".dialog-body").scrollTop : 0;
  if (shownId !== view.id) { errors = {}; trouble = ""; }
  dialog?.remove();
  dialog = build(view);
  document.getElementById("dialogs").append(dialog);
  dialog.showModal();
  shownId = view.id;
  dialog.querySelector(".dialog-body").scrollTop = scrolled ?? 0;
  focusIn(view, kept);
}

function focusIn(view, kept) {
  if (kept?.action) {
    const again = dialog.querySelector(`[data-action-id="${CSS.escape(kept.action)}"][data-block-id="${CSS.escape(kept.block ?? "")}"]`);
    again?.focus();
    if (again?.setSelectionRange && kept.from !== null && again.type === "text") again.setSelectionRange(kept.from, kept.to);
    if (again) return;
  }
  const wanted = view.blocks.map((block) => block.element).find((spec) => spec?.focus_on_load);
  const first = wanted
    ? dialog.querySelector(`[data-action-id="${CSS.escape(wanted.action_id)}"]`)
    : dialog.querySelector(".dialog-body :is(input, select, textarea, button)");
  (first ?? dialog.querySelector(".dialog-close")).focus();
  if (first) first.scrollTop = 0; // a long text is read from its beginning
}

function build(view) {
  const state = stateOf(view);
  const surface = {
    state, errors,
    note: (block, spec, next) => { (state[block.block_id] ??= {})[spec.action_id] = next; },
    entered: (block, spec) => state[block.block_id]?.[spec.action_id] ?? {},
    use: (block, spec, next) => use(view, block, spec, next),
  };
  const below = store.views.length > 1;
  return h("dialog", {
    class: "dialog", "aria-labelledby": "dialog-title", "data-view-id": view.id, "data-callback-id": view.callback_id,
    oncancel: (event) => { event.preventDefault(); close(view); },
  },
  h("form", { class: "dialog-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(view); } },
    h("header", { class: "dialog-head" },
      below && h("button", { class: "icon-button", type: "button", "aria-label": "Back", onclick: () => close(view) }, icon("back")),
      h("h2", { id: "dialog-title" }, plain(view.title?.text ?? "")),
      h("button", { class: "icon-button dialog-close", type: "button", "aria-label": "Close", onclick: () => close(view, true) }, icon("close"))),
    h("div", { class: "dialog-body" }, trouble && h("p", { class: "alert error", role: "alert" }, trouble), blocks(view.blocks, surface)),
    h("footer", { class: "dialog-buttons" },
      h("button", { class: "btn", type: "button", onclick: () => close(view) }, plain(view.close?.text ?? "Close")),
      view.submit && h("button", { class: "btn primary submit", type: "submit" }, plain(view.submit.text)))));
}
