import assert from "node:assert/strict";
import { test } from "node:test";

import { listGravest, listMissed } from "../../../gisplan/maps/page/gaps/village_rank.mjs";
import { sortRows } from "../../../gisplan/maps/page/shared/sort_rows.mjs";

const data = {
  exits: true,
  criteria: [{ states: "xx-xx" }, { states: "----x" }],
  settlements: {
    villages: 4,
    people: [5, 90, 70, 80, 3],
    own: { states: "xxmx", judged_for_exit: "1101", missed: [[0], [0, 1], [], [0]] },
  },
};

test("the gravest are judged for exit and missed, most people first", () => {
  assert.deepEqual(listGravest(data, 2), [
    { i: 1, people: 90, missed: [0, 1] },
    { i: 3, people: 80, missed: [0] },
  ]);
  const unknown = { ...data, settlements: { ...data.settlements, people: [5, null, 70, 80, 3] } };
  assert.deepEqual(
    listGravest(unknown, 9).map(({ i }) => i),
    [3, 0, 1],
    "people that are not known come last",
  );
  assert.deepEqual(listGravest({ ...data, exits: false }, 9), []);
});

test("a group misses what its criteria say", () => {
  assert.deepEqual(listMissed(data, 4), [0, 1]);
  assert.deepEqual(listMissed(data, 1), [0, 1]);
});

test("rows are sorted by a key, what is not known last either way, and equal ones keep their order", () => {
  const rows = [
    { n: 2, k: "a" },
    { n: null, k: "b" },
    { n: 3, k: "c" },
    { n: 2, k: "d" },
  ];
  const by = (down) => sortRows(rows, "n", down).map(({ k }) => k);
  assert.deepEqual(by(false), ["a", "d", "c", "b"]);
  assert.deepEqual(by(true), ["c", "a", "d", "b"]);
});
