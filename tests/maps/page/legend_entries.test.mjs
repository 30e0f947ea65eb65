import assert from "node:assert/strict";
import { test } from "node:test";
import { listLegend, listShown } from "../../../gisplan/maps/page/plan/legend_entries.mjs";
import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";
import { toyPlan } from "./toy_plan.mjs";

const words = new Proxy({}, { get: (_, key) => String(key) });
const kinds = ["aside", "sealed", "reach", "trunk"].map((label) => ({ label, colour: label, dash: null }));

function list(mode = "plan") {
  const data = { ...toyPlan(), words, road_kinds: kinds, roads: { vertex: [4] }, far_m: 100 };
  data.units.surface = [31, 31, null, 31];
  data.units.candidate = "0000";
  data.programmes.forEach((p) => (p.label = p.id));
  const model = makePlanState(data);
  const shownPlan = { order: () => ({ steps: 1 }), classes: 5, until: () => 1 };
  const mapLayers = {
    isEndFar: () => false,
    listKinds: [{ key: "in_list", colour: "a", dash: null, has: () => true }],
  };
  const format = { number: String, costUnit: String, metres: String };
  return listLegend(data, model, shownPlan, mapLayers, { mode }, model.totals(), format);
}
const labels = (section) => section.entries.map((entry) => entry.label);

test("the legend has every kind of road and settlement that is there, and no other", () => {
  const [plan, settlements, roads] = list();
  assert.deepEqual(labels(plan), ["1", "seal", "widen"]);
  assert.deepEqual(labels(settlements), ["dot_won", "dot_left", "dot_before", "show_groups"]);
  assert.deepEqual(labels(roads), ["unsealed", "unknown_surface", "sealed", "reach", "trunk", "boundary"]);
});

test("a picture lists what is switched on", () => {
  const [, settlements, roads] = list();
  const on = { served: true, left: true, before: true, groups: false, "road-1": true, "road-3": true };
  const shown = (section) => listShown(section.entries, on).map((entry) => entry.label);
  assert.deepEqual(shown(settlements), ["dot_won", "dot_left", "dot_before"]);
  assert.deepEqual(shown(roads), ["sealed", "trunk"]);
});

test("a list that is compared has its own kinds", () => {
  assert.deepEqual(labels(list("list")[0]), ["in_list"]);
});
