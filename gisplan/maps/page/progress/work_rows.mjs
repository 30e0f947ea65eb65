// The shown works as rows of a file. Nothing here draws.
import { punctuate } from "../shared/wording.mjs";
import { formatDay } from "./days.mjs";

const date = (day) => (day === null || day === undefined ? "" : formatDay(day));

// [key, label] of each column: what a work is, how far it is on the day, and the days of its milestones.
export function describeColumns(data, kind) {
  const words = data.words;
  const due = (label) => data.words.due_of.replace("{0}", () => label);
  return [
    ["code", words.code],
    ["name", words.name],
    ["town", words.town],
    ["group", words[kind.group]],
    ["contractor", words.contractor],
    ["villages", words.villages],
    ["people", words.village_people],
    ["reached", words.reached_last],
    ["late", words.late_by],
    ["missing", words.missing],
    ["next", words.next_due],
    ["reported", words.last_report],
    ...kind.milestones.flatMap((milestone, m) => [
      ["due" + m, due(milestone.label)],
      ["own" + m, milestone.label],
    ]),
  ];
}

export function describeRows(data, model, works, day) {
  const { kind } = model;
  const { semicolon } = punctuate(data.lang);
  const w = kind.works;
  const v = data.villages;
  const text = (place) => (place < 0 ? "" : data.texts[place]);
  return works.map((i) => {
    const m = model.standing(i, day);
    const late = model.listLate(i, day);
    const next = model.nextDue(i, day);
    const row = {
      code: text(w.code[i]),
      name: text(w.name[i]),
      town: text(w.town[i]),
      group: text(w.group[i]),
      contractor: text(w.contractor[i]),
      villages: w.villages[i].map((k) => text(v.name[k]) || text(v.code[k])).join(semicolon),
      people: w.people[i],
      reached: m < 0 ? "" : kind.milestones[m].label,
      late: late.length ? day - model.lateSince(i, day) : "",
      missing: late.map((k) => kind.milestones[k].label).join(semicolon),
      next: next ? date(next[1]) : "",
      reported: w.reported[i] > day ? "" : date(w.reported[i]), // which report was the last by then is not known
    };
    kind.milestones.forEach((_, k) => {
      row["due" + k] = date(w.due[k][i]);
      row["own" + k] = w.own[k][i] !== null && w.own[k][i] <= day ? date(w.own[k][i]) : "";
    });
    return row;
  });
}
