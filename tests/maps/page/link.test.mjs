import assert from "node:assert/strict";
import { test } from "node:test";

import { readLink, writeLink } from "../../../gisplan/maps/page/gaps/link.mjs";
import { makeRandom } from "./random.mjs";

const data = {
  criteria: [{ id: "sealed_road" }, { id: "water_safe" }],
  settlements: { code: ["610728101", null, "a&b=c#d,%"] },
  towns: { name: ["青水镇"] },
  roads: { code: ["C101"], name: [] },
  overlays: { road_works: { code: ["R-1"], name: [null] } },
};

test("a view comes back from its link", () => {
  const { next: random } = makeRandom(7);
  const things = [
    [null, null],
    [["settlement", "610728101"], { settlement: 0 }],
    [["settlement", "a&b=c#d,%"], { settlement: 2 }],
    [["town", "青水镇"], { town: 0 }],
    [["road", "C101"], { road: 0 }],
    [["road_works", "R-1"], { layer: "road_works", item: 0 }],
  ];
  for (const [selected, found] of things) {
    for (const theme of [-1, 0, 1]) {
      const [lat, lon, zoom] = [random() * 180 - 90, random() * 360 - 180, Math.floor(random() * 76) / 4];
      const text = writeLink({ lat, lon, zoom, theme: theme < 0 ? null : data.criteria[theme].id, selected });
      const view = readLink(data, text);
      assert.ok(Math.abs(view.at[0] - lat) < 1e-5 && Math.abs(view.at[1] - lon) < 1e-5, text);
      assert.deepEqual([view.zoom, view.theme, view.selected], [zoom, theme, found], text);
    }
  }
});

test("what a link does not say, or the page does not have, is left as it is", () => {
  const nothing = { at: null, zoom: null, theme: -1, selected: null };
  for (const text of [
    "",
    "#",
    "#at=",
    "#at=91,5&zoom=-1",
    "#at=1,2,3&zoom=x",
    "#at=NaN,1&zoom=99",
    "#theme=gone&settlement=gone",
    "#settlement=%E0%A4%A&theme=%",
    "#settlement=null",
    "#constructor=C101&__proto__=R-1",
  ]) {
    assert.deepEqual(readLink(data, text), nothing, text);
  }
});
