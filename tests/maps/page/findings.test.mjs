import assert from "node:assert/strict";
import { test } from "node:test";

import { measureText, placeNames } from "../../../gisplan/maps/page/progress/curve.mjs";
import { parseDay } from "../../../gisplan/maps/page/progress/days.mjs";
import { describeWhose, formatHeadline, makeFormat } from "../../../gisplan/maps/page/progress/figures.mjs";
import { fitFilter, makeFilter } from "../../../gisplan/maps/page/progress/shown_works.mjs";
import { makeRandom } from "./random.mjs";

const words = {
  headline: "{kind}: {finished} of {planned} finished ({milestone}), {overdue} overdue.",
  finding_on: "As of {0}: {1}",
  of_all: "All works: {0}",
  of_chosen: "Chosen works: {0} of {1}",
  only_shown: "Shown of these: {0} ({1})",
};
const data = { lang: "en", words, on: parseDay("2019-06-30") };
const format = makeFormat(data);

test("a finding has its day where that is not the last", () => {
  const kind = { label: "roads", finish: 0, milestones: [{ label: "built" }] };
  const say = (day) => formatHeadline(data, kind, { finished: 0, planned: 132, overdue: 9 }, format, parseDay(day));
  assert.equal(say("2019-06-30"), "Roads: 0 of 132 finished (built), 9 overdue.");
  assert.equal(say("2018-08-28"), "As of 2018-08-28: Roads: 0 of 132 finished (built), 9 overdue.");
});

test("figures say of which works they are, and what of these is shown", () => {
  const say = (sizes) => describeWhose(data, sizes, format);
  assert.deepEqual(say({ all: 137, chosen: 137, shown: 137, only: null }), ["All works: 137"]);
  assert.deepEqual(say({ all: 137, chosen: 20, shown: 20, only: null }), ["Chosen works: 20 of 137"]);
  assert.deepEqual(say({ all: 137, chosen: 137, shown: 16, only: "Overdue" }), [
    "All works: 137",
    "Shown of these: Overdue (16)",
  ]);
});

test("a filter for another kind leaves out what none of its works has", () => {
  const filter = { ...makeFilter(100), query: "mill", town: 6, contractor: 8, only: "overdue" };
  const kind = { works: { town: [6, 7], group: [11, 11], contractor: [-1, -1] } };
  assert.deepEqual(fitFilter(kind, filter), { ...filter, contractor: null });
});

test("names of days stand in the picture, a row each, and no line of a later one crosses them", () => {
  const random = makeRandom(7);
  const wide = 376;
  const x = (day) => 44 + day;
  for (let round = 0; round < 300; round++) {
    const count = 1 + random.below(3);
    const labels = Array.from({ length: count }, () => ({
      day: random.below(320),
      text: ["as of 2019-06-30, when all are due", "2019-10-16全部完工（中位预测）", "截至2019-06-30"][random.below(3)],
    }));
    const placed = placeNames(labels, x, wide);
    assert.equal(placed.length, count);
    placed.forEach((one, k) => {
      assert.ok(one.left >= 0 && one.right <= wide, "in the picture");
      assert.ok(one.top >= 12, "its letters are not cut at the top");
      if (k) assert.ok(one.top - placed[k - 1].top >= 15 && one.day <= placed[k - 1].day);
    });
  }
  assert.ok(measureText("全部") > measureText("al"));
});
