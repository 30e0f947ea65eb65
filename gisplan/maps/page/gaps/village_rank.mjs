// Which villages miss which criteria, and the order of rows. Nothing here draws.
import { compareValues } from "../shared/sort_rows.mjs";

const ORDER = "xuam-";

// The criteria that a settlement misses, by their places: of a village those of the exit that the verdict counts.
export function listMissed(data, i) {
  const s = data.settlements;
  if (data.exits && i < s.villages) return s.own.missed[i];
  return data.criteria.flatMap((criterion, k) => (criterion.states[i] === "x" ? [k] : []));
}

// Judged for exit first, then by the verdict, what is missed first, then most people first.
export const compareRows = (a, b) =>
  b.judged - a.judged ||
  ORDER.indexOf(a.letter) - ORDER.indexOf(b.letter) ||
  compareValues(a.people, b.people, true) ||
  a.i - b.i;

// The villages judged for exit that miss a criterion, most people first: {i, people, missed}.
export function listGravest(data, most) {
  const s = data.settlements;
  const some = [];
  if (!data.exits) return some;
  for (let i = 0; i < s.villages; i++) {
    if (s.own.judged_for_exit[i] !== "1" || s.own.states[i] !== "x") continue;
    some.push({ i, people: s.people[i], missed: listMissed(data, i) });
  }
  return some.sort((a, b) => compareValues(a.people, b.people, true) || a.i - b.i).slice(0, most);
}
