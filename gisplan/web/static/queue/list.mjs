// The list of what is not sent: each entry with its values, why it waits, and what can be done about it.
import { showInstant } from "./days.mjs";
import { CONFLICT, REFUSED, WAITING } from "./entries.mjs";

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
};

const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_whole, place) => values[Number(place)]);

const button = (text, press, className) => {
  const made = element("button", text, className);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
};

// The values of an entry; where someone else was first, with what the ledger has now.
const drawValues = (entry, words) => {
  const list = element("dl", "", "values");
  const rows = entry.kind === "comment" ? [{ label: words.comment, shown: entry.text }] : entry.fields;
  const now = new Map(entry.state === CONFLICT ? entry.answer.conflict.fields.map((one) => [one.name, one]) : []);
  for (const field of rows) {
    const other = now.get(field.name);
    const pair = element("div");
    pair.append(element("dt", field.label), element("dd", other ? fill(words.mine, field.shown) : field.shown));
    if (other) pair.append(element("dd", fill(words.theirs, other.now)));
    if (other && other.by) pair.append(element("dd", fill(words.theirs_by, other.by, other.at), "quiet-text"));
    list.append(pair);
  }
  return list;
};

const drawReasons = (entry, words) => {
  const found = [];
  if (entry.state === CONFLICT) found.push(element("p", words.conflict, "late"));
  if (entry.state === REFUSED) {
    const { status, rules, faults } = entry.answer;
    const lines = status === 422 ? [...rules, ...faults] : [words[`status_${status}`] || faults.join(" ")];
    for (const line of lines) found.push(element("p", line, "late"));
  }
  if (entry.state === WAITING && !entry.uncertain) found.push(element("p", words.kept_now, "quiet-text"));
  if (entry.uncertain) found.push(element("p", words.uncertain, "quiet-text"));
  return found;
};

// The form that gives a reason for breaking a rule of the milestones.
const drawReasonForm = (entry, words, actions) => {
  const form = element("form", "", "plain");
  const label = element("label", words.override);
  const field = element("input");
  field.required = true;
  field.maxLength = 500;
  field.value = entry.override || "";
  label.append(field);
  const row = element("p", "", "actions");
  row.append(element("button", words.with_reason, "primary"));
  form.append(label, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    actions.override(entry, field.value);
  });
  return form;
};

const drawEntry = (entry, words, actions) => {
  const item = element("li", "", "unsent-entry");
  item.dataset.entry = entry.id;
  const head = element("p");
  const link = element("a", entry.title);
  link.href = `/works/${entry.work}`;
  const at = showInstant(entry.made, Date.now(), document.documentElement.lang);
  head.append(link, " ", element("span", fill(words.entered_at, at), "quiet-text"));
  item.append(head, drawValues(entry, words));
  if (entry.note) item.append(element("p", fill(words.with_note, entry.note)));
  if (entry.files.length) item.append(element("p", fill(words.with_files, entry.files.length)));
  item.append(...drawReasons(entry, words));
  if (entry.state === REFUSED && entry.answer.rules.length) item.append(drawReasonForm(entry, words, actions));
  const row = element("p", "", "actions");
  if (entry.state === CONFLICT) row.append(button(words.decide, () => actions.decide(entry), "primary"));
  if (entry.state === REFUSED) row.append(button(words.again, () => actions.again(entry)));
  row.append(button(words.take_back, () => actions.takeBack(entry)));
  item.append(row);
  return item;
};

// Draw the entries into a place; nothing that is typed into it is lost where nothing has changed.
export const drawEntries = (place, entries, words, actions) => {
  const state = JSON.stringify(entries.map(({ id, state: one, answer, uncertain }) => [id, one, answer, uncertain]));
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.textContent = "";
  for (const entry of entries) place.append(drawEntry(entry, words, actions));
};
