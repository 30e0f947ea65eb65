import assert from "node:assert/strict";
import { test } from "node:test";

import { makeKindModel } from "../../../gisplan/maps/page/progress/kind_model.mjs";
import {
  countOnly,
  groupWorks,
  isFiltered,
  listChoices,
  listFitting,
  listMonths,
  listShown,
  listWaiting,
  makeFilter,
  makeSteps,
  sortByUrgency,
  sumKnown,
} from "../../../gisplan/maps/page/progress/shown_works.mjs";
import { describeColumns, describeRows } from "../../../gisplan/maps/page/progress/work_rows.mjs";

// Day 100 is the last. W0 is accepted, W1 finished, W2 late since 90, W3 due on 110, W4 has no due day.
const texts = ["W0", "W1", "W2", "W3", "W4", "Mill", "East", "West", "Ltd", "V1", "石磨村", "poor"];
const kind = {
  id: "water",
  label: "water",
  group: "category",
  milestones: [{ label: "started" }, { label: "built" }, { label: "accepted" }],
  started: 0,
  finish: 1,
  served: 1,
  accepted: 2,
  works: {
    code: [0, 1, 2, 3, 4],
    name: [5, 5, 5, 5, 5],
    town: [6, 6, 7, 7, -1],
    group: [11, 11, 11, 11, 11],
    contractor: [8, -1, -1, -1, -1],
    villages: [[0], [0, 1], [1], [], []],
    people: [1, 2, 3, 4, null],
    km: [1.5, null, 2, null, null],
    reported: [80, 70, 60, 95, null],
    passed: [
      [10, 20, 30, null, null],
      [40, 50, null, null, null],
      [80, null, null, null, null],
    ],
    own: [
      [10, 20, 30, null, null],
      [40, 50, null, null, null],
      [80, null, null, null, null],
    ],
    undated: [[], [], []],
    due: [
      [null, null, null, null, null],
      [45, 60, 90, 110, null],
      [90, 120, null, null, null],
    ],
  },
};
const words = { code: "Code", category: "Category", due_of: "Due: {0}" };
const data = { lang: "en", texts, words, villages: { code: [9, 10], name: [-1, 10], people: [5, 9] } };
const model = makeKindModel(kind, 100);
const filter = (part) => ({ ...makeFilter(100), ...part });
const fitting = (part) => listFitting(data, model, filter(part));
const shown = (part, day = 100) => listShown(model, fitting(part), filter(part), day);

test("works are found by code, name, village and town, and chosen by field", () => {
  assert.deepEqual(fitting({ query: " w2" }), [2]);
  assert.deepEqual(fitting({ query: "MILL" }), [0, 1, 2, 3, 4]);
  assert.deepEqual(fitting({ query: "石磨" }), [1, 2]);
  assert.deepEqual(fitting({ query: "v1" }), [0, 1]);
  assert.deepEqual(fitting({ query: "west" }), [2, 3]);
  assert.deepEqual(fitting({ town: 6 }), [0, 1]);
  assert.deepEqual(fitting({ town: -1 }), [4]);
  assert.deepEqual(fitting({ town: 6, contractor: 8 }), [0]);
  assert.deepEqual(listChoices(kind, "town"), [6, 7, -1]);
  assert.ok(!isFiltered(filter({})));
  assert.ok(isFiltered(filter({ contractor: -1 })));
});

test("what is urgent follows the day, and what is silent the last", () => {
  assert.deepEqual(shown({ only: "overdue" }), [2]);
  assert.deepEqual(shown({ only: "overdue" }, 60), []);
  assert.deepEqual(shown({ only: "due14" }), [3]);
  assert.deepEqual(shown({ only: "due14" }, 79), [0, 2], "work 0 was not accepted until that day");
  assert.deepEqual(shown({ only: "due30" }), [1, 3]);
  for (const day of [50, 100]) assert.deepEqual(shown({ only: "silent", since: 65 }, day), [2, 4]);
  assert.deepEqual(shown({ only: "silent", since: 99 }), [1, 2, 3, 4], "work 0 is at its last milestone");
  assert.deepEqual(countOnly(model, fitting({ town: 7 }), filter({ since: 65 }), 100), {
    overdue: 1,
    due14: 1,
    due30: 1,
    silent: 1,
  });
  assert.deepEqual(sortByUrgency(data, model, model.every, 100), [2, 3, 1, 0, 4]);
});

test("villages wait for works that do not serve them", () => {
  const waiting = (works, day) =>
    listWaiting(data, model, works, day).map((one) => [one.village, one.holding, one.late]);
  assert.deepEqual(waiting(model.every, 100), [[1, [2], [2]]]);
  assert.deepEqual(waiting(model.every, 45), [
    [1, [1, 2], []],
    [0, [1], []],
  ]);
  assert.deepEqual(waiting([0, 3], 100), []);
});

test("groups, months, steps and sums are those of the given works", () => {
  assert.deepEqual(
    groupWorks(kind, [3, 4, 2], "town").map((one) => [one.name, one.works]),
    [
      [7, [3, 2]],
      [-1, [4]],
    ],
  );
  assert.deepEqual(
    listMonths(model, [0, 1], 60).map((one) => [one.end, one.due, one.passed]),
    [
      [30, 0, [2, 0, 0]],
      [58, 1, [2, 2, 0]],
      [60, 2, [2, 2, 0]],
    ],
  );
  assert.deepEqual(listMonths(model, [3, 4], 60), []);
  assert.deepEqual(makeSteps(model, model.every), {
    planned: [
      [45, 1],
      [60, 2],
      [90, 3],
      [110, 4],
    ],
    finished: [
      [40, 1],
      [50, 2],
    ],
    before: 0,
    undated: 1,
    last_due: 110,
  });
  assert.equal(sumKnown([0, 1, 2], kind.works.km), 3.5);
  assert.equal(sumKnown([1], kind.works.km), null);
});

test("a row of the file says what was known on the day", () => {
  const columns = describeColumns(data, kind);
  assert.equal(new Set(columns.map(([key]) => key)).size, columns.length);
  assert.ok(columns.some(([key, label]) => key === "due1" && label === "Due: built"));
  const [row] = describeRows(data, model, [2], 95);
  assert.deepEqual(
    [row.code, row.villages, row.late, row.missing, row.own0],
    ["W2", "石磨村", 5, "built", "1970-01-31"],
  );
  const [earlier] = describeRows(data, model, [0], 50);
  assert.deepEqual([earlier.reached, earlier.own1, earlier.own2], ["built", "1970-02-10", ""]);
  assert.deepEqual([earlier.reported, row.reported], ["", "1970-03-02"], "a later report is none of that day");
  assert.deepEqual(Object.keys(row).sort(), columns.map(([key]) => key).sort());
});
