import assert from "node:assert/strict";
import { test } from "node:test";

import { listShown, writeGeoJson } from "../../../gisplan/maps/page/gaps/shown_rows.mjs";
import { makeVerdicts } from "../../../gisplan/maps/page/gaps/verdicts.mjs";
import { writeCsv } from "../../../gisplan/maps/page/shared/csv.mjs";

const data = {
  lang: "en",
  exits: true,
  texts: ["Missed", "Road", "too far"],
  towns: { name: ["East"] },
  criteria: [{ kind: "group", label: "Road", states: "---x" }],
  settlements: {
    villages: 3,
    code: ["V0", "V1", "V2", "G0"],
    name: ["A", "=B()", null, "G, 1"],
    town: [0, -1, 0, 0],
    home: [-1, -1, -1, 1],
    people: [10, null, 3, 4],
    x: [107900000, null, 1, 2],
    y: [32500000, null, 1, 2],
    details: [[], [], [], [[0, 2]]],
    own: { states: "mxu", judged_for_exit: "110", missed: [[], [0], []], details: [[], [0, 1], []] },
  },
};
const list = (criterion, hide = {}) => {
  const state = { criterion, hide };
  return listShown(data, state, makeVerdicts(data, state));
};

test("what falls short comes first, with its reason, and what is hidden is left out", () => {
  const rows = list(-1);
  assert.deepEqual(
    rows.map(({ code, state, why }) => [code, state, why]),
    [
      ["V1", "missed", "Missed: Road"],
      ["V0", "met", ""],
      ["V2", "unknown", ""],
    ],
  );
  assert.deepEqual(
    list(-1, { m: true }).map((row) => row.code),
    ["V1", "V2"],
  );
  assert.deepEqual(
    list(0).map(({ code, village, why }) => [code, village, why]),
    [["G0", "=B()", "too far"]],
  );
});

test("no cell of the CSV is a formula, and each is whole", () => {
  const heads = [
    ["name", "Name"],
    ["people", "People"],
  ];
  assert.equal(writeCsv(list(-1), heads), "\ufeffName,People\r\n'=B(),\r\nA,10\r\n,3\r\n");
  assert.equal(writeCsv(list(0), heads), '\ufeffName,People\r\n"G, 1",4\r\n');
  assert.equal(writeCsv([{ name: 'a "b"\nc', people: -1 }], heads), '\ufeffName,People\r\n"a ""b""\nc",-1\r\n');
});

test("the GeoJSON has a point where there is a place", () => {
  const { type, features } = JSON.parse(writeGeoJson(list(-1), data));
  assert.equal(type, "FeatureCollection");
  assert.equal(features[0].geometry, null);
  assert.deepEqual(features[1].geometry, { type: "Point", coordinates: [107.9, 32.5] });
  assert.deepEqual(features[0].properties, {
    code: "V1",
    name: "=B()",
    village: "=B()",
    town: null,
    people: null,
    state: "missed",
    village_state: "missed",
    missed_count: 1,
    missed: "Road",
    judged_for_exit: true,
    reason: "Missed: Road",
  });
});
