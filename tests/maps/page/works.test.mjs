import assert from "node:assert/strict";
import { test } from "node:test";

import { makeKindModel } from "../../../gisplan/maps/page/progress/kind_model.mjs";

// Three milestones; work 0 is finished, work 1 has begun, work 2 is late, work 3 is finished by its status alone.
const kind = () => ({
  milestones: [{}, {}, {}],
  started: 0,
  finish: 1,
  served: 1,
  accepted: 2,
  works: {
    code: ["W0", "W1", "W2", "W3"],
    passed: [
      [10, 20, null, null],
      [30, null, null, null],
      [null, null, null, null],
    ],
    own: [
      [null, 20, null, null],
      [30, null, null, null],
      [null, null, null, null],
    ],
    undated: [[3], [3], []],
    due: [
      [10, 20, 15, null],
      [25, 60, 40, null],
      [null, null, null, null],
    ],
  },
});

test("a work stands at its last milestone of the day", () => {
  const model = makeKindModel(kind(), 50);
  const standing = (day) => [0, 1, 2, 3].map((i) => model.standing(i, day));
  assert.deepEqual(standing(5), [-1, -1, -1, 1]);
  assert.deepEqual(standing(20), [0, 0, -1, 1]);
  assert.deepEqual(standing(50), [1, 0, -1, 1]);
  assert.deepEqual(model.dated[0], [30, 20, null, null], "the day of a later milestone, for want of an earlier one");
});

test("works are counted on each day", () => {
  const model = makeKindModel(kind(), 50);
  const { planned, started, finished, accepted, overdue, standing } = model.count(50);
  assert.deepEqual({ planned, started, finished, accepted }, { planned: 4, started: 3, finished: 2, accepted: 0 });
  assert.equal(overdue, 1);
  assert.deepEqual(standing, [1, 1, 2, 0]);
  assert.equal(model.count(27).overdue, 2, "work 0 was late then");
});
