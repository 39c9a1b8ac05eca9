// The page's own signs, drawn here so that they look alike on every machine.
import { svg } from "./dom.js";

const PATHS = {
  menu: "M3 6h18M3 12h18M3 18h18",
  reply: "M4 5h16v11h-9l-5 4v-4H4z",
  more: "M12 5.2v.1M12 12v.1M12 18.8v.1",
  eye: "M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.5 2",
  forward: "M4 6l7 6-7 6zM13 6l7 6-7 6z",
  send: "M4 4l17 8-17 8 3-8zM7 12h14",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" }, svg("path", { d: PATHS[name] }));
}
