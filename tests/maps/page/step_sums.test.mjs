import assert from "node:assert/strict";
import { test } from "node:test";

import {
  classOf,
  countWithin,
  listClasses,
  readLength,
  sumBy,
  sumSteps,
  sumUntil,
} from "../../../gisplan/maps/page/plan/step_sums.mjs";
import { toyPlan } from "./toy_plan.mjs";

const order = { step: Int32Array.from([0, 1, 1, -1]), servedStep: Int32Array.from([0, 1, 1]), steps: 2 };

test("steps add up, and what has no price is counted apart", () => {
  const sums = sumSteps(toyPlan(), order);
  assert.deepEqual(
    sums.map(({ cost, mm, yuan, unpriced_mm, villages, groups, people }) => [
      cost,
      mm,
      yuan,
      unpriced_mm,
      villages,
      groups,
      people,
    ]),
    [
      [10, 10, 1, 0, 1, 0, 100],
      [50, 50, 2, 30, 1, 1, 100],
    ],
  );
  assert.deepEqual(sums[1].units, [1, 2]);
  assert.deepEqual(sums[1].settlements, [1, 2]);
  assert.equal(sumUntil(sums, 2).people, 200);
  assert.equal(sumUntil(sums, 1).cost, 10);
  assert.equal(sumUntil(sums, 0).cost, 0);
});

test("so many kilometres buy the steps that fit into them", () => {
  const sums = sumSteps(toyPlan(), order);
  assert.deepEqual(
    [0, 9, 10, 59, 60, 1000].map((mm) => countWithin(sums, mm)),
    [0, 0, 1, 1, 2, 2],
  );
});

test("a length is typed in kilometres, and what is none is not taken", () => {
  const typed = ["5", " 5.5 ", "0", ".5", "5.", "５．５"];
  assert.deepEqual(typed.map(readLength), [5e6, 5.5e6, 0, 5e5, 5e6, 5.5e6]);
  for (const wrong of ["", "-3", "5,5", "5.5.5", "1e3", "five", "Infinity", "."]) assert.equal(readLength(wrong), null);
});

test("every step is of one class, and the classes are in order", () => {
  for (let steps = 1; steps < 60; steps++) {
    const classes = listClasses(steps, 5);
    assert.equal(classes.length, Math.min(5, steps));
    let next = 1;
    classes.forEach(([from, to], k) => {
      assert.equal(from, next);
      for (let step = from; step <= to; step++) assert.equal(classOf(step - 1, steps, 5), k);
      next = to + 1;
    });
    assert.equal(next, steps + 1);
  }
});

test("towns add up to the whole", () => {
  const data = toyPlan();
  const sums = sumSteps(data, order);
  const rows = sumBy(
    data,
    sums,
    (i) => i % 2,
    (m) => m % 2,
  );
  assert.deepEqual(
    rows.map(({ key, mm, segments, villages, groups, people }) => [key, mm, segments, villages, groups, people]),
    [
      [0, 40, 2, 1, 1, 140],
      [1, 20, 1, 1, 0, 60],
    ],
  );
});
