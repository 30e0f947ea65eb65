// Entries as they wait on a device: what a form enters, whose it is, and how it is sent.
import { readDay } from "./days.mjs";

export const WAITING = "waiting"; // not sent, or no answer yet
export const CONFLICT = "conflict"; // someone else was first: both values are shown, and a person decides
export const REFUSED = "refused"; // it breaks a rule or cannot be recorded; the answer says why

// The fields that a form enters: a milestone's day, or the values that differ from what was shown; null if none.
export const readFields = (pairs, today) => {
  const given = new Map(pairs);
  const milestone = given.get("milestone");
  if (milestone) {
    const cut = milestone.indexOf(":");
    const name = milestone.slice(0, cut);
    const value = readDay(milestone.slice(cut + 1), given.get(`day.${name}`), today);
    return value === null ? null : [{ name, value, on: null }];
  }
  const names = [...given.keys()].filter((key) => key.startsWith("new.")).map((key) => key.slice(4));
  const changed = names.filter((name) => given.get(`new.${name}`).trim() !== (given.get(`was.${name}`) || "").trim());
  const fields = changed.map((name) => ({
    name,
    value: given.get(`new.${name}`).trim(),
    on: given.get("on") || null,
  }));
  return fields.length ? fields : null;
};

// An id that no other entry has; 16 random bytes as hexadecimal digits.
export const makeId = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// The entries of one account in the order in which they were made.
export const ownEntries = (entries, owner) =>
  entries.filter((entry) => entry.owner === owner).sort((a, b) => a.made - b.made || (a.id < b.id ? -1 : 1));

export const countStates = (entries) => {
  const waiting = entries.filter((entry) => entry.state === WAITING).length;
  return { waiting, undecided: entries.length - waiting };
};

// What is sent of an entry; its photos were sent before, and are named.
export const toDocument = (entry) => {
  const files = entry.files.map((file) => file.kept);
  if (entry.kind === "comment") return { text: entry.text, entry: entry.id, files };
  const fields = entry.fields.map(({ name, value, on }) => (on ? { name, value, on } : { name, value }));
  const { seen, store, note, override } = entry;
  return { seen, store, fields, note, override, entry: entry.id, files };
};

// The address at which an entry is recorded.
export const addressOf = (entry) => `/api/works/${entry.work}${entry.kind === "comment" ? "/comments" : ""}`;

// After an own entry was recorded, later ones of its work that saw the same version have seen the next one.
export const moveSeen = (entries, sent, version) =>
  entries
    .filter((entry) => entry.kind === "record" && entry.id !== sent.id)
    .filter((entry) => entry.work === sent.work && entry.store === sent.store && entry.seen === sent.seen)
    .map((entry) => ({ ...entry, seen: version }));

// Values of a work as they will be when what waits is recorded.
export const withWaiting = (values, entries) => {
  const found = { ...values };
  for (const entry of entries) {
    if (entry.state === WAITING) for (const field of entry.fields) found[field.name] = field.value;
  }
  return found;
};
