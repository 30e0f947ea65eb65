import assert from "node:assert/strict";
import { test } from "node:test";

import {
  applyEdits,
  compareSource,
  hashText,
  isInStore,
  listEdits,
  listLocks,
  makeDocument,
  nameKey,
  readDocument,
} from "../../../gisplan/maps/page/plan/edit_file.mjs";
import { makePlanState } from "../../../gisplan/maps/page/plan/edits.mjs";
import { makeRandom } from "./random.mjs";
import { toyPlan } from "./toy_plan.mjs";

const stateOf = (model) => model.every.map((i) => [model.lock(i), model.built(i), model.payer(i)]);

test("edits that were written and read again are the same, and one change", () => {
  const { below } = makeRandom(9);
  for (let round = 0; round < 100; round++) {
    const data = toyPlan();
    const model = makePlanState(data);
    for (let k = below(6); k > 0; k--) {
      model.change([below(4)], (i) => (below(2) ? model.put(i, below(2) === 1) : model.set(i, "iod"[below(3)])));
    }
    const text = JSON.stringify(makeDocument(data, listEdits(data, model)));
    const found = readDocument(text);
    assert.equal(compareSource(data, found), "same");
    const again = makePlanState(data);
    again.change([below(4)], (i) => again.put(i, below(2) === 1)); // is replaced
    const before = stateOf(again);
    assert.equal(applyEdits(data, again, found.edits).missing, 0);
    assert.deepEqual(stateOf(again), stateOf(model));
    if (JSON.stringify(before) !== JSON.stringify(stateOf(again))) {
      again.undo();
      assert.deepEqual(stateOf(again), before);
    }
  }
});

test("an edit names a stretch, a whole segment, or nothing that the plan has", () => {
  const data = toyPlan();
  const model = makePlanState(data);
  const edits = [
    { segment: "=R1", lock: "out" },
    { segment: 'R "2", upper', from_m: 0, to_m: 700, lock: "in", programme: "widen" },
    { segment: "R3", from_m: 20, to_m: 30, lock: "in" },
    { segment: "elsewhere", lock: "in" },
  ];
  assert.deepEqual(applyEdits(data, model, edits), { applied: 3, missing: 2 });
  assert.deepEqual(model.every.map(model.lock), ["o", "o", "i", "-"]);
  assert.equal(model.payer(2), 1);
});

test("what is saved has the plan's own locks, and what is kept only the edits", () => {
  const data = toyPlan();
  data.units.lock = "o---";
  data.units.built = "0" + data.units.built.slice(1);
  const model = makePlanState(data);
  assert.deepEqual(listEdits(data, model), []);
  assert.deepEqual(
    listLocks(data, model, false).map(({ segment, lock }) => [segment, lock]),
    [["=R1", "out"]],
  );
  model.change([3], (i) => model.set(i, "d"));
  assert.equal(listEdits(data, model).length, 1);
  assert.deepEqual(
    listLocks(data, model, false).map(({ lock }) => lock),
    ["out", "done"],
  );
});

test("what is no document of edits is not read", () => {
  for (const text of [
    "",
    "{",
    "[]",
    "null",
    '{"schema":"gisplan.plan/1"}',
    '{"schema":"gisplan.edits/1","edits":[{"segment":1}]}',
  ])
    assert.equal(readDocument(text), null);
  assert.equal(readDocument('{"schema":"gisplan.edits/1","edits":[{"segment":"a","lock":"perhaps"}]}'), null);
  assert.deepEqual(readDocument('{"schema":"gisplan.edits/1","edits":[]}').edits, []);
});

test("edits for other files, and for another county, are recognised", () => {
  const data = toyPlan();
  const found = makeDocument(data, []);
  assert.equal(compareSource({ ...data, inputs: [{ ...data.inputs[0], sha256: "bb" }] }, found), "inputs");
  assert.equal(compareSource({ ...data, inputs: [{ ...data.inputs[0], path: "moved.geojson" }] }, found), "same");
  assert.equal(compareSource({ ...data, county: { code: "2" } }, found), "county");
  assert.equal(compareSource({ ...data, standard_id: "other" }, found), "county");
  assert.equal(compareSource(data, { ...found, standard: undefined }), "same", "a list may be of any standard");
});

test("edits of a plan that builds in other parts are of another kind, and kept apart", () => {
  const data = { ...toyPlan(), build_to: "rule", whole_segments: false };
  const kinds = [
    data,
    { ...data, whole_segments: true },
    { ...data, build_to: "settlement" },
    { ...data, build_to: "settlement", whole_segments: true },
  ];
  kinds.forEach((one, k) =>
    kinds.forEach((other, l) => {
      assert.equal(compareSource(one, makeDocument(other, [])), k === l ? "same" : "kind");
      assert.equal(nameKey(one) === nameKey(other), k === l);
      assert.equal(isInStore(one, nameKey(other)), k === l);
    }),
  );
  assert.equal(
    compareSource(data, { ...makeDocument(data, []), build_to: undefined, whole_segments: undefined }),
    "same",
  );
  assert.ok(isInStore(data, nameKey({ ...data, inputs: [] })), "edits for other files are found");
});

test("edits are kept under the county, the standard and the files", () => {
  const data = toyPlan();
  assert.ok(nameKey(data).startsWith("gisplan/plan/1/plain/"));
  assert.notEqual(nameKey(data), nameKey({ ...data, inputs: [{ ...data.inputs[0], sha256: "bb" }] }));
  const hashes = new Set(Array.from({ length: 2000 }, (_, k) => hashText("text " + k)));
  assert.equal(hashes.size, 2000);
});
