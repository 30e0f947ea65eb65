// Edits that the desk keeps: what they build, as gisplan/plan/scenario/replay.py has it, and what a change on the page
// is as edits. Nothing here draws.
const SLACK_M = 0.5; // as the desk has it
const JOINED_M = 0.0015;
const ACTIONS = { i: "in", o: "out", d: "done", "-": "free" };
const LETTERS = { in: "i", out: "o", done: "d", free: "-" };

export function makeDeskEdits(data, model) {
  const u = data.units;
  const place = new Map(data.texts.map((text, k) => [text, k]));
  const planYear = data.desk.year;
  const state = { year: planYear.slice(), put: null }; // put: the year that is chosen for what is put in
  // Of those that may build it the first.
  const firstPayer = (i) => data.programmes.findIndex((_, k) => model.may(i, k));

  // The units of a stretch; null where there are none, or one would be cut in two.
  function find({ segment, from_m: from, to_m: to }) {
    const units = model.ofSegment.get(place.get(segment));
    if (!units) return null;
    const low = typeof from === "number" ? from : -Infinity;
    const high = typeof to === "number" ? to : Infinity;
    const isCut = (i) =>
      u.from_m[i] < high - SLACK_M &&
      u.to_m[i] > low + SLACK_M &&
      (u.from_m[i] < low - SLACK_M || u.to_m[i] > high + SLACK_M);
    if (units.some(isCut)) return null;
    const inside = units.filter((i) => (u.from_m[i] + u.to_m[i]) / 2 >= low && (u.from_m[i] + u.to_m[i]) / 2 <= high);
    return inside.length ? inside : null;
  }

  // Show the plan with some edits, in order; of two for one stretch the later counts. Returns how many name none.
  function show(edits) {
    const locks = model.every.map(() => "-");
    const payers = model.every.map(() => -1);
    const year = planYear.slice();
    let unmatched = 0;
    for (const edit of edits) {
      const payer = data.programmes.findIndex((one) => one.id === edit.programme);
      const units = edit.programme && payer < 0 ? null : find(edit);
      if (!units) unmatched++;
      for (const i of units || []) {
        locks[i] = LETTERS[edit.action];
        payers[i] = edit.action !== "in" ? -1 : payer >= 0 ? payer : firstPayer(i);
        year[i] = edit.action === "free" ? planYear[i] : edit.action === "in" ? edit.year || null : null;
      }
    }
    state.year = year;
    model.showAll(locks, payers);
    return unmatched;
  }

  // What is so now of some units, as edits; units that follow each other are one stretch.
  function describe(units) {
    const rows = [];
    for (const i of units.slice().sort((a, b) => a - b)) {
      const row = describeUnit(i);
      const last = rows[rows.length - 1];
      if (last && isNext(last, row)) last.to_m = row.to_m;
      else rows.push(row);
    }
    return rows;
  }
  function describeUnit(i) {
    const action = ACTIONS[model.lock(i)];
    const row = { segment: data.texts[u.segment[i]], action, from_m: u.from_m[i], to_m: u.to_m[i] };
    if (action === "in" && model.payer(i) >= 0) row.programme = data.programmes[model.payer(i)].id;
    if (action === "in" && state.put) row.year = state.put;
    return row;
  }
  const isNext = (a, b) =>
    a.segment === b.segment &&
    a.action === b.action &&
    a.programme === b.programme &&
    a.year === b.year &&
    Math.abs(a.to_m - b.from_m) < JOINED_M;

  return {
    show,
    describe,
    yearOf: (i) => (model.built(i) ? state.year[i] : null),
    choose(year) {
      state.put = year;
    },
  };
}

// What is built, a row a programme and year: kilometres and costs, and what there is by the end of the year.
export function sumYears(data, model, yearOf) {
  const u = data.units;
  const rows = new Map();
  for (const i of model.every) {
    if (!model.built(i)) continue;
    const key = model.payer(i) + "/" + yearOf(i);
    if (!rows.has(key))
      rows.set(key, { programme: model.payer(i), year: yearOf(i), mm: 0, cost: 0, yuan: 0, unpriced: 0 });
    const row = rows.get(key);
    const price = u.yuan ? u.yuan[i] : null;
    row.mm += u.mm[i];
    row.cost += u.cost[i];
    if (price === null || price === undefined) row.unpriced += u.mm[i];
    else row.yuan += price;
  }
  const last = (year) => (year === null ? Infinity : year);
  return [...rows.values()].sort((a, b) => a.programme - b.programme || last(a.year) - last(b.year));
}

// Where what is built by the end of a year costs more than a programme has by then.
export function findOverspent(data, rows) {
  const found = [];
  data.programmes.forEach((_, k) => {
    const own = data.desk.budgets.filter((one) => one.programme === k);
    if (!own.length || own.some((one) => one.amount === null)) return;
    for (const year of data.desk.years) {
      const has = own.reduce((sum, one) => sum + (one.year <= year ? one.amount : 0), 0);
      const paid = rows.reduce((sum, r) => sum + (r.programme === k && r.year && r.year <= year ? r.cost : 0), 0);
      if (paid > has) found.push({ programme: k, year, by: paid - has });
    }
  });
  return found;
}
