import assert from "node:assert/strict";
import { test } from "node:test";

import { findFlags, listNumbers, sampleLines } from "../../../gisplan/maps/page/plan/step_numbers.mjs";
import { cutsBox, linesCross, placeLabels } from "../../../gisplan/maps/page/shared/label_placement.mjs";
import { makeRandom } from "./random.mjs";

// Straight lines, each of its own unit.
function makeLines(lines) {
  const at = Float64Array.from(lines.flat());
  const boxes = lines.flatMap(([a, b, c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]);
  return {
    parts: lines.length,
    at,
    boxes: Float64Array.from(boxes),
    starts: Int32Array.from({ length: lines.length + 1 }, (_, k) => 2 * k),
    of: lines.map((_, k) => k),
  };
}

test("a step's number stands at its longest stretch", () => {
  const lines = makeLines([
    [0, 0, 1, 0],
    [0, 5, 9, 5],
    [0, 9, 3, 9],
  ]);
  assert.deepEqual(findFlags(lines, [0, 0, 1]), [1, 2]);
  assert.deepEqual(findFlags(lines, [-1, 0, -1]), [1]);
});

test("the last step that is shown comes first, and later ones have no number", () => {
  const lines = makeLines([
    [0, 0, 1, 0],
    [0, 5, 9, 5],
    [0, 9, 3, 9],
  ]);
  const names = (until) =>
    listNumbers(lines, [0, 1, 2], { until, steps: 3, colourOf: (k) => "step_" + k }).map(({ name }) => name);
  assert.deepEqual(names(3), ["1", "2", "3"]);
  assert.deepEqual(names(2), ["2", "1"]);
  assert.deepEqual(names(0), []);
});

const findLeader = ({ label, box }) => [label.x, label.y, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2];

test("no number stands on a road, on a name or on another number, and there are no more than asked for", () => {
  const { below } = makeRandom(4);
  const view = { scale: 1, box: [0, 0, 900, 600] };
  for (let round = 0; round < 20; round++) {
    const roads = Array.from({ length: 60 }, () => {
      const [x, y] = [below(900), below(600)];
      return [x, y, x + below(80) - 40, y + below(80) - 40];
    });
    const lines = makeLines(roads);
    const dots = sampleLines(lines, view, () => true);
    const flags = Array.from({ length: 30 }, (_, k) => k);
    const seats = [{ name: "Town", seat: true, x: 400, y: 300 }];
    const isSmall = round % 2 === 0;
    const numbers = listNumbers(lines, flags, { until: 30, steps: 30, colourOf: () => "step_0", isSmall });
    const placed = placeLabels([...seats, ...numbers], {
      frame: view.box,
      width: () => 60,
      height: 18,
      sides: () => [[8, 0]],
      dots,
      mostOf: { numbers: 12 },
    });
    const own = placed.filter(({ label }) => label.group === "numbers");
    assert.ok(own.length > 3 && own.length <= 12);
    for (const { box } of own) assert.ok(!dots.some(([x, y]) => x > box[0] && x < box[2] && y > box[1] && y < box[3]));
    for (const one of own) {
      for (const other of placed) if (other !== one) assert.ok(!cutsBox(findLeader(one), other.box));
      for (const other of own) if (other !== one) assert.ok(!linesCross(findLeader(one), findLeader(other)));
    }
    placed.forEach(({ box }, k) =>
      placed.slice(k + 1).forEach(({ box: other }) => {
        assert.ok(box[2] <= other[0] || other[2] <= box[0] || box[3] <= other[1] || other[3] <= box[1]);
      }),
    );
  }
});
