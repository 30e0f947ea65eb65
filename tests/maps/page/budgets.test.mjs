import assert from "node:assert/strict";
import { test } from "node:test";

import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";
import { toyPlan } from "./toy_plan.mjs";

test("a stretch is charged to the first programme with enough left", () => {
  const model = makePlanState(toyPlan());
  assert.deepEqual(model.spent(), [10, 0]);
  assert.equal(model.choosePayer(1), 1, "20 do not fit into what is left of 25");
  model.change([0], (i) => model.put(i, false));
  assert.equal(model.choosePayer(1), 0);
  assert.equal(model.choosePayer(2), 1, "the only one that may build it");
  assert.equal(model.choosePayer(3), -1);
});

test("what no programme may build is not put in", () => {
  const model = makePlanState(toyPlan());
  assert.equal(
    model.change([1, 3], (i) => model.put(i, true)),
    false,
  );
  assert.deepEqual(model.every.map(model.isIn), [true, true, false, false]);
});

test("totals follow what is in", () => {
  const model = makePlanState(toyPlan());
  model.change([1, 2], (i) => model.put(i, true));
  const totals = model.totals();
  assert.deepEqual(totals.spent, [10, 50]);
  assert.equal(totals.cost, 60);
  assert.deepEqual(totals.served, { villages: 2, groups: 1, people: 200, households: 60, prize: 200 });
  model.change([1], (i) => model.put(i, false));
  assert.equal(model.totals().unconnected, 30, "unit 2 leads nowhere without unit 1");
  model.change([3], (i) => model.set(i, "i", -1));
  assert.equal(model.totals().outside, 40);
});

test("what a cell of the locks would be taken for is kept from it", () => {
  const model = makePlanState(toyPlan());
  model.change([1, 2], (i) => model.put(i, true));
  assert.equal(
    model.writeLocks(true),
    "\ufeff" +
      [
        "segment,from_m,to_m,programme,lock",
        "'=R1,0,500,seal,in",
        "'=R1,500,900,widen,in",
        '"R ""2"", upper",0,700,widen,in',
      ].join("\r\n") +
      "\r\n",
  );
});
