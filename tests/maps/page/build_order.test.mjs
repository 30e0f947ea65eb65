import assert from "node:assert/strict";
import { test } from "node:test";

import { makeBuildOrder } from "../../../gisplan/maps/page/plan/build_order.mjs";
import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";
import { makeReach } from "../../../gisplan/maps/page/plan/reach.mjs";
import { makeShownPlan } from "../../../gisplan/maps/page/plan/shown_plan.mjs";
import { makeRandom } from "./random.mjs";
import { toyPlan } from "./toy_plan.mjs";

const nothing = () => Uint8Array.from([0, 0, 0, 0]);

test("what connects the most for its cost comes first, and what leads nowhere last", () => {
  const order = makeBuildOrder(toyPlan())(Uint8Array.from([1, 1, 1, 1]), nothing());
  // 100 for 10; then 40 + 60 / 2 shares over 50, of which the group's part comes with unit 1
  assert.deepEqual(Array.from(order.step), [0, 1, 2, 3]);
  assert.deepEqual(Array.from(order.servedStep), [0, 2, 1]);
  assert.equal(order.steps, 4);
});

test("what is built already is no step", () => {
  const order = makeBuildOrder(toyPlan())(Uint8Array.from([0, 1, 0, 0]), Uint8Array.from([1, 0, 0, 0]));
  assert.deepEqual(Array.from(order.step), [-1, 0, -1, -1]);
  assert.deepEqual(Array.from(order.servedStep), [-1, -1, 0]);
});

test("what is built together is one step", () => {
  const data = toyPlan();
  data.units.piece = [0, 0, 1, 2];
  const order = makeBuildOrder(data)(Uint8Array.from([1, 1, 1, 0]), nothing());
  assert.deepEqual(Array.from(order.step), [0, 0, 1, -1]);
});

test("whatever is built, each step but the last connects to those before it, and all are served in the end", () => {
  const { below } = makeRandom(5);
  for (let round = 0; round < 200; round++) {
    const units = 2 + below(8);
    const root = units + below(3);
    const many = 1 + below(4);
    const pairs = Array.from({ length: 2 * root }, () => [below(root + 1), below(root + 1)]);
    const data = {
      joins: { a: pairs.map((p) => p[0]), b: pairs.map((p) => p[1]), reach: root },
      units: { segment: new Array(units), cost: Array.from({ length: units }, () => 1 + below(50)) },
      settlements: {
        villages: many,
        itself: "1".repeat(many),
        who: Array.from({ length: 2 * many }, () => below(many)),
        vertex: Array.from({ length: 2 * many }, () => below(units)),
        needs: [],
        needs_of: [],
        prize: Array.from({ length: many }, () => 1 + below(9)),
      },
    };
    const built = Uint8Array.from({ length: units }, () => below(2));
    const { step, servedStep, steps } = makeBuildOrder(data)(built, new Uint8Array(units));
    assert.deepEqual(
      Array.from(step, (k) => (k >= 0 ? 1 : 0)),
      Array.from(built),
    );
    const reach = makeReach(data);
    const before = reach.evaluate(new Uint8Array(units)).served;
    const last = reach.evaluate(built).served;
    servedStep.forEach((k, m) => assert.equal(k >= 0, last[m] === 1 && before[m] === 0));
    for (let k = 0; k < steps - 1; k++) {
      const { live } = reach.evaluate(Uint8Array.from(step, (one) => (one >= 0 && one <= k ? 1 : 0)));
      step.forEach((one, i) => assert.ok(one < 0 || one > k || live[i]));
    }
  }
});

test("up to a step only what it and those before it build is shown", () => {
  const data = toyPlan();
  const model = makePlanState(data);
  const state = { until: null };
  const shown = makeShownPlan(data, model, state);
  assert.equal(shown.order().asFound, true);
  assert.deepEqual([shown.until(), shown.sums().people], [1, 100]);
  model.change([1, 2], (i) => model.put(i, true));
  assert.equal(shown.order().asFound, false);
  assert.deepEqual([shown.until(), shown.sums().people], [3, 200]);
  state.until = 2;
  assert.deepEqual(shown.sums().people, 140);
  assert.deepEqual(model.every.map(shown.now().isBuilt), [true, true, false, false]);
  assert.deepEqual(Array.from(shown.now().served), [1, 0, 1]);
  state.until = 0;
  assert.deepEqual([shown.sums().people, shown.sums().cost], [0, 0]);
  model.undo();
  assert.equal(shown.order().asFound, true);
});
