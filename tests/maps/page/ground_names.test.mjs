import assert from "node:assert/strict";
import { test } from "node:test";

import { measureAreas } from "../../../gisplan/maps/page/shared/geometry.mjs";
import { nameRivers } from "../../../gisplan/maps/page/shared/ground_names.mjs";

// Lines in world coordinates as `unpack` gives them; each is of the river with its number.
const shapeOf = (...lines) => {
  const starts = [0];
  for (const line of lines) starts.push(starts[starts.length - 1] + line.length);
  return { at: lines.flat(2), starts, parts: lines.length, of: lines.map((_, i) => i) };
};
const width = () => 40;
const view = { scale: 1, box: [0, 0, 1000, 1000] };
const near = (given) => nameRivers(given, { name: ["A"], size: "2" }, view, width);

test("a name stands on its river, along it and never upside down", () => {
  for (const [dx, dy, angle] of [
    [1, 0, 0],
    [-1, 0, 0],
    [1, 1, 45],
    [-1, -1, 45],
    [1, -1, -45],
    [0, 1, 90],
    [0, -1, 90],
  ]) {
    const [label] = near(shapeOf([0, 100, 200].map((way) => [500 + dx * way, 500 + dy * way])));
    assert.equal(label.angle, angle);
    assert.ok(Math.abs(label.x - 500 - dx * 100) < 1e-6 && Math.abs(label.y - 500 - dy * 100) < 1e-6);
  }
});

test("a river that is short, crooked, nameless or out of view has no name", () => {
  assert.deepEqual(near(shapeOf([[0, 0], [50, 0]])), []); // prettier-ignore
  const crooked = Array.from({ length: 40 }, (_, k) => [10 * k, k % 2 ? 15 : 0]);
  assert.deepEqual(near(shapeOf(crooked)), []);
  const long = shapeOf([
    [0, 0],
    [900, 0],
  ]);
  assert.deepEqual(nameRivers(long, { name: [null], size: "2" }, view, width), []);
  assert.deepEqual(near(shapeOf([[0, -5], [900, -5]])), []); // prettier-ignore
});

test("far away only large rivers are named, and each name stands once", () => {
  const two = shapeOf(
    [
      [0, 0],
      [300, 0],
    ],
    [
      [0, 50],
      [800, 50],
    ],
  );
  const small = { name: ["A", "B"], size: "12" };
  assert.deepEqual(
    nameRivers(two, small, view, width).map(({ name }) => name),
    ["B"],
  );
  const close = { ...view, scale: 2 ** 12 };
  assert.equal(nameRivers(two, small, close, width).length, 2);
  const [label, ...more] = nameRivers(two, { name: ["A", "A"], size: "22" }, view, width);
  assert.deepEqual([label.y, more.length], [50, 0], "on the longest stretch");
});

test("an area is as large as its largest part", () => {
  const shape = { boxes: Float64Array.from([0, 0, 2, 1, 5, 5, 6, 9, 0, 0, 1, 1]), of: [0, 0, 2], parts: 3 };
  assert.deepEqual([...measureAreas(shape, 3)], [4, 0, 1]);
});
