// What each step builds and serves, and what is built and who is served once it is done. Nothing here draws.
const SUMS = ["cost", "mm", "yuan", "unpriced_mm", "villages", "groups", "people", "households", "prize"];

const nothing = () => Object.fromEntries(SUMS.map((name) => [name, 0]));

// What some units cost and how long they are; yuan by the cost table, and what no row of it prices.
export function sumUnits(data, units) {
  const u = data.units;
  const sums = { cost: 0, mm: 0, yuan: 0, unpriced_mm: 0 };
  for (const i of units) {
    sums.cost += u.cost[i];
    sums.mm += u.mm[i];
    const yuan = u.yuan ? u.yuan[i] : null;
    if (yuan === null || yuan === undefined) sums.unpriced_mm += u.mm[i];
    else sums.yuan += yuan;
  }
  return sums;
}

// order: {step, servedStep, steps}. Each step: its units and settlements by number, its sums, and `total`, with those
// of all steps before it.
export function sumSteps(data, { step, servedStep, steps }) {
  const s = data.settlements;
  const units = Array.from({ length: steps }, () => []);
  const settlements = Array.from({ length: steps }, () => []);
  step.forEach((k, i) => k >= 0 && units[k].push(i));
  servedStep.forEach((k, m) => k >= 0 && settlements[k].push(m));
  const total = nothing();
  return units.map((some, k) => {
    const own = { ...nothing(), ...sumUnits(data, some) };
    for (const m of settlements[k]) {
      own[m < s.villages ? "villages" : "groups"]++;
      own.people += s.people_once[m];
      own.households += s.households_once[m];
      own.prize += s.prize[m];
    }
    for (const name of SUMS) total[name] += own[name];
    return { ...own, units: some, settlements: settlements[k], total: { ...total } };
  });
}

// The sums once so many steps are done.
export const sumUntil = (sums, until) => (until > 0 ? sums[until - 1].total : nothing());

// Millimetres of a length in kilometres as somebody types it; null where it is none, as with a comma or a minus.
export function readLength(text) {
  const typed = text.normalize("NFKC").trim();
  return /^\d+(\.\d*)?$|^\.\d+$/.test(typed) ? Math.round(Number(typed) * 1e6) : null;
}

// How many steps can be done within a length; a step that is longer ends it.
export function countWithin(sums, mm) {
  const over = sums.findIndex(({ total }) => total.mm > mm);
  return over < 0 ? sums.length : over;
}

// The class of a step, 0 for the first: of so many classes with about as many steps each.
export const classOf = (step, steps, classes) => Math.floor((step * Math.min(classes, steps)) / Math.max(1, steps));

// The first and the last step of each class, from 1.
export function listClasses(steps, classes) {
  const many = Math.min(classes, steps);
  return Array.from({ length: many }, (_, k) => [
    Math.ceil((k * steps) / many) + 1,
    Math.ceil(((k + 1) * steps) / many),
  ]);
}

// Towns with what is built in them and whom of them it newly serves, or keys of another kind; in order of the keys.
export function sumBy(data, sums, keyOfUnit, keyOfSettlement) {
  const rows = new Map();
  const row = (key) => {
    if (!rows.has(key)) rows.set(key, { key, units: [], villages: 0, groups: 0, people: 0 });
    return rows.get(key);
  };
  for (const { units, settlements } of sums) {
    for (const i of units) row(keyOfUnit(i)).units.push(i);
    if (!keyOfSettlement) continue;
    for (const m of settlements) {
      const one = row(keyOfSettlement(m));
      one[m < data.settlements.villages ? "villages" : "groups"]++;
      one.people += data.settlements.people_once[m];
    }
  }
  const segments = (some) => new Set(some.map((i) => data.units.segment[i])).size;
  return [...rows.values()].map((one) => ({
    ...one,
    ...sumUnits(data, one.units),
    segments: segments(one.units),
  }));
}
