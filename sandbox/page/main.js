// Puts the page together and says which part is drawn anew when something changes.
import { startClock } from "./clockbar.js";
import { watchViews } from "./modal.js";
import { drawContent, drawRoom, drawThread } from "./room.js";
import { drawSidebar } from "./sidebar.js";
import { act, dmId, emit, load, on, store } from "./store.js";
import { toast } from "./dom.js";
import { icon } from "./icons.js";
import { forgetNodes } from "./messages.js";

const drawerButton = document.getElementById("drawer-button");
const shade = document.getElementById("shade");

function drawer(open) {
  document.body.classList.toggle("drawer-open", open);
  drawerButton.setAttribute("aria-expanded", String(open));
  shade.hidden = !open;
}

function go(channel) {
  store.place = channel;
  store.thread = null;
  if (channel === dmId() && store.tab === "home") act("home");
  drawer(false);
  remember();
  drawRoom();
  drawSidebar();
}

function remember() {
  const url = new URL(window.location.href);
  url.pathname = "/";
  url.searchParams.set("as", store.me);
  url.hash = store.place;
  window.history.replaceState(null, "", url);
}

// A permalink, /archives/CHANNEL/pTS, leads to its message.
function follow(path) {
  const match = path.match(/^\/archives\/(\w+)\/p(\d+)(\d{6})$/);
  if (!match || !store.channels.has(match[1])) return false;
  go(match[1]);
  const node = document.querySelector(`[data-ts="${match[2]}.${match[3]}"]`);
  node?.scrollIntoView({ block: "center" });
  node?.classList.add("found");
  return true;
}

on("go", go);
on("tab", (tab) => {
  store.tab = tab;
  if (tab === "home") act("home");
  drawRoom();
});
on("thread", (ts) => {
  store.thread = ts;
  drawThread();
  if (ts) document.querySelector("#thread textarea")?.focus();
});
on("switch", async (user) => {
  forgetNodes();
  await load(user);
  document.querySelector(".me")?.focus();
});
on("loaded", ({ switched }) => {
  if (!switched) { drawContent(); drawThread(); drawSidebar(); return; }
  const here = store.channels.has(store.place) ? store.place : null;
  const asked = window.location.hash.slice(1);
  const first = [...store.channels.values()].find((channel) => channel.kind !== "im") ?? [...store.channels.values()][0];
  const wasApp = store.place?.startsWith("D") ? dmId() : null;
  if (!follow(window.location.pathname)) go(wasApp ?? here ?? (store.channels.has(asked) ? asked : first.id));
});
on("message", (message) => {
  if (message.channel === store.place) {
    drawContent();
    if (store.thread) drawThread();
  }
  drawSidebar();
});
on("home", () => drawContent());
on("directory", () => { forgetNodes(); drawSidebar(); drawContent(); });
on("clock", () => { forgetNodes(); drawContent(); drawThread(); });
on("online", (online) => {
  document.body.classList.toggle("offline", !online);
  if (!online) toast("The practice workspace cannot be reached; trying again.");
});

window.addEventListener("hashchange", () => {
  const channel = window.location.hash.slice(1);
  if (channel !== store.place && store.channels.has(channel)) go(channel);
});
drawerButton.addEventListener("click", () => drawer(!document.body.classList.contains("drawer-open")));
shade.addEventListener("click", () => drawer(false));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") drawer(false); });
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && store.place) { drawContent(); drawSidebar(); } });

drawerButton.append(icon("menu"));
watchViews();
startClock();
load(new URL(window.location.href).searchParams.get("as")).catch(() => emit("online", false));
