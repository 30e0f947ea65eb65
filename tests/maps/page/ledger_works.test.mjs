import assert from "node:assert/strict";
import { test } from "node:test";

import { arrangeRows, countStages, takeStanding } from "../../../gisplan/maps/page/gaps/ledger_works.mjs";

const page = () => ({
  settlements: { code: ["v1", "v2", "v3"], x: [10, null, 30], y: [1, null, 3] },
  overlays: {
    road_works: { code: ["R"], name: ["R"] },
    ledger_water: {
      stages: [{ colour: "milestone_0" }, { colour: "milestone_7" }],
      number: [7, 8],
      code: ["A", "B"],
      name: ["A", "B"],
      villages: [["v1"], ["v1"]],
      stage: [-1, 0],
      day: ["", "2019-05-01"],
      late: [["built"], []],
      listed: [true, true],
      x: [10, 10],
      y: [1, 1],
    },
  },
});
const row = (number, more) => ({
  number,
  kind: "water",
  code: "A",
  name: "A",
  villages: ["v1"],
  stage: -1,
  day: "",
  late: ["built"],
  listed: true,
  ...more,
});

test("what is now takes the place of what was, and what is the same is no change", () => {
  const data = page();
  assert.deepEqual(takeStanding(data, [row(7)]), []);
  const later = row(7, { stage: 1, day: "2019-06-02", late: [] });
  assert.deepEqual(takeStanding(data, [later]), [["ledger_water", 0]]);
  assert.deepEqual(takeStanding(data, [later]), [], "told twice, it changes nothing");
  const { ledger_water } = data.overlays;
  assert.deepEqual([ledger_water.stage, ledger_water.day[0], ledger_water.late[0]], [[1, 0], "2019-06-02", []]);
  assert.deepEqual(countStages(ledger_water), { stages: [0, 1, 1], late: 0, all: 2 });
});

test("a work that the page does not have stands at its first village with a place", () => {
  const data = page();
  const { ledger_water } = data.overlays;
  const fresh = row(9, { code: "C", villages: ["nowhere", "v2", "v3"] });
  assert.deepEqual(takeStanding(data, [fresh, row(10, { villages: [] })]), [
    ["ledger_water", 2],
    ["ledger_water", 3],
  ]);
  assert.deepEqual(
    [ledger_water.x.slice(2), ledger_water.y.slice(2)],
    [
      [30, null],
      [3, null],
    ],
  );
  assert.equal(ledger_water.code[2], "C");
});

test("a work that was taken off is not counted, and one of a kind without a layer is left out", () => {
  const data = page();
  takeStanding(data, [row(8, { listed: false }), row(99, { kind: "power" }), row(98, { kind: "__proto__" })]);
  assert.deepEqual(countStages(data.overlays.ledger_water), { stages: [1, 0, 0], late: 1, all: 1 });
  assert.deepEqual(Object.keys(data.overlays), ["road_works", "ledger_water"]);
});

test("works in one place stand in a row, of all layers", () => {
  const { ledger_water } = page().overlays;
  const other = { x: [10, 20, null], y: [1, 2, null], listed: [true, true, true] };
  assert.deepEqual(arrangeRows([ledger_water, other]), [
    [0, 1],
    [2, 0, 0],
  ]);
  assert.deepEqual(arrangeRows([{ ...ledger_water, listed: [false, true] }]), [[0, 0]]);
});
