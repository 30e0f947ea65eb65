import assert from "node:assert/strict";
import { test } from "node:test";

import { findArea, findNearest, isSeen, unpack, worldX, worldY } from "../../../gisplan/maps/page/shared/geometry.mjs";
import { makeRandom } from "./random.mjs";

// As gisplan/maps/shared/encoding.py packs them: steps of millionths of a degree from each vertex to the next.
function pack(parts, of) {
  let [east, north] = [0, 0];
  const xy = parts.flat().flatMap(([x, y]) => {
    const step = [x - east, y - north];
    [east, north] = [x, y];
    return step;
  });
  return { xy, n: parts.map((part) => part.length), of };
}

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("the world is 256 pixels wide at zoom 0", () => {
  near(worldX(-180e6), 0);
  near(worldX(0), 128);
  near(worldY(0), 128);
  near(worldY(85.0511287798066e6), 0);
});

test("every vertex comes back, and each part has its box", () => {
  const { below } = makeRandom(5);
  const vertex = () => [below(360e6) - 180e6, below(160e6) - 80e6];
  const parts = Array.from({ length: 50 }, () => Array.from({ length: 1 + below(6) }, vertex));
  const shape = unpack(pack(parts));
  assert.equal(shape.parts, parts.length);
  parts.forEach((part, k) => {
    const from = shape.starts[k];
    assert.equal(shape.starts[k + 1] - from, part.length);
    part.forEach(([x, y], i) => {
      near(shape.at[2 * (from + i)], worldX(x));
      near(shape.at[2 * (from + i) + 1], worldY(y));
    });
    const [west, north, east, south] = shape.boxes.slice(4 * k, 4 * k + 4);
    near(west, Math.min(...part.map(([x]) => worldX(x))));
    near(east, Math.max(...part.map(([x]) => worldX(x))));
    near(north, Math.min(...part.map(([, y]) => worldY(y))));
    near(south, Math.max(...part.map(([, y]) => worldY(y))));
    assert.ok(isSeen(shape, k, [west, north, west, north]));
    assert.ok(!isSeen(shape, k, [east + 1, north, east + 2, south]));
  });
  assert.equal(unpack({ xy: [], n: [] }).parts, 0);
});

const square = (west, south, size) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

test("a place lies in an area and not in its hole", () => {
  const areas = unpack(pack([square(0, 0, 9e6), square(3e6, 3e6, 3e6), square(20e6, 0, 1e6)], [0, 0, 1]));
  const at = (x, y) => findArea(areas, worldX(x), worldY(y));
  assert.deepEqual([at(1e6, 1e6), at(4e6, 4e6), at(20.5e6, 0.5e6), at(12e6, 1e6)], [0, -1, 1, -1]);
});

test("the nearest line is found within a distance, among those that are chosen", () => {
  const line = (north) => [
    [0, north],
    [10e6, north],
  ];
  const lines = unpack(pack([line(0), line(1e6), line(5e6)]));
  const find = (north, most, chosen) => findNearest(lines, worldX(5e6), worldY(north), most, chosen);
  assert.equal(find(0.4e6, 1), 0);
  assert.equal(find(0.6e6, 1), 1);
  assert.equal(
    find(0.6e6, 1, (part) => part !== 1),
    0,
  );
  assert.equal(find(3e6, 0.5), -1);
});
