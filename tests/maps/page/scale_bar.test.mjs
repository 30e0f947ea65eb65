import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseScale } from "../../../gisplan/maps/page/shared/scale_bar.mjs";

test("a scale bar is a round length that fits", () => {
  for (const metresPerPixel of [0.3, 1, 7.7, 64, 999]) {
    const { metres, pixels } = chooseScale(metresPerPixel, 100);
    assert.ok(pixels <= 100 && pixels > 40, String(pixels));
    assert.match(String(metres), /^[125]0*$/);
  }
  assert.deepEqual(chooseScale(100, 100), { metres: 10000, pixels: 100 });
});
