import assert from "node:assert/strict";
import { test } from "node:test";

import { makeVerdicts } from "../../../gisplan/maps/page/gaps/verdicts.mjs";
import { fillWords, makeNumberFormat } from "../../../gisplan/maps/page/shared/wording.mjs";

const county = () => ({
  lang: "en",
  settlements: {
    villages: 3,
    code: ["V0", "V1", "V2", "G0"],
    town: [0, 0, 1, 1],
    own: { states: "mxu", judged_for_exit: "110" },
  },
  towns: { name: ["East", "West", "Empty"] },
  criteria: [{ kind: "group", states: "---x" }],
});

test("of the villages' own verdict those are counted by town that decide", () => {
  const verdicts = makeVerdicts(county(), { criterion: -1 });
  const { all, judged, towns } = verdicts.count(-1);
  assert.deepEqual(all, { m: 1, x: 1, u: 1, a: 0, "-": 0 });
  assert.deepEqual(judged, { m: 1, x: 1, u: 0, a: 0, "-": 0 });
  assert.deepEqual(towns[0], { m: 1, x: 1, u: 0, a: 0 });
  assert.deepEqual(verdicts.classes(), [2, -1, -1], "half of East is missed");
  assert.ok(!verdicts.assumed);
});

test("of a criterion of groups villages are not counted as not asked", () => {
  const verdicts = makeVerdicts(county(), { criterion: 0 });
  assert.deepEqual(verdicts.count(0).all, { m: 0, x: 1, u: 0, a: 0, "-": 0 });
  assert.deepEqual(verdicts.classes(), [-1, 4, -1]);
});

test("of a criterion of villages those judged for exit are counted apart, in all and by town", () => {
  const data = county();
  data.criteria = [{ kind: "village", states: "xxx-" }];
  const verdicts = makeVerdicts(data, { criterion: 0 });
  assert.ok(verdicts.isSplit(0));
  assert.equal(verdicts.say(0, "x", String), "2 (+1)");
  assert.equal(verdicts.say(0, "m", String), null);
  assert.equal(verdicts.sayTown(0, 1, "x", String), "0 (+1)");
  assert.ok(!makeVerdicts(county(), { criterion: 0 }).isSplit(0), "groups are not judged for exit");
});

test("a value goes into a sentence as it is", () => {
  assert.equal(fillWords("{0} of {1}", "$&", "{0}"), "$& of {0}");
  assert.equal(makeNumberFormat("en", "–")(1234.56, 1), "1\u202f234.6");
  assert.equal(makeNumberFormat("en", "–")(null), "–");
});
