// How far each work was on a day, and how many: the same rules as gisplan/ledger/progress. Nothing here draws.
// passed[m][i] never falls from one milestone to the next; a day that is not known is null. What a work has passed by
// its status alone, nobody knows when, it has passed on every day.
import { formatDay } from "./days.mjs";

export function makeKindModel(kind, on) {
  const w = kind.works;
  const n = w.code.length;
  const every = Array.from({ length: n }, (_, i) => i);
  const marks = kind.milestones.length;
  const undated = w.undated.map((some) => new Set(some));
  const before = (day, d) => day !== null && day <= d;
  const has = (i, d, m) => before(w.passed[m][i], d) || undated[m].has(i);
  // what a work's own days say, a later one for the earlier
  const dated = w.own.map(() => new Array(n).fill(null));
  for (let i = 0; i < n; i++) {
    let least = null;
    for (let m = marks - 1; m >= 0; m--) {
      const day = w.own[m][i];
      if (day !== null && day <= on && (least === null || day < least)) least = day;
      dated[m][i] = least;
    }
  }
  const standing = (i, d) => {
    let m = -1;
    while (m + 1 < marks && has(i, d, m + 1)) m++;
    return m;
  };
  const lateAt = (i, d, m) => before(w.due[m][i], d) && !has(i, d, m);
  // The milestones that were due by a day and were not passed; the earliest of their due days.
  const listLate = (i, d) => kind.milestones.flatMap((_, m) => (lateAt(i, d, m) ? [m] : []));
  const lateSince = (i, d) => Math.min(...listLate(i, d).map((m) => w.due[m][i]));
  const isLate = (i, d) => {
    for (let m = 0; m < marks; m++) if (lateAt(i, d, m)) return true;
    return false;
  };
  // The next milestone that will be due and is not passed: [milestone, its day]; null where there is none.
  function nextDue(i, d) {
    let next = null;
    for (let m = 0; m < marks; m++) {
      const due = w.due[m][i];
      if (due !== null && due > d && !has(i, d, m) && (!next || due < next[1])) next = [m, due];
    }
    return next;
  }
  const isDueWithin = (i, d, days) => {
    const next = nextDue(i, d);
    return next !== null && next[1] <= d + days;
  };
  // Works that are not at their last milestone and of which nothing is known since a day, as of the last day.
  const isSilent = (i, since) => standing(i, on) < marks - 1 && (w.reported[i] === null || w.reported[i] < since);
  // standing: by the last milestone passed, those without any first; passed: how many have passed each
  function count(d, some) {
    const works = some || every;
    const counts = {
      day: formatDay(d),
      planned: works.length,
      standing: new Array(marks + 1).fill(0),
      passed: new Array(marks).fill(0),
      overdue: 0,
    };
    for (const i of works) {
      counts.standing[standing(i, d) + 1]++;
      if (isLate(i, d)) counts.overdue++;
    }
    let sum = 0;
    for (let m = marks - 1; m >= 0; m--) counts.passed[m] = sum += counts.standing[m + 1];
    return Object.assign(counts, {
      started: counts.passed[kind.started],
      finished: counts.passed[kind.finish],
      serving: counts.passed[kind.served],
      accepted: counts.passed[kind.accepted],
    });
  }
  const finished = (m) => m >= kind.finish;
  const due = { listLate, lateSince, lateAt, isLate, nextDue, isDueWithin };
  return { kind, n, every, marks, standing, ...due, isSilent, count, dated, has, finished, on };
}
