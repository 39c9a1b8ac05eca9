// The channel, direct messages or App Home in the middle, and the thread beside it.
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { fill, h, reconcile, toast } from "./dom.js";
import { icon } from "./icons.js";
import { messageList } from "./messages.js";
import { act, complaint, dmId, emit, inChannel, inThread, markRead, store } from "./store.js";

const header = document.getElementById("room-header");
const room = document.getElementById("room");
const composerPlace = document.getElementById("composer-place");
const thread = document.getElementById("thread");

const PAGE = 150;
let shownAtOnce = PAGE;

const isApp = () => store.place === dmId();
const atHome = () => isApp() && store.tab === "home";

export function drawRoom() {
  shownAtOnce = PAGE;
  drawHeader();
  fill(composerPlace, atHome() ? null : composer({
    channel: store.place, id: "composer", label: `Message ${isApp() ? store.app.name : `#${store.channels.get(store.place).name}`}`,
  }));
  drawContent(true);
  drawThread();
}

function drawHeader() {
  const channel = store.channels.get(store.place);
  const tab = (name, label) => h("button", {
    class: "tab", role: "tab", "aria-selected": String(store.tab === name), "aria-controls": "room", onclick: () => emit("tab", name),
  }, label);
  fill(header,
    h("h1", {}, isApp() ? store.app.name : `# ${channel.name}`),
    isApp() ? h("div", { class: "tabs", role: "tablist", "aria-label": store.app.name }, tab("home", "Home"), tab("messages", "Messages"))
      : h("span", { class: "muted purpose" }, channel.purpose));
}

export function drawContent(toEnd = false) {
  if (atHome()) { drawHome(); return; }
  const wasAtEnd = room.scrollHeight - room.scrollTop - room.clientHeight < 80;
  const held = focusKey();
  const messages = inChannel(store.place).filter((message) => !inThread(message) || message.broadcast || message.ephemeral);
  room.className = "room";
  room.setAttribute("role", "log");
  room.setAttribute("aria-label", "Messages");
  let list = room.querySelector(".messages");
  if (!list) fill(room, list = h("div", { class: "messages" }));
  const earlier = messages.length > shownAtOnce && h("button", {
    class: "btn earlier", type: "button", onclick: () => { shownAtOnce += PAGE; drawContent(); },
  }, "Show earlier messages");
  const nodes = messageList(messages.slice(-shownAtOnce));
  reconcile(list, [earlier || [], nodes.length ? nodes : h("p", { class: "empty muted" }, "Nothing here yet.")].flat());
  if (toEnd || wasAtEnd) room.scrollTop = room.scrollHeight;
  giveBack(held);
  const channel = store.channels.get(store.place);
  if (channel && document.visibilityState === "visible") markRead(channel);
}

// Redrawing must not take the focus away from who works with the keyboard.
function focusKey() {
  const active = document.activeElement;
  if (!active || !room.contains(active)) return null;
  return { ts: active.closest("[data-ts]")?.dataset.ts, action: active.dataset.actionId, label: active.getAttribute("aria-label") };
}

function giveBack(held) {
  const message = held?.ts && room.querySelector(`[data-ts="${CSS.escape(held.ts)}"]`);
  if (!message) return;
  const same = held.action && message.querySelector(`[data-action-id="${CSS.escape(held.action)}"]`);
  (same || (held.label && [...message.querySelectorAll("button")].find((each) => each.getAttribute("aria-label") === held.label)) || message).focus();
}

function drawHome() {
  const home = store.home;
  const held = document.activeElement?.dataset?.actionId;
  if (!room.classList.contains("home")) room.scrollTop = 0; // from the top, not where the messages were
  room.className = "room home";
  room.setAttribute("role", "tabpanel");
  room.setAttribute("aria-label", `${store.app.name} Home`);
  if (!home) { fill(room, h("p", { class: "empty muted" }, `${store.app.name} has not put anything here yet.`)); return; }
  const state = structuredClone(home.state?.values ?? {});
  fill(room, h("div", { class: "home-page" }, blocks(home.blocks, {
    state,
    note: (block, spec, next) => { (state[block.block_id] ??= {})[spec.action_id] = next; },
    entered: (block, spec) => state[block.block_id]?.[spec.action_id] ?? {},
    use: async (block, spec, next) => {
      const ack = await act("use", { view: home.id, block_id: block.block_id, action_id: spec.action_id, state: next, entered: state });
      if (ack.error) toast(complaint(ack));
    },
  })));
  if (held) room.querySelector(`[data-action-id="${CSS.escape(held)}"]`)?.focus();
}

export function drawThread() {
  const parent = store.thread && store.messages.get(`${store.place}/${store.thread}`);
  thread.hidden = !parent;
  document.body.classList.toggle("with-thread", Boolean(parent));
  if (!parent) { fill(thread); delete thread.dataset.of; return; }
  if (thread.dataset.of !== `${store.me} ${store.thread}`) {
    thread.dataset.of = `${store.me} ${store.thread}`;
    fill(thread,
      h("header", { class: "thread-head" }, h("h2", {}, "Thread"),
        h("button", { class: "icon-button", "aria-label": "Close thread", onclick: () => emit("thread", null) }, icon("close"))),
      h("div", { class: "thread-messages", role: "log", "aria-label": "Replies" }),
      composer({ channel: store.place, label: "Reply…", threadTs: store.thread }));
  }
  const messages = inChannel(store.place).filter((each) => each.ts === store.thread || each.thread_ts === store.thread);
  reconcile(thread.querySelector(".thread-messages"), messageList(messages, { inPane: true }));
}
