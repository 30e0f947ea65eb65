// Which works are shown, in which order, and what they come to on a day. Nothing here draws.
import { codeFits, nameFits, readQuery } from "../shared/search.mjs";
import { formatDay } from "./days.mjs";

export const SPANS = [14, 30]; // days within which a milestone is due
const SILENT = 30; // days without a report after which a work is asked about, unless the reader says otherwise

// only: "all", "overdue", "due14", "due30" or "silent"; town, group, contractor: the place of a text, -1 for works that
// name none, null for all; since: the day since which a silent work has not reported.
export const makeFilter = (on) => ({
  query: "",
  town: null,
  group: null,
  contractor: null,
  only: "all",
  since: on - SILENT,
});

export const isFiltered = (filter) =>
  Boolean(readQuery(filter.query)) || FIELDS.some((field) => filter[field] !== null) || filter.only !== "all";

export const FIELDS = ["town", "group", "contractor"];

// A filter for another kind: without what none of its works has.
export function fitFilter(kind, filter) {
  const fitted = { ...filter };
  for (const field of FIELDS) if (!kind.works[field].includes(filter[field])) fitted[field] = null;
  return fitted;
}

// The texts of a field that works of a kind have, in the order of the list, each with its place; -1 for none last.
export function listChoices(kind, field) {
  const places = [...new Set(kind.works[field])];
  return places.filter((place) => place >= 0).concat(places.includes(-1) ? [-1] : []);
}

function fitsQuery(data, kind, i, query) {
  const w = kind.works;
  const text = (place) => (place < 0 ? null : data.texts[place]);
  const v = data.villages;
  if (codeFits(query, text(w.code[i]))) return true;
  if ([w.name[i], w.town[i], w.contractor[i]].some((place) => nameFits(query, text(place)))) return true;
  return w.villages[i].some((k) => nameFits(query, text(v.name[k])) || codeFits(query, text(v.code[k])));
}

function fitsOnly(model, i, day, { only, since }) {
  if (only === "overdue") return model.isLate(i, day);
  if (only === "silent") return model.isSilent(i, since);
  const span = SPANS.find((days) => only === "due" + days);
  return span === undefined || model.isDueWithin(i, day, span);
}

// The chosen works, which fit all but `only`: figures, curve and the counts of the buttons are of these.
export function listFitting(data, model, filter) {
  const query = readQuery(filter.query);
  const w = model.kind.works;
  return model.every.filter(
    (i) =>
      FIELDS.every((field) => filter[field] === null || filter[field] === w[field][i]) &&
      (!query || fitsQuery(data, model.kind, i, query)),
  );
}

export const listShown = (model, fitting, filter, day) => fitting.filter((i) => fitsOnly(model, i, day, filter));

export const countOnly = (model, fitting, filter, day) =>
  Object.fromEntries(
    ["overdue", ...SPANS.map((days) => "due" + days), "silent"].map((only) => [
      only,
      listShown(model, fitting, { ...filter, only }, day).length,
    ]),
  );

// Overdue first, those due first at the top, as gisplan/ledger/progress/late.py has them; then what is due next.
export function sortByUrgency(data, model, works, day) {
  const code = model.kind.works.code;
  const key = new Map(
    works.map((i) => {
      const next = model.nextDue(i, day);
      return [i, model.isLate(i, day) ? [0, model.lateSince(i, day)] : next ? [1, next[1]] : [2, 0]];
    }),
  );
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return works.slice().sort((a, b) => {
    const [x, y] = [key.get(a), key.get(b)];
    return x[0] - y[0] || x[1] - y[1] || compare(data.texts[code[a]], data.texts[code[b]]);
  });
}

