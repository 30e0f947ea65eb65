import assert from "node:assert/strict";
import { test } from "node:test";

import { addMonths, formatDay, monthTicks, parseDay } from "../../../gisplan/maps/page/progress/days.mjs";
import { countTicks, tracePath, valueTicks } from "../../../gisplan/maps/page/shared/scales.mjs";

test("ticks are round, begin at nought and are about four", () => {
  assert.deepEqual(valueTicks(10), [0, 2.5, 5, 7.5, 10]);
  assert.deepEqual(valueTicks(73), [0, 20, 40, 60]);
  assert.deepEqual(countTicks(3), [0, 1, 2, 3]);
  for (let most = 1; most < 3000; most++) {
    for (const ticks of [valueTicks(most), valueTicks(most / 1000), countTicks(most)]) {
      assert.equal(ticks[0], 0);
      assert.ok(ticks.length >= 2 && ticks.length <= 5, `${ticks.length} ticks to ${most}`);
    }
    assert.ok(countTicks(most).every(Number.isInteger));
    assert.ok(countTicks(most).every((tick) => tick <= most));
  }
});

test("a path goes straight, or in steps that stay level until the next point", () => {
  const points = [
    [0, 10],
    [5, 6.04],
    [8, 2],
  ];
  assert.equal(tracePath(points, false), "M0.0 10.0L5.0 6.0L8.0 2.0");
  assert.equal(tracePath(points, true), "M0.0 10.0H5.0V6.0H8.0V2.0");
  assert.equal(tracePath([], true), "");
});

test("months have their own lengths", () => {
  const months = (day, n) => formatDay(addMonths(parseDay(day), n));
  assert.equal(months("2019-01-31", 1), "2019-02-28");
  assert.equal(months("2020-01-31", 1), "2020-02-29");
  assert.equal(months("2019-12-15", 1), "2020-01-15");
  assert.equal(months("2019-03-31", -1), "2019-02-28");
});

test("no more months are named than there is room for", () => {
  const [from, to] = [parseDay("2017-02-10"), parseDay("2019-06-30")];
  for (let most = 2; most < 40; most++) {
    const ticks = monthTicks(from, to, most);
    assert.ok(ticks.length <= most && ticks.every((tick) => tick.day > from && tick.day <= to));
    assert.ok(ticks.every((tick) => tick.text === formatDay(tick.day).slice(0, 7)));
  }
  assert.deepEqual(
    monthTicks(from, to, 3).map((tick) => tick.text),
    ["2018-01", "2019-01"],
  );
});
