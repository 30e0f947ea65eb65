import assert from "node:assert/strict";
import { test } from "node:test";

import { findPlaces } from "../../../gisplan/maps/page/gaps/search.mjs";
import { codeFits, nameFits, readQuery } from "../../../gisplan/maps/page/shared/search.mjs";

const county = () => ({
  settlements: { code: ["610728101", "610728102", "610728102001"], name: ["Stone Mill", "石磨村", null] },
  towns: { name: ["Millbridge", "青水镇"] },
  overlays: { road_works: { code: ["R-1", "R-2"], name: ["Mill road", "River road"] } },
});

test("width and case of letters do not matter, a code is found by its beginning", () => {
  assert.equal(readQuery("  ＭＩＬＬ "), "mill");
  assert.ok(nameFits("mill", "Stone Mill"));
  assert.ok(!nameFits("mill", null));
  assert.ok(codeFits("610", "610728"));
  assert.ok(!codeFits("728", "610728"));
});

test("settlements come first, then towns, then works", () => {
  const mills = [{ settlement: 0 }, { town: 0 }, { layer: "road_works", item: 0 }];
  assert.deepEqual(findPlaces(county(), readQuery("Mill")), mills);
  assert.deepEqual(findPlaces(county(), "610728102"), [{ settlement: 1 }, { settlement: 2 }]);
  assert.deepEqual(findPlaces(county(), "r-2"), [{ layer: "road_works", item: 1 }]);
  assert.deepEqual(findPlaces(county(), "nothing"), []);
});

test("a search finds twelve settlements and sixteen places at most", () => {
  const data = county();
  data.settlements = { code: new Array(30).fill("1"), name: new Array(30).fill("Mill") };
  data.overlays.road_works = { code: new Array(30).fill("2"), name: new Array(30).fill("Mill road") };
  const found = findPlaces(data, "mill");
  assert.equal(found.filter((one) => "settlement" in one).length, 12);
  assert.equal(found.length, 16);
});
