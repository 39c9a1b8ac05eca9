// Where people write: messages and slash commands, with the commands' hints.
import { fill, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { act, store } from "./store.js";

export function composer({ channel, label, threadTs = null, id = null }) {
  let shown = [], at = 0;
  const listId = `${id ?? "thread-composer"}-commands`;
  const list = h("div", { class: "commands", role: "listbox", id: listId, "aria-label": "Commands", hidden: true });
  const hint = h("div", { class: "usage muted", "aria-live": "polite" });
  const box = h("textarea", {
    id, class: "composer-box", rows: "1", "aria-label": label, placeholder: label, autocomplete: "off",
    role: "combobox", "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
    oninput: suggest, onkeydown: keys, onblur: () => setTimeout(hide, 150),
  });
  const sendButton = h("button", { class: "btn send", type: "submit", disabled: true, "aria-label": "Send" }, icon("send"));

  function suggest() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
    sendButton.disabled = !box.value.trim();
    const word = threadTs ? null : box.value.match(/^\/[\w-]*$/)?.[0];
    shown = word ? store.app.commands.filter((command) => command.name.startsWith(word)) : [];
    at = Math.min(at, Math.max(0, shown.length - 1));
    const typed = !threadTs && store.app.commands.find((command) => box.value.startsWith(`${command.name} `));
    hint.textContent = typed ? `${typed.name} ${typed.usage_hint}` : "";
    draw();
  }

  function draw() {
    list.hidden = shown.length === 0;
    box.setAttribute("aria-expanded", String(shown.length > 0));
    fill(list, shown.map((command, i) => h("div", {
      class: "command", role: "option", id: `${listId}-${i}`, "aria-selected": String(i === at),
      onpointerdown: (event) => { event.preventDefault(); complete(command); },
    },
    h("div", {}, h("strong", {}, command.name), " ", h("span", { class: "muted" }, command.usage_hint)),
    h("div", { class: "muted small" }, command.description, " · ", store.app.name))));
    if (shown.length) box.setAttribute("aria-activedescendant", `${listId}-${at}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function hide() { shown = []; draw(); }

  function complete(command) {
    box.value = `${command.name} `;
    suggest();
    box.focus();
  }

  function keys(event) {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (shown.length && move) { at = (at + move + shown.length) % shown.length; draw(); event.preventDefault(); }
    else if (shown.length && event.key === "Escape") { hide(); event.preventDefault(); }
    else if (shown.length && (event.key === "Tab" || (event.key === "Enter" && shown[at].name !== box.value))) {
      complete(shown[at]);
      event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
  }

  async function send() {
    const text = box.value.trim();
    if (!text) return;
    const command = text.match(/^(\/[\w-]+)(?:\s+([\s\S]*))?$/);
    if (command && threadTs) { toast("Slash commands don’t work in threads. Use the ⋮ menu of the message."); return; }
    box.value = "";
    suggest();
    hide();
    const ack = command
      ? await act("command", { command: command[1], text: command[2] ?? "", channel })
      : await act("say", { text, channel, thread_ts: threadTs });
    if (ack.error === "offline") { box.value = text; suggest(); toast("The practice workspace cannot be reached."); }
  }

  return h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } },
    list, h("div", { class: "composer-row" }, box, sendButton), hint);
}
