import assert from "node:assert/strict";
import { test } from "node:test";

import { fillWords, punctuate, writeLength } from "../../../gisplan/maps/page/shared/wording.mjs";

test("counted words are in the singular for one and in the plural for every other number", () => {
  const text = "{0} stretch(es) of {1} segment(s), {2} people";
  assert.equal(fillWords(text, 1, "1", 1), "1 stretch of 1 segment, 1 people");
  assert.equal(fillWords(text, 2, 1, 3), "2 stretches of 1 segment, 3 people");
  assert.equal(fillWords(text, "0", "21", 3), "0 stretches of 21 segments, 3 people");
});

test("what is filled in may hold anything", () => {
  assert.equal(fillWords("{0} and {1}", "a road(s) $&", "b"), "a road(s) $& and b");
});

test("marks are those of the language", () => {
  assert.equal("a" + punctuate("en").colon + "b" + punctuate("en").bracket("c"), "a: b (c)");
  assert.equal("甲" + punctuate("zh-CN").colon + "乙" + punctuate("zh-CN").bracket("丙"), "甲：乙（丙）");
});

test("lengths have the unit of the language", () => {
  const chinese = { in_metres: "{0}米", in_km: "{0}公里" };
  assert.equal(writeLength(500, chinese), "500米");
  assert.equal(writeLength(20000, chinese), "20公里");
  assert.equal(writeLength(1500, { in_km: "{0} km" }), "1.5 km");
});
