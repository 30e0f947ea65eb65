import assert from "node:assert/strict";
import { test } from "node:test";
import { findOverspent, makeDeskEdits, sumYears } from "../../../gisplan/maps/page/plan/desk_edits.mjs";
import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";

// One road of three stretches from the trunk road to a village at its end; a second road of one stretch.
const makeData = (years = [null, 2020, null, null]) => ({
  texts: ["A", "B"],
  units: {
    segment: [0, 0, 0, 1],
    from_m: [0, 100, 250, 0],
    to_m: [100, 250, 400, 80],
    mm: [100000, 150000, 150000, 80000],
    cost: [100, 150, 150, 80],
    yuan: [1, 2, null, 4],
    may: [3, 3, 3, 2],
    lock: "----",
    built: "0100",
    programme: [-1, 0, -1, -1],
  },
  joins: { a: [0, 0, 1, 3], b: [4, 1, 2, 4], reach: 4 },
  settlements: {
    villages: 1,
    itself: "1",
    who: [0],
    vertex: [2],
    needs: [],
    needs_of: [],
    people_once: [50],
    households_once: [10],
    prize: [50000],
  },
  programmes: [
    { id: "one", label: "One", budget: 1000 },
    { id: "two", label: "Two", budget: null },
  ],
  desk: {
    years: [2019, 2020],
    year: years,
    budgets: [
      { programme: 0, year: 2019, amount: 100 },
      { programme: 0, year: 2020, amount: 300 },
    ],
  },
});
const start = () => {
  const data = makeData();
  const model = makePlanState(data);
  return { data, model, desk: makeDeskEdits(data, model) };
};
const built = (model) => model.every.map((i) => (model.built(i) ? 1 : 0)).join("");

test("of two edits for one stretch the later counts, and what is free is as the plan has it", () => {
  const { model, desk } = start();
  assert.equal(desk.show([{ segment: "A", action: "in", programme: "two", year: 2019 }]), 0);
  assert.equal(built(model), "1110");
  assert.deepEqual([0, 1, 2].map(model.payer), [1, 1, 1]);
  assert.equal(model.totals().served.people, 50);
  const free = { segment: "A", action: "free", from_m: 100, to_m: 250 };
  desk.show([{ segment: "A", action: "in" }, { segment: "A", action: "out", from_m: 0, to_m: 100 }, free]);
  assert.equal(built(model), "0110");
  assert.deepEqual([1, 2].map(desk.yearOf), [2020, null]);
  assert.equal(model.payer(2), 0); // the first that may build it
  desk.show([]);
  assert.equal(built(model), "0100");
  assert.equal(model.count(), 0);
});

test("an edit that names no stretch, or a part of one, is left out and counted", () => {
  const { model, desk } = start();
  const edits = [
    { segment: "C", action: "in" },
    { segment: "A", action: "in", from_m: 20, to_m: 100 },
    { segment: "A", action: "out", from_m: 100.4, to_m: 249.7 },
  ];
  assert.equal(desk.show(edits), 2);
  assert.equal(built(model), "0000");
});

test("a change on the page is told as edits, and these show the same again", () => {
  const { model, desk } = start();
  const told = [];
  model.listen((units) => told.push(desk.describe(units)));
  desk.choose(2019);
  model.change([0, 1, 2], (i) => model.put(i, true));
  assert.deepEqual(told, [
    [
      { segment: "A", action: "in", from_m: 0, to_m: 100, programme: "one", year: 2019 },
      { segment: "A", action: "in", from_m: 250, to_m: 400, programme: "one", year: 2019 },
    ],
  ]);
  model.change([1], (i) => model.put(i, false));
  model.change([1], (i) => model.put(i, true));
  assert.deepEqual(told.slice(1), [
    [{ segment: "A", action: "out", from_m: 100, to_m: 250 }],
    [{ segment: "A", action: "free", from_m: 100, to_m: 250 }],
  ]);
  const now = built(model);
  desk.show(told.flat());
  assert.equal(built(model), now);
  assert.equal(told.length, 3); // what is shown is not told
});

test("kilometres and costs are summed by programme and year, and what is spent too early is said", () => {
  const { data, model, desk } = start();
  desk.show([
    { segment: "A", action: "in", from_m: 0, to_m: 100, programme: "one", year: 2019 },
    { segment: "A", action: "in", from_m: 250, to_m: 400, programme: "one", year: 2019 },
  ]);
  const rows = sumYears(data, model, desk.yearOf);
  assert.deepEqual(rows, [
    { programme: 0, year: 2019, mm: 250000, cost: 250, yuan: 1, unpriced: 150000 },
    { programme: 0, year: 2020, mm: 150000, cost: 150, yuan: 2, unpriced: 0 },
  ]);
  assert.deepEqual(findOverspent(data, rows), [{ programme: 0, year: 2019, by: 150 }]);
});
