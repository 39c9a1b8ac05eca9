// Who is looking, and where they can go.
import { avatar } from "./avatar.js";
import { fill, h, openMenu } from "./dom.js";
import { icon } from "./icons.js";
import { dmId, emit, person, store, unread } from "./store.js";

const place = document.getElementById("sidebar");

function choosePerson(opener) {
  const people = [...store.people.values()].filter((each) => each.playable);
  openMenu(opener, people.map((each) => ({
    role: "menuitemradio", checked: each.id === store.me,
    content: [avatar(each, "little"), h("span", { class: "who" }, h("span", {}, each.real_name), h("small", {}, [each.role, each.tz].filter(Boolean).join(" · ")))],
    choose: () => emit("switch", each.id),
  })), "Switch person");
}

function entry(channel, label, sign) {
  const spoken = channel.kind === "im" ? label : `#${label}`;
  const count = unread(channel), here = store.place === channel.id;
  return h("li", {}, h("button", {
    class: `entry ${here ? "here" : ""} ${count ? "unread" : ""}`, "aria-current": here ? "page" : null, "data-channel": channel.id,
    "aria-label": count ? `${spoken}, ${count} unread` : spoken,
    onclick: () => emit("go", channel.id),
  }, sign, h("span", { class: "entry-name" }, label), count > 0 && h("span", { class: "badge", "aria-hidden": "true" }, String(count))));
}

export function drawSidebar() {
  const me = person(store.me);
  const channels = [...store.channels.values()].filter((channel) => channel.kind !== "im");
  const dm = store.channels.get(dmId());
  fill(place,
    h("button", {
      class: "me", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `You are ${me.real_name}, ${me.role}. Switch person`,
      onclick: (event) => choosePerson(event.currentTarget),
    }, avatar(me), h("span", { class: "who" }, h("span", {}, me.real_name), h("small", {}, me.role)), h("span", { "aria-hidden": "true" }, "▾")),
    h("h2", {}, "Channels"),
    h("ul", {}, channels.map((channel) => entry(channel, channel.name, h("span", { class: "sign", "aria-hidden": "true" }, channel.kind === "private" ? icon("lock") : "#")))),
    h("h2", {}, "Apps"),
    h("ul", {}, dm && entry(dm, store.app.name, avatar(person(store.bot), "tiny"))));
  const waiting = [...store.channels.values()].reduce((sum, channel) => sum + unread(channel), 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}The practice workspace`;
}
