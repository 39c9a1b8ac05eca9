// The messages of a channel or a thread.
import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import { dayKey, dayName, fullTime, timeOf } from "./dates.js";
import { h, openMenu, toast } from "./dom.js";
import { icon } from "./icons.js";
import { act, complaint, emit, inChannel, inThread, person, store } from "./store.js";
import { mrkdwn } from "./text.js";

const TOGETHER = 5 * 60; // seconds within which messages of one person stand under one name

// Uses an element of a message; while the answer is awaited, the message says so.
export async function useElement(message, block, spec, state) {
  const node = document.querySelector(`[data-ts="${CSS.escape(message.ts)}"]`);
  node?.setAttribute("aria-busy", "true");
  const ack = await act("use", {
    channel: message.channel, ts: message.ts, block_id: block.block_id, action_id: spec.action_id, state,
  });
  node?.removeAttribute("aria-busy");
  if (ack.error) toast(complaint(ack));
}

function surfaceOf(message) {
  const state = structuredClone(message.state ?? {});
  return {
    state,
    note: (block, spec, next) => { (state[block.block_id] ??= {})[spec.action_id] = next; },
    entered: (block, spec) => state[block.block_id]?.[spec.action_id] ?? {},
    use: (block, spec, next) => useElement(message, block, spec, next),
  };
}

function more(message, opener) {
  const shortcuts = store.app.shortcuts.filter((each) => each.kind === "message");
  const items = shortcuts.map((each) => ({
    content: [h("span", {}, each.name), h("small", {}, store.app.name)],
    choose: async () => {
      const ack = await act("shortcut", { callback_id: each.callback_id, channel: message.channel, ts: message.ts });
      if (ack.error) toast(`${each.name} failed with the error “${ack.error}”`);
    },
  }));
  items.push({ content: "Copy text", choose: () => navigator.clipboard?.writeText(message.text) });
  openMenu(opener, items, "Message actions");
}

function toolbar(message, inPane) {
  if (message.ephemeral) return null;
  const menuButton = h("button", {
    class: "icon-button", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false", title: "More actions",
    onclick: (event) => more(message, event.currentTarget),
  }, icon("more"));
  return h("div", { class: "toolbar" },
    !inPane && h("button", {
      class: "icon-button", "aria-label": "Reply in thread", title: "Reply in thread",
      onclick: () => emit("thread", message.thread_ts ?? message.ts),
    }, icon("reply")), menuButton);
}

function content(message) {
  const parts = message.blocks?.length
    ? blocks(message.blocks, surfaceOf(message))
    : h("div", { class: "words" }, mrkdwn(message.text));
  return h("div", { class: "message-body" }, parts,
    message.edited && h("span", { class: "edited", title: fullTime(Number(message.edited.ts)) }, "(edited)"));
}

const replyCount = (message) =>
  inChannel(message.channel).filter((each) => each.thread_ts === message.ts && each.ts !== message.ts).length;

function replies(message) {
  const count = replyCount(message);
  if (!count) return null;
  return h("button", { class: "replies", onclick: () => emit("thread", message.ts) }, count === 1 ? "1 reply" : `${count} replies`);
}

export function messageNode(message, { together = false, inPane = false } = {}) {
  const who = person(message.user), at = Number(message.ts);
  const holds = message.ephemeral ? "message ephemeral" : "message";
  const node = h("article", {
    class: together ? `${holds} together` : holds, tabindex: "-1",
    "data-ts": message.ts, "data-channel": message.channel, "aria-label": `${who.real_name}, ${timeOf(at)}`,
  },
  message.ephemeral && h("div", { class: "only-you" }, icon("eye"), " Only visible to you"),
  h("div", { class: "message-row" },
    together ? h("time", { class: "side-time", title: fullTime(at) }, timeOf(at)) : avatar(who),
    h("div", { class: "message-main" },
      !together && h("div", { class: "message-head" },
        h("strong", {}, who.real_name), who.is_bot && h("span", { class: "app-mark" }, "APP"),
        h("time", { title: fullTime(at), datetime: new Date(at * 1000).toISOString() }, timeOf(at))),
      inThread(message) && !inPane && h("div", { class: "muted small" }, "replied to a thread"),
      content(message), !inPane && replies(message))),
  toolbar(message, inPane));
  node.addEventListener("contextmenu", (event) => {
    if (event.pointerType !== "touch" || message.ephemeral) return;
    event.preventDefault();
    more(message, node);
  });
  return node;
}

// Nodes are kept as long as what they show is the same, so that nothing jumps and screen readers hear only what is new.
let kept = new Map();

export function forgetNodes() { kept = new Map(); }

function cached(key, signature, build) {
  const known = kept.get(key);
  if (known?.signature === signature) return known.node;
  const node = build();
  kept.set(key, { signature, node });
  return node;
}

export function messageList(messages, options = {}) {
  const out = [], where = options.inPane ? "thread" : "room";
  let before = null;
  for (const message of messages) {
    const at = Number(message.ts);
    const newDay = !before || dayKey(Number(before.ts)) !== dayKey(at);
    if (newDay) {
      out.push(cached(`${where} ${message.channel} ${dayKey(at)}`, dayName(at), () =>
        h("div", { class: "day", role: "separator" }, h("span", {}, dayName(at)))));
    }
    const together = !newDay && before.user === message.user && at - Number(before.ts) < TOGETHER
      && !message.ephemeral && !before.ephemeral;
    const signature = JSON.stringify([message, together, options.inPane ? 0 : replyCount(message)]);
    out.push(cached(`${where} ${message.channel} ${message.ts}`, signature, () => messageNode(message, { ...options, together })));
    before = message;
  }
  return out;
}
