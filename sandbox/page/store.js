// What this person sees, kept up to date by the server; and the way to do something.

export const store = {
  me: null, team: "", bot: null, people: new Map(), channels: new Map(), usergroups: {},
  app: { name: "", commands: [], shortcuts: [] },
  messages: new Map(), views: [], home: null,
  clockAhead: 0, place: null, tab: "messages", thread: null,
};

const listeners = new Map();

export function on(kind, listener) {
  listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
}

export function emit(kind, detail) {
  for (const listener of listeners.get(kind) ?? []) listener(detail);
}

const key = (message) => `${message.channel}/${message.ts}`;

function takeDirectory(data) {
  store.team = data.team;
  store.bot = data.bot;
  store.app = data.app;
  store.usergroups = data.usergroups;
  store.people = new Map(data.people.map((person) => [person.id, person]));
  store.channels = new Map(data.channels.map((channel) => {
    const read = store.channels.get(channel.id)?.read ?? "0";
    return [channel.id, { ...channel, read: read > channel.read && store.me === data.me ? read : channel.read }];
  }));
}

function takeClock(seconds) {
  store.clockAhead = seconds - Date.now() / 1000;
}

export const now = () => Date.now() / 1000 + store.clockAhead;

const apply = {
  message({ message }) {
    if (message.deleted) store.messages.delete(key(message));
    else store.messages.set(key(message), message);
    emit("message", message);
  },
  views({ views }) { store.views = views; emit("views"); },
  home({ home }) { store.home = home; emit("home"); },
  directory(data) { takeDirectory(data); emit("directory"); },
  clock({ clock }) { takeClock(clock); emit("clock"); },
};

let stream;

export async function load(user) {
  stream?.close();
  const data = await (await fetch(`/sandbox/state?user=${encodeURIComponent(user ?? "")}`)).json();
  const switched = store.me !== data.me;
  if (switched) store.channels = new Map();
  takeDirectory(data);
  store.me = data.me;
  store.messages = new Map(data.messages.map((message) => [key(message), message]));
  store.views = data.views;
  store.home = data.home;
  takeClock(data.clock);
  follow();
  emit("loaded", { switched });
}

// Follows the changes; whenever the connection came back, everything is read anew, so that nothing is missed.
function follow() {
  let opened = false;
  stream = new EventSource(`/sandbox/live?user=${encodeURIComponent(store.me)}`);
  stream.onmessage = (event) => {
    const change = JSON.parse(event.data);
    apply[change.kind]?.(change);
  };
  stream.onopen = () => {
    emit("online", true);
    if (opened) load(store.me);
    else refresh();
    opened = true;
  };
  stream.onerror = () => emit("online", false);
}

// Between reading the state and listening something may have changed: look once more.
async function refresh() {
  const data = await (await fetch(`/sandbox/state?user=${encodeURIComponent(store.me)}`)).json();
  if (data.me !== store.me) return;
  for (const message of data.messages) {
    const known = store.messages.get(key(message));
    if (JSON.stringify(known) !== JSON.stringify(message)) apply.message({ message });
  }
}

export async function act(what, details = {}) {
  try {
    const response = await fetch("/sandbox/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: store.me, do: what, ...details }),
    });
    return await response.json();
  } catch {
    return { error: "offline", errors: {} };
  }
}

// Why something did not work, in words for the person who tried.
export function complaint(ack) {
  if (ack.error === "offline") return "The practice workspace cannot be reached.";
  if (ack.error.startsWith("not_possible")) return "That is not there any more.";
  return `${store.app.name} did not take that (${ack.error}). Please try again.`;
}

export async function moveClock(body) {
  const response = await fetch("/sandbox/clock", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return response.ok;
}

export const dmId = () => [...store.channels.values()].find((channel) => channel.kind === "im")?.id;
export const person = (id) => store.people.get(id) ?? { id, name: id, real_name: id, role: "", tz: "UTC" };
export const inChannel = (channel) =>
  [...store.messages.values()].filter((m) => m.channel === channel).sort((a, b) => (a.ts < b.ts ? -1 : 1));
export const inThread = (m) => m.thread_ts && m.thread_ts !== m.ts;

export function unread(channel) {
  return inChannel(channel.id).filter((m) => m.ts > channel.read && m.user !== store.me && !m.ephemeral).length;
}

export function markRead(channel) {
  const last = inChannel(channel.id).at(-1)?.ts;
  if (last && last > channel.read) {
    channel.read = last;
    act("read", { channel: channel.id, ts: last });
  }
}