// The villages that works are listed for and that not all of them serve on a day, of which some of the given works is
// one: those that nothing serves first, then those of most people, as gisplan/ledger/progress/late.py has them.
export function listWaiting(data, model, works, day) {
  const { kind } = model;
  const shown = new Set(works);
  const byVillage = new Map();
  for (const i of model.every)
    for (const k of new Set(kind.works.villages[i])) {
      if (!byVillage.has(k)) byVillage.set(k, []);
      byVillage.get(k).push(i);
    }
  const waiting = [];
  for (const [village, some] of byVillage) {
    const holding = some.filter((i) => !model.has(i, day, kind.served));
    if (!holding.some((i) => shown.has(i))) continue;
    const late = holding.filter((i) => model.isLate(i, day));
    waiting.push({ village, serving: some.length - holding.length, holding, late });
  }
  const people = (one) => data.villages.people[one.village] || 0;
  const code = (one) => data.texts[data.villages.code[one.village]];
  return waiting.sort(
    (a, b) => (a.serving > 0) - (b.serving > 0) || people(b) - people(a) || (code(a) < code(b) ? -1 : 1),
  );
}

// The works of each programme, town or contractor: {name, works}, in the order of the list.
export function groupWorks(kind, works, field) {
  const groups = new Map();
  for (const i of works) {
    const name = kind.works[field][i];
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(i);
  }
  return [...groups].map(([name, some]) => ({ name, works: some }));
}

// How many were due, and had passed each milestone, by the end of each month up to a day.
export function listMonths(model, works, day) {
  const { passed, due } = model.kind.works;
  const first = findFirst(works, passed, day);
  const months = [];
  for (let until = first; until !== null; until = until < day ? until + 1 : null) {
    until = Math.min(endOfMonth(until), day);
    const end = until;
    const isDue = (i) => due[model.kind.finish][i] !== null && due[model.kind.finish][i] <= end;
    const counts = passed.map((_, m) => works.filter((i) => model.has(i, end, m)).length);
    months.push({ end, due: works.filter(isDue).length, passed: counts });
  }
  return months;
}

const findFirst = (works, rows, until) => {
  let first = null;
  for (const row of rows)
    for (const i of works) if (row[i] !== null && row[i] <= until && (first === null || row[i] < first)) first = row[i];
  return first;
};

function endOfMonth(day) {
  const date = new Date(day * 864e5);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 864e5 - 1;
}

// How many works were due by each day, and finished: steps of [day, count], from the first event on. before: finished
// by their status, nobody knows when; undated: without a due day.
export function makeSteps(model, works) {
  const { finish } = model.kind;
  const w = model.kind.works;
  const before = works.filter((i) => w.passed[finish][i] === null && model.has(i, model.on, finish)).length;
  const planned = cumulate(works, w.due[finish], 0);
  const finished = cumulate(works, w.passed[finish], before);
  return {
    planned,
    finished,
    before,
    undated: works.filter((i) => w.due[finish][i] === null).length,
    last_due: planned.length ? planned[planned.length - 1][0] : null,
  };
}

function cumulate(works, days, before) {
  const counts = new Map();
  for (const i of works) if (days[i] !== null) counts.set(days[i], (counts.get(days[i]) || 0) + 1);
  let sum = before;
  return [...counts].sort((a, b) => a[0] - b[0]).map(([day, count]) => [day, (sum += count)]);
}

// The sum of what is known, null where nothing is.
export function sumKnown(works, values) {
  const known = works.map((i) => values[i]).filter((value) => value !== null && value !== undefined);
  return known.length ? known.reduce((sum, value) => sum + value, 0) : null;
}

// What is late, and who waits, by codes: as gisplan.ledger.progress lists them.
export function describeLate(data, model, day) {
  const late = model.every.filter((i) => model.isLate(i, day));
  return sortByUrgency(data, model, late, day).map((i) => [
    data.texts[model.kind.works.code[i]],
    model.listLate(i, day).map((m) => model.kind.milestones[m].id),
    formatDay(model.lateSince(i, day)),
  ]);
}

export function describeWaiting(data, model, day) {
  const code = (i) => data.texts[model.kind.works.code[i]];
  return listWaiting(data, model, model.every, day).map((one) => [
    data.texts[data.villages.code[one.village]],
    one.serving,
    one.holding.map(code),
    one.late.map(code),
  ]);
}
