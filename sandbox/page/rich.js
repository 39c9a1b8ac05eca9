// Rich text blocks as elements.
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, dateText, groupMention, link, userMention } from "./text.js";

const PIECES = {
  text: (piece) => piece.text,
  link: (piece) => link(piece.url, piece.text ?? piece.url),
  user: (piece) => userMention(piece.user_id),
  usergroup: (piece) => groupMention(piece.usergroup_id),
  channel: (piece) => channelMention(piece.channel_id),
  broadcast: (piece) => broadcast(piece.range),
  emoji: (piece) => emoji(piece.name) ?? `:${piece.name}:`,
  date: (piece) => dateText(piece.timestamp, piece.format),
  color: (piece) => {
    const swatch = h("span", { class: "swatch" });
    swatch.style.background = piece.value;
    return h("span", {}, swatch, piece.value);
  },
};
const STYLES = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u", highlight: "mark" };

function pieces(elements) {
  return elements.map((piece) => {
    let node = PIECES[piece.type]?.(piece) ?? "";
    for (const [style, name] of Object.entries(STYLES)) if (piece.style?.[style]) node = h(name, {}, node);
    return node;
  });
}

// Slack writes nested lists as neighbours with a growing indent; ordered ones may begin at an offset.
function list(block) {
  const name = block.style === "ordered" ? "ol" : "ul";
  const node = h(name, { class: `indent-${block.indent ?? 0}` }, block.elements.map((item) => h("li", {}, pieces(item.elements))));
  if (block.offset) node.setAttribute("start", block.offset + 1);
  return node;
}

export function richText(block) {
  return h("div", { class: "rich" }, block.elements.map((part) => {
    switch (part.type) {
      case "rich_text_list": return list(part);
      case "rich_text_quote": return h("blockquote", {}, pieces(part.elements));
      case "rich_text_preformatted": return h("pre", {}, pieces(part.elements));
      default: return h("div", { class: "rich-line" }, pieces(part.elements));
    }
  }));
}
