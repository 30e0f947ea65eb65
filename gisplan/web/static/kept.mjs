// The page of what a device keeps: without a network, the works of an account and their forms.
import { findKept, milestonesOf } from "./queue/kept_works.mjs";
import { showInstant } from "./queue/days.mjs";
import { withWaiting } from "./queue/entries.mjs";

const MOST_ROWS = 100;

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
};

const factsOf = (work, kinds) =>
  [work.code, kinds[work.kind].label, work.programme, work.town, ...work.villages].filter(Boolean).join(" · ");

const drawList = (list, kept, entries, words, text) => {
  list.textContent = "";
  for (const work of findKept(kept.works, text).slice(0, MOST_ROWS)) {
    const item = element("li");
    const link = element("a", "", "row-link");
    link.href = `/works/${work.number}`;
    link.append(element("strong", work.name));
    if (entries.some((entry) => entry.work === work.number)) link.append(" ", element("span", words.waits, "late"));
    link.append(element("span", factsOf(work, kept.kinds), "row-more"));
    item.append(link);
    list.append(item);
  }
};

const drawMilestone = (one, template, words) => {
  const item = template.content.cloneNode(true).querySelector("li");
  item.classList.toggle("passed", one.passed);
  item.classList.toggle("is-late", one.late);
  item.querySelector("strong").textContent = one.label;
  item.querySelector(".day").textContent = one.day || (one.passed ? words.passed : words.not_reached);
  item.querySelector("[data-waits]").hidden = !one.waits;
  const due = item.querySelector("[data-due]");
  due.textContent = one.due ? `${words.due} ${one.due}` : "";
  if (one.late) due.className = "late";
  const day = item.querySelector("input[type=date]");
  day.name = `day.${one.name}`;
  day.value = one.day;
  const summary = item.querySelector("summary");
  if (one.day) summary.textContent = summary.dataset.correct;
  for (const press of item.querySelectorAll("button[name=milestone]")) {
    press.value = `${one.name}:${press.dataset.when}`;
    press.dataset.milestone = one.name;
    press.dataset.label = one.label;
    press.setAttribute("aria-label", `${one.label} – ${press.textContent}`);
    press.hidden = Boolean(one.day) !== (press.dataset.when === "") && press.dataset.when !== "other";
  }
  return item;
};

const makeInput = (field) => {
  if (field.options.length) {
    const select = element("select");
    for (const [value, text] of field.options) {
      const option = element("option", text);
      option.value = value;
      select.append(option);
    }
    return select;
  }
  const input = element(field.name === "note" ? "textarea" : "input");
  if (field.name !== "note") input.type = field.type;
  if (field.type === "number") Object.assign(input, { step: "any", inputMode: "decimal" });
  input.maxLength = 500;
  input.required = field.required;
  return input;
};

const drawField = (field, value) => {
  const place = element("div", "", field.long ? "field wide" : "field");
  const was = element("input");
  Object.assign(was, { type: "hidden", name: `was.${field.name}`, value });
  const label = element("label", field.label);
  const input = makeInput(field);
  input.name = `new.${field.name}`;
  input.dataset.label = field.label;
  if (input.tagName === "SELECT") for (const option of input.options) option.defaultSelected = option.value === value;
  else input.defaultValue = value; // to which the form goes back when it was sent
  label.append(input);
  place.append(was, label);
  return place;
};

// Chosen files cannot be filled in again: their fields move to the form that takes the place of theirs.
const moveFiles = (before, after) => {
  const forms = [...after.querySelectorAll("form[data-draft]")];
  for (const held of [...before.querySelectorAll("input[type=file]")].filter((one) => one.files.length)) {
    const form = held.closest("form");
    const same = forms.find((one) => one.dataset.draft === form.dataset.draft);
    if (same) {
      same.elements[held.name].replaceWith(held);
      for (const name of ["longitude", "latitude"]) same.elements[name].value = form.elements[name].value;
      same.querySelector("[data-place-note]").replaceWith(form.querySelector("[data-place-note]"));
    }
  }
};

const drawWork = (place, work, kept, entries, words) => {
  const copy = document.getElementById("work-template").content.cloneNode(true);
  const kind = kept.kinds[work.kind];
  const own = entries.filter((entry) => entry.work === work.number);
  const values = withWaiting(work.values, own);
  copy.querySelector("h1").textContent = work.name;
  copy.querySelector(".facts").textContent = factsOf(work, kept.kinds);
  const list = copy.querySelector(".milestones");
  const template = document.getElementById("milestone-template");
  for (const one of milestonesOf(work, kind, values)) list.append(drawMilestone(one, template, words));
  for (const part of ["progress", "plan"]) {
    const fields = copy.querySelector(`[data-fields=${part}]`);
    for (const field of kind[part]) fields.append(drawField(field, values[field.name] || ""));
  }
  for (const form of copy.querySelectorAll("form[data-queue]")) {
    Object.assign(form.dataset, { work: work.number, title: work.name });
    form.dataset.draft = `${form.dataset.draft}-${work.number}`;
    form.elements.seen.value = work.version;
    form.elements.store.value = kept.store;
  }
  moveFiles(place, copy);
  place.textContent = "";
  place.append(copy);
};

// Draw what is kept: the work of the address or the list of works; return the part that has forms.
export const drawKept = ({ kept, entries, words, fromDevice }) => {
  const about = document.getElementById("works-kept");
  about.textContent = kept
    ? words.works_kept
        .replace("{0}", kept.works.length)
        .replace("{1}", showInstant(kept.at, Date.now(), document.documentElement.lang))
    : "";
  if (kept && kept.left_out) about.textContent += ` ${words.works_left_out.replace("{0}", kept.left_out)}`;
  if (!fromDevice) return null;
  const number = /^\/works\/(\d+)$/.exec(window.location.pathname);
  const work = kept && number ? kept.works.find((one) => one.number === Number(number[1])) : null;
  const listed = document.getElementById("kept-list");
  const known = ["/", "/works"].includes(window.location.pathname);
  document.getElementById("kept-not").hidden = Boolean(work) || known;
  listed.hidden = !kept || Boolean(work);
  if (work) {
    document.title = work.name;
    const place = document.getElementById("kept-work");
    place.hidden = false;
    drawWork(place, work, kept, entries, words);
    return place;
  }
  if (kept) {
    const search = listed.querySelector("input");
    search.oninput = () => drawList(listed.querySelector("ul"), kept, entries, words, search.value);
    search.oninput();
  }
  return null;
};
