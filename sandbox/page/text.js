// Slack's markup (mrkdwn) as elements.
import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { person, store } from "./store.js";

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

export function link(url, ...content) {
  if (!/^(https?:|mailto:)/i.test(url)) return h("span", {}, content.length ? content : url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, content.length ? content : url);
}

export const userMention = (id) =>
  h("span", { class: id === store.me ? "mention mine" : "mention" }, `@${person(id).name}`);

export const channelMention = (id) =>
  h("span", { class: "mention" }, `#${store.channels.get(id)?.name ?? id}`);

export const broadcast = (range) => h("span", { class: "mention mine" }, `@${range}`);
export const groupMention = (id) => h("span", { class: "mention" }, `@${store.usergroups[id] ?? id}`);
export const dateText = (timestamp, pattern) =>
  h("time", { datetime: new Date(timestamp * 1000).toISOString() }, slackDate(timestamp, pattern));

// What stands between < and >.
function reference(inner) {
  const [target, label] = inner.split(/\|(.*)/s);
  if (target.startsWith("@")) return userMention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1));
  if (target.startsWith("!date^")) {
    const [, timestamp, pattern, url] = target.split("^");
    const shown = dateText(Number(timestamp), pattern);
    return url ? link(url, shown) : shown;
  }
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9));
  if (target.startsWith("!")) return broadcast(target.slice(1));
  return link(unescape(target), unescape(label ?? target));
}

// An emoji that cannot be drawn takes the space behind it along.
function named([whole, name, space]) {
  const drawn = emoji(name);
  return drawn === null ? whole : drawn && drawn + space;
}

const RULES = [
  [/^```\n?([\s\S]+?)\n?```/, ([, code]) => h("pre", {}, unescape(code))],
  [/^`([^`\n]+)`/, ([, code]) => h("code", {}, unescape(code))],
  [/^<([^<>\n]+)>/, ([, inner]) => reference(inner)],
  [/^\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/, ([, inner]) => h("strong", {}, inline(inner)), true],
  [/^_(\S(?:[^_\n]*\S)?)_(?![\w_])/, ([, inner]) => h("em", {}, inline(inner)), true],
  [/^~(\S(?:[^~\n]*\S)?)~(?![\w~])/, ([, inner]) => h("s", {}, inline(inner)), true],
  [/^:([a-z0-9_+-]+):( ?)/, named],
  [/^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)”"’']/, ([url]) => link(unescape(url)), true],
];

// Marks count only at the beginning of a word, as in "(*bold*)", not within one, as in 2*3*4.
function inline(text) {
  const out = [];
  let plain = "", rest = text;
  while (rest) {
    const before = plain.at(-1) ?? "";
    const hit = RULES.map(([pattern, build, atWordStart]) =>
      atWordStart && /[\p{L}\p{N}]/u.test(before) ? null : [rest.match(pattern), build]).find((each) => each?.[0]);
    if (hit) {
      if (plain) out.push(unescape(plain));
      const built = hit[1](hit[0]);
      out.push(built);
      plain = "";
      rest = rest.slice(hit[0][0].length);
    } else {
      plain += rest[0];
      rest = rest.slice(1);
    }
  }
  if (plain) out.push(unescape(plain));
  return out;
}

export function mrkdwn(text) {
  const out = [];
  const pieces = text.split(/(```[\s\S]+?```)/);
  for (const piece of pieces) {
    if (piece.startsWith("```")) { out.push(...inline(piece)); continue; }
    let quote = null;
    piece.split("\n").forEach((line, i, lines) => {
      const quoted = line.match(/^(?:&gt;|>)\s?(.*)$/);
      if (quoted) {
        if (!quote) out.push(quote = h("blockquote", {}));
        else quote.append("\n");
        quote.append(...inline(quoted[1]));
        return;
      }
      const afterQuote = quote !== null;
      quote = null;
      out.push(...inline(line));
      if (i < lines.length - 1 && !/^(&gt;|>)/.test(lines[i + 1]) && !(afterQuote && line === "")) out.push("\n");
    });
  }
  return out;
}

export function plain(text) {
  return text.replace(/:([a-z0-9_+-]+):( ?)/g, (...found) => named(found));
}

// A text object: mrkdwn or plain.
export const textObject = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text));
