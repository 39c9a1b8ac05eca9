// A person's picture: initials on a colour of their own.
import { h } from "./dom.js";

const COLOURS = { U0AGENT: "#17737a", U0AGENT2: "#6a4fa3", U0LEAD: "#b5541c", U0LEAD2: "#9b2f5f", U0BOT: "#17494d" };

function colour(id) {
  if (COLOURS[id]) return COLOURS[id];
  const sum = [...id].reduce((total, letter) => total * 31 + letter.codePointAt(0), 7);
  return `hsl(${Math.abs(sum) % 360} 45% 38%)`;
}

export function avatar(person, size = "") {
  const initials = person.real_name.split(/\s+/).map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();
  const node = h("span", { class: `avatar ${size} ${person.is_bot ? "bot" : ""}`, "aria-hidden": "true" }, initials);
  node.style.background = colour(person.id);
  return node;
}
