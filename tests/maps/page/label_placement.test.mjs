import assert from "node:assert/strict";
import { test } from "node:test";

import { boxesOverlap, placeLabels } from "../../../gisplan/maps/page/shared/label_placement.mjs";
import { makeRandom } from "./random.mjs";

const right = () => [[8, 0]];
const around = (width) => [
  [9, 0],
  [-9 - width, 0],
  [-width / 2, 16],
  [-width / 2, -16],
];
const options = { frame: [0, 0, 500, 300], width: (label) => label.width, height: 18, sides: right };
const namesOf = (placed) => placed.map(({ label }) => label.name);

test("no name covers another, and none is left out for whom there is room", () => {
  const { below } = makeRandom(11);
  for (let round = 0; round < 60; round++) {
    const labels = Array.from({ length: 80 }, (_, k) => ({
      name: String(k),
      x: below(540) - 20,
      y: below(340) - 20,
      width: 10 + below(60),
    }));
    const placed = placeLabels(labels, { ...options, sides: round % 2 ? right : around });
    placed.forEach((one, k) => {
      assert.ok(!placed.slice(k + 1).some((other) => boxesOverlap(one.box, other.box)));
    });
    const { frame } = options;
    for (const label of labels) {
      const within = label.x >= frame[0] && label.x <= frame[2] && label.y >= frame[1] && label.y <= frame[3];
      if (placed.some((one) => one.label === label)) {
        assert.ok(within);
      } else if (within && round % 2) {
        const box = [label.x + 8, label.y - 9, label.x + 8 + label.width, label.y + 9];
        assert.ok(placed.some((one) => boxesOverlap(box, one.box)));
      }
    }
  }
});

test("the first name is the most important, and a box stands beside its place", () => {
  const labels = [
    { name: "a", x: 10, y: 50, width: 30 },
    { name: "b", x: 20, y: 55, width: 30 },
    { name: "c", x: 100, y: 50, width: 30 },
  ];
  const placed = placeLabels(labels, options);
  assert.deepEqual(namesOf(placed), ["a", "c"]);
  assert.deepEqual(placed[0].box, [18, 41, 48, 59]);
});

test("a seat is named however many names there are, others are not", () => {
  const at = (name, x, seat) => ({ name, x, y: 50, width: 30, seat });
  const labels = [at("seat 1", 0, true), at("seat 2", 100, true), at("village", 200)];
  assert.deepEqual(namesOf(placeLabels(labels, { ...options, most: 2 })), ["seat 1", "seat 2"]);
  assert.deepEqual(namesOf(placeLabels(labels, { ...options, most: 1 })), ["seat 1", "seat 2"]);
  assert.deepEqual(namesOf(placeLabels(labels, { ...options, most: 3 })), ["seat 1", "seat 2", "village"]);
});

test("of its sides a name takes the one that covers the fewest dots, or none", () => {
  const label = { name: "a", x: 100, y: 100, width: 30 };
  const east = [
    [115, 100],
    [125, 100],
  ];
  const place = (dots, mostCovered) => placeLabels([label], { ...options, sides: around, dots, mostCovered });
  assert.deepEqual(place([])[0].box, [109, 91, 139, 109]);
  assert.deepEqual(place(east)[0].box, [61, 91, 91, 109], "to the west");
  const everywhere = [...east, [80, 100], [100, 116], [100, 84]];
  assert.deepEqual(place(everywhere, 1)[0].box, [61, 91, 91, 109]);
  assert.deepEqual(place(everywhere, 0), []);
});

test("labels may come one by one, and no more are asked for than are placed", () => {
  let asked = 0;
  function* labels() {
    for (let k = 0; k < 100; k++) {
      asked++;
      yield { name: String(k), x: 0, y: 20 * k, width: 10 };
    }
  }
  assert.equal(placeLabels(labels(), { ...options, frame: null, most: 5 }).length, 5);
  assert.equal(asked, 6);
});

test("a label that is centred stands at its place, in a size of its own, or nowhere", () => {
  const river = { name: "r", x: 100, y: 100, centred: true, wide: 60, high: 60, width: 40 };
  const [placed] = placeLabels([river], options);
  assert.deepEqual(placed.box, [70, 70, 130, 130]);
  const taken = { name: "t", x: 90, y: 100, width: 30 };
  assert.deepEqual(namesOf(placeLabels([taken, river], options)), ["t"]);
});

test("a label that is shy covers no symbol", () => {
  const label = { name: "r", x: 100, y: 100, centred: true, width: 40 };
  const symbols = [[110, 100]];
  assert.deepEqual(namesOf(placeLabels([label], { ...options, symbols })), ["r"]);
  assert.deepEqual(namesOf(placeLabels([{ ...label, shy: true }], { ...options, symbols })), []);
});

test("dots are counted alike wherever they lie: in the cells of the box, beside them, and left of the origin", () => {
  const { below } = makeRandom(5);
  for (let round = 0; round < 200; round++) {
    const [x, y] = [below(400) - 200, below(400) - 200];
    const width = 20 + below(150);
    const dots = Array.from({ length: 60 }, () => [below(500) - 250, below(500) - 250]);
    const covered = dots.filter(([a, b]) => a > x - 5 && a < x + width + 5 && b > y - 12 && b < y + 12).length;
    const label = { name: "a", x, y, width };
    const place = (mostCovered) =>
      placeLabels([label], { ...options, frame: null, sides: () => [[0, 0]], dots, mostCovered }).length;
    assert.equal(place(covered), 1);
    if (covered) assert.equal(place(covered - 1), 0);
    assert.equal(
      placeLabels([{ ...label, shy: true }], { ...options, frame: null, sides: () => [[0, 0]], symbols: dots }).length,
      covered ? 0 : 1,
    );
  }
});
