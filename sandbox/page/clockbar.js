// The workspace's time, and the buttons that move it forward.
import { shortMoment } from "./dates.js";
import { fill, h, openMenu, toast } from "./dom.js";
import { icon } from "./icons.js";
import { moveClock, now, on, person, store } from "./store.js";

const place = document.getElementById("clock");
const JUMPS = [
  ["+10 min", { forward: "10 min" }],
  ["+1 hour", { forward: "1h" }],
  ["Tomorrow 9:00", { to: "tomorrow 9:00" }],
  ["Next Monday 9:00", { to: "next monday 9:00" }],
];

async function jump(body) {
  if (!(await moveClock(body))) toast("The clock could not be moved.");
}

const shown = h("time", { class: "clock-time" });

function tick() {
  shown.textContent = shortMoment(now());
  shown.dateTime = new Date(now() * 1000).toISOString();
  shown.title = `${person(store.me).tz}. The workspace’s time; it can only be moved forward.`;
}

export function startClock() {
  fill(place,
    icon("clock"), shown,
    h("span", { class: "jumps" }, JUMPS.map(([label, body]) =>
      h("button", { class: "btn", type: "button", onclick: () => jump(body) }, label))),
    h("button", {
      class: "btn jumps-small", type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "Move the time forward",
      onclick: (event) => openMenu(event.currentTarget, JUMPS.map(([label, body]) => ({ content: label, choose: () => jump(body) })), "Move the time forward"),
    }, icon("forward")));
  on("clock", tick);
  on("loaded", tick);
  setInterval(tick, 1000);
}
