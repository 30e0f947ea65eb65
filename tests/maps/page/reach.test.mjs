import assert from "node:assert/strict";
import { test } from "node:test";

import { makeReach } from "../../../gisplan/maps/page/plan/reach.mjs";
import { makeRandom } from "./random.mjs";
import { toyPlan } from "./toy_plan.mjs";

test("what is sealed counts where it leads to the reach", () => {
  const reach = makeReach(toyPlan());
  const served = (...sealed) => Array.from(reach.evaluate(Uint8Array.from(sealed)).served);
  assert.deepEqual(served(0, 0, 0, 0), [0, 0, 0]);
  assert.deepEqual(served(1, 0, 0, 0), [1, 0, 0]);
  assert.deepEqual(served(1, 1, 0, 0), [1, 0, 1]);
  assert.deepEqual(served(1, 1, 1, 0), [1, 1, 1]);
  assert.deepEqual(served(0, 1, 1, 1), [0, 0, 0], "a gap at the beginning leaves the rest without effect");
});

test("people are counted where they live", () => {
  const reach = makeReach(toyPlan());
  assert.deepEqual(reach.sum([1, 0, 1]), { villages: 1, groups: 1, people: 140, households: 40, prize: 140 });
});

// Walks from the reach, as slowly and plainly as can be.
function walk({ a, b, reach }, open) {
  const live = new Set([reach]);
  for (let before = 0; before < live.size;) {
    before = live.size;
    a.forEach((one, i) => {
      if (open[one] && open[b[i]] && live.has(one) !== live.has(b[i])) live.add(one).add(b[i]);
    });
  }
  return Array.from({ length: reach + 1 }, (_, v) => (live.has(v) ? 1 : 0));
}

test("the same vertices are joined as by a walk from the reach", () => {
  const { below } = makeRandom(7);
  for (let round = 0; round < 200; round++) {
    const units = 1 + below(8);
    const reach = units + below(5);
    const pairs = Array.from({ length: below(2 * reach + 2) }, () => [below(reach + 1), below(reach + 1)]);
    const joins = { a: pairs.map((p) => p[0]), b: pairs.map((p) => p[1]), reach };
    const nobody = { itself: "", who: [], vertex: [], needs: [], needs_of: [] };
    const sealed = Uint8Array.from({ length: units }, () => below(2));
    const open = Array.from({ length: reach + 1 }, (_, v) => (v < units ? sealed[v] : 1));
    const found = makeReach({ joins, units: { segment: new Array(units) }, settlements: nobody }).evaluate(sealed);
    assert.deepEqual(Array.from(found.live), walk(joins, open));
  }
});
