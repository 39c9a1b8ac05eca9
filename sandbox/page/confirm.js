// The question before an action, where the app asks for one.
import { h } from "./dom.js";
import { plain, textObject } from "./text.js";

export function confirmFirst(question, opener, go, cancel = () => {}) {
  if (!question) { go(); return; }
  let agreed = false;
  const dialog = h("dialog", {
    class: "dialog question", "aria-label": question.title.text,
    onclose: () => {
      dialog.remove();
      opener.focus();
      if (agreed) go(); else cancel();
    },
  },
  h("h2", {}, plain(question.title.text)),
  h("p", {}, textObject(question.text)),
  h("div", { class: "dialog-buttons" },
    h("button", { class: "btn", type: "button", onclick: () => dialog.close() }, plain(question.deny.text)),
    h("button", {
      class: `btn ${question.style === "danger" ? "danger" : "primary"}`, type: "button",
      onclick: () => { agreed = true; dialog.close(); },
    }, plain(question.confirm.text))));
  document.getElementById("dialogs").append(dialog);
  dialog.showModal();
}
