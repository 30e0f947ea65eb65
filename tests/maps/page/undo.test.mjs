import assert from "node:assert/strict";
import { test } from "node:test";

import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";
import { makeRandom } from "./random.mjs";
import { toyPlan } from "./toy_plan.mjs";

const stateOf = (model) => ({
  units: model.every.map((i) => [model.lock(i), model.built(i), model.payer(i)]),
  served: Array.from(model.now().served),
});

test("undo takes one change back, whatever it was, and redo repeats it", () => {
  const { below } = makeRandom(3);
  const model = makePlanState(toyPlan());
  const changes = [
    () => model.change([below(4), below(4)], (i) => model.put(i, below(2) === 1)),
    () => model.change([below(4)], (i) => model.set(i, "-iod"[below(4)])),
    () => model.begin(below(2) ? "1100" : "0011", [0, -1, 1, -1]),
    () => model.reset(),
  ];
  const states = [stateOf(model)];
  for (let k = 0; k < 300; k++) {
    changes[below(4)]();
    const now = stateOf(model);
    if (JSON.stringify(now) !== JSON.stringify(states[states.length - 1])) states.push(now);
  }
  assert.ok(states.length > 50);
  assert.ok(!model.canRedo());
  for (const before of states.slice().reverse().slice(1)) {
    assert.ok(model.canUndo());
    model.undo();
    assert.deepEqual(stateOf(model), before);
  }
  assert.ok(!model.canUndo());
  for (const after of states.slice(1)) {
    assert.ok(model.canRedo());
    model.redo();
    assert.deepEqual(stateOf(model), after);
  }
  assert.ok(!model.canRedo());
});

test("what was taken back is not repeated after another change", () => {
  const model = makePlanState(toyPlan());
  const put = (i, into) => model.change([i], (k) => model.put(k, into));
  put(0, false);
  put(1, true);
  model.undo();
  put(2, true);
  assert.ok(!model.canRedo());
  model.redo();
  assert.deepEqual(model.every.map(model.isIn), [false, false, true, false]);
});

test("a stretch that is put back as it was found is not locked", () => {
  const model = makePlanState(toyPlan());
  model.change([0, 1], (i) => model.put(i, i === 1));
  assert.deepEqual([model.lock(0), model.lock(1), model.count()], ["o", "i", 2]);
  model.change([0, 1], (i) => model.put(i, i === 0));
  assert.deepEqual([model.lock(0), model.lock(1), model.count()], ["-", "-", 0]);
});

test("what the edits add and remove is summed by length", () => {
  const model = makePlanState(toyPlan());
  assert.deepEqual(model.sumEdits(), { added: 0, removed: 0 });
  model.change([0, 1], (i) => model.put(i, i === 1));
  assert.deepEqual(model.sumEdits(), { added: 20, removed: 10 });
});
