import assert from "node:assert/strict";
import { test } from "node:test";
import { breakLines } from "../../../gisplan/maps/page/shared/break_lines.mjs";

const wide = (text) => [...text].reduce((sum, one) => sum + (one > "\u2e80" ? 2 : 1), 0);
const break_ = (text, most) => breakLines(text, most, wide);

test("lines end at spaces", () => {
  assert.deepEqual(break_("roads of the county", 10), ["roads of", "the county"]);
});

test("Chinese breaks between characters, never before a closing mark", () => {
  assert.deepEqual(break_("镇巴县道路，全部", 10), ["镇巴县道", "路，全部"]);
  assert.deepEqual(break_("镇巴县道路，全", 9), ["镇巴县道", "路，全"]);
});

test("a word longer than a line stands alone, and nothing is lost", () => {
  assert.deepEqual(break_("a verylongword b", 5), ["a", "verylongword", "b"]);
  assert.deepEqual(break_("", 5), []);
});
