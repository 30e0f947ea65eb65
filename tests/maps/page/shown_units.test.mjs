import assert from "node:assert/strict";
import { test } from "node:test";

import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";
import { findFarthest } from "../../../gisplan/maps/page/plan/farthest.mjs";
import { makeSealEnds } from "../../../gisplan/maps/page/plan/seal_ends.mjs";
import { makeShownPlan } from "../../../gisplan/maps/page/plan/shown_plan.mjs";
import { listBuilt } from "../../../gisplan/maps/page/plan/shown_units.mjs";
import { toyPlan } from "./toy_plan.mjs";

test("whom a step newly serves stands in its first row, so that the column adds up", () => {
  const data = toyPlan();
  const model = makePlanState(data);
  const shownPlan = makeShownPlan(data, model, { until: null });
  model.change([1, 2], (i) => model.put(i, true));
  const rows = listBuilt(data, model, shownPlan);
  assert.equal(rows.length, 3);
  const total = shownPlan.sums();
  for (const name of ["people", "villages", "groups"])
    assert.equal(
      rows.reduce((sum, row) => sum + (row[name] || 0), 0),
      total[name],
    );
  assert.equal(total.people, 200);
  rows.forEach((row, k) => assert.equal(row.people === null, k > 0 && rows[k - 1].step === row.step));
});

// Units and a sealed road as straight lines in world coordinates; the toy's settlements lie beside them.
function makeEnds(data, model) {
  const line = (ax, ay, bx, by) => [ax, ay, bx, by];
  const shape = (lines) => ({
    parts: lines.length,
    at: Float64Array.from(lines.flat()),
    starts: Int32Array.from({ length: lines.length + 1 }, (_, k) => 2 * k),
    boxes: Float64Array.from(
      lines.flatMap(([a, b, c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]),
    ),
    of: lines.map((_, k) => k),
  });
  const lines = shape([0, 1, 2, 9].map((x) => line(100 + x / 1e3, 100, 100 + (x + 1) / 1e3, 100)));
  const sealed = shape([line(99.999, 100, 100, 100)]);
  const places = Float64Array.from([100.0005, 100.0001, 100.0025, 100.0001, 100.0015, 100.0001]);
  const shownPlan = makeShownPlan(data, model, { until: null });
  return makeSealEnds({ ...data, roads: { vertex: [4] }, far_m: 5 }, shownPlan, { lines, sealed, places });
}

test("where an edit changes nothing the seal ends where the plan says", () => {
  const data = toyPlan();
  data.settlements.seal_end_m = [12.3, 300, 200];
  const model = makePlanState(data);
  const ends = makeEnds(data, model);
  assert.deepEqual([0, 1, 2].map(ends.of), [12.3, 300, 200]);
  model.change([1], (i) => model.put(i, true));
  assert.equal(ends.of(0), 12.3, "what is measured over the page's lines is not a metre beside it");
  assert.notEqual(ends.of(2), 200);
  model.undo();
  assert.deepEqual([0, 1, 2].map(ends.of), [12.3, 300, 200]);
});

test("the farthest is the one newly served from which the seal ends farthest", () => {
  const data = toyPlan();
  data.seal_ends = { far_m: 100 };
  data.settlements = { ...data.settlements, served: "110", before: "010", seal_end_m: [120, 400, 300] };
  assert.equal(findFarthest(data), 0, "neither whom the plan leaves, nor who was connected before");
  data.settlements.seal_end_m = [100, 400, 300];
  assert.equal(findFarthest(data), -1);
});
