import assert from "node:assert/strict";
import { test } from "node:test";

import { findPlaces } from "../../../gisplan/maps/page/gaps/search.mjs";
import { codeFits, nameFits, readQuery } from "../../../gisplan/maps/page/shared/search.mjs";

const county = () => ({
  settlements: { villages: 2, code: ["610728101", "610728102", "610728102001"], name: ["Stone Mill", "石磨村", null] },
  towns: { name: ["Millbridge", "青水镇"] },
  roads: { code: ["C101", "C102"], name: ["Mill lane", null] },
  overlays: {
    road_works: { code: ["R-1", "R-2"], name: ["Mill road", "River road"] },
    facilities: { code: ["F1"], name: ["Mill school"] },
  },
});

test("width and case of letters do not matter, a code is found by its beginning", () => {
  assert.equal(readQuery("  ＭＩＬＬ "), "mill");
  assert.ok(nameFits("mill", "Stone Mill"));
  assert.ok(!nameFits("mill", null));
  assert.ok(codeFits("610", "610728"));
  assert.ok(!codeFits("728", "610728"));
});

test("what is found is told by kind, each kind counted", () => {
  assert.deepEqual(findPlaces(county(), readQuery("Mill")), [
    { kind: "village", total: 1, places: [{ settlement: 0 }] },
    { kind: "town", total: 1, places: [{ town: 0 }] },
    { kind: "road_works", total: 1, places: [{ layer: "road_works", item: 0 }] },
    { kind: "facilities", total: 1, places: [{ layer: "facilities", item: 0 }] },
    { kind: "road", total: 1, places: [{ road: 0 }] },
  ]);
  assert.deepEqual(findPlaces(county(), "610728102"), [
    { kind: "village", total: 1, places: [{ settlement: 1 }] },
    { kind: "group", total: 1, places: [{ settlement: 2 }] },
  ]);
  assert.deepEqual(findPlaces(county(), "c102"), [{ kind: "road", total: 1, places: [{ road: 1 }] }]);
  assert.deepEqual(findPlaces(county(), "nothing"), []);
});

test("the whole name comes first, then what is missed, then most people", () => {
  const data = county();
  data.exits = true;
  data.settlements = {
    villages: 5,
    code: ["1", "2", "3", "4", "5"],
    name: ["蒿坪子村", "大蒿坪村", "蒿坪村", "小蒿坪村", "西蒿坪村"],
    people: [10, 20, 30, 40, null],
    own: { states: "mmxxx" },
  };
  data.ground = { rivers: { name: ["蒿坪河", "蒿坪河", null] } };
  const [villages, rivers] = findPlaces(data, "蒿坪");
  assert.deepEqual(
    villages.places.map(({ settlement }) => settlement),
    [2, 0, 3, 4, 1],
  );
  assert.deepEqual(rivers, { kind: "river", total: 1, places: [{ river: "蒿坪河" }] });
  assert.equal(findPlaces(data, "蒿坪河")[0].kind, "river", "only the river has the whole name");
});

test("eight of a kind are listed and all are counted, so that no kind hides another", () => {
  const data = county();
  data.settlements = { villages: 30, code: new Array(30).fill("1"), name: new Array(30).fill("Mill") };
  const [villages, towns] = findPlaces(data, "mill");
  assert.deepEqual([villages.total, villages.places.length], [30, 8]);
  assert.equal(towns.kind, "town");
});
