import assert from "node:assert/strict";
import { test } from "node:test";

import { readLink, writeLink } from "../../../gisplan/maps/page/plan/plan_link.mjs";
import { listSegments } from "../../../gisplan/maps/page/plan/segment_rows.mjs";
import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";
import { toyPlan } from "./toy_plan.mjs";

const place = { lat: 32.5, lon: 107.25, zoom: 11.5 };

test("a link that was written is read as the same view", () => {
  const data = toyPlan();
  for (const until of [null, 0, 7])
    for (const selected of [null, { unit: 0 }, { unit: 1 }, { unit: 2 }, { settlement: 0 }]) {
      const read = readLink(data, writeLink(data, { ...place, until, selected }));
      assert.deepEqual(read, {
        at: [32.5, 107.25],
        zoom: 11.5,
        until,
        unit: selected && selected.unit >= 0 ? selected.unit : -1,
        settlement: selected && selected.settlement >= 0 ? selected.settlement : -1,
      });
    }
});

test("what a link says of what is not there is left out", () => {
  const read = readLink(toyPlan(), "#stretch=R9@0&settlement=x&step=-1&at=1");
  assert.deepEqual(read, { at: null, zoom: null, until: null, unit: -1, settlement: -1 });
});

test("a segment is one row, whatever its parts; what is searched for is found by name and code", () => {
  const data = toyPlan();
  const model = makePlanState(data);
  const step = Int32Array.from([0, 2, 1, -1]);
  const segments = (query) => listSegments(data, model, step, query).map((row) => [row.segment, row.units, row.in]);
  assert.deepEqual(segments(""), [[0, [0, 1], [0]]]);
  assert.deepEqual(segments("long"), [[0, [0, 1], [0]]]);
  assert.deepEqual(segments("r3"), [[2, [3], []]]);
  model.change([2], (i) => model.put(i, true));
  model.change([0], (i) => model.put(i, false));
  model.change([1], (i) => model.put(i, true));
  assert.deepEqual(
    segments("").map(([segment]) => segment),
    [1, 0],
    "in the order of the steps",
  );
});
