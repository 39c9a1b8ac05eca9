// Times as the person reads them: in their own time zone.
import { now, person, store } from "./store.js";

const zone = () => person(store.me).tz;
const format = (seconds, options) =>
  new Intl.DateTimeFormat("en-US", { timeZone: zone(), ...options }).format(new Date(seconds * 1000));

export const timeOf = (seconds) => format(seconds, { hour: "numeric", minute: "2-digit" });
export const fullTime = (seconds) => format(seconds, { dateStyle: "full", timeStyle: "medium" });
export const shortMoment = (seconds) =>
  format(seconds, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
export const dayKey = (seconds) => format(seconds, { year: "numeric", month: "2-digit", day: "2-digit" });

function relative(seconds) {
  const day = 86400, at = dayKey(seconds);
  if (at === dayKey(now())) return "today";
  if (at === dayKey(now() - day)) return "yesterday";
  if (at === dayKey(now() + day)) return "tomorrow";
  return null;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

export function dayName(seconds) {
  const near = relative(seconds);
  return near ? capital(near) : format(seconds, { weekday: "long", month: "long", day: "numeric" });
}

const LONG = { weekday: "long", month: "long", day: "numeric", year: "numeric" };
const MIDDLE = { month: "long", day: "numeric", year: "numeric" };
const SHORT = { month: "short", day: "numeric", year: "numeric" };

// https://docs.slack.dev/messaging/formatting-message-text#date-formatting
export function slackDate(seconds, pattern) {
  const tokens = {
    date_num: () => {
      const [month, day, year] = dayKey(seconds).split("/");
      return `${year}-${month}-${day}`;
    },
    date: () => format(seconds, MIDDLE),
    date_short: () => format(seconds, SHORT),
    date_long: () => format(seconds, LONG),
    date_pretty: () => relative(seconds) ?? format(seconds, MIDDLE),
    date_short_pretty: () => relative(seconds) ?? format(seconds, SHORT),
    date_long_pretty: () => relative(seconds) ?? format(seconds, LONG),
    day_divider_pretty: () => relative(seconds) ?? dayName(seconds),
    time: () => timeOf(seconds),
    time_secs: () => format(seconds, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(seconds),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => tokens[name]?.() ?? whole);
}

function ago(seconds) {
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const distance = seconds - now();
  const [unit, size] = units.find(([, length]) => Math.abs(distance) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(distance / size), unit);
}

// A datetime picker shows local time and holds seconds since 1970.
export function toLocalInput(seconds) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-CA", {
    timeZone: zone(), hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(new Date(seconds * 1000)).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

export function fromLocalInput(text) {
  const asUtc = Date.parse(`${text}:00Z`) / 1000;
  let guess = asUtc;
  for (let i = 0; i < 2; i += 1) guess = asUtc - (Date.parse(`${toLocalInput(guess)}:00Z`) / 1000 - guess);
  return guess;
}
