import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";

import { isUntouched, nameOf } from "../../../gisplan/web/static/fresh.mjs";
import { makeAsker } from "../../../gisplan/web/static/jobs.mjs";
import { worksSent } from "../../../gisplan/web/static/queue/queue.mjs";
import { fieldsOfConflict } from "../../../gisplan/web/static/recording/conflict.mjs";

// An asker whose questions are answered, and whose pauses end, when the test says so.
const makeTimed = () => {
  const open = [];
  const pauses = [];
  const ask = () => new Promise((resolve, reject) => open.push({ resolve, reject }));
  const begin = makeAsker(ask, (task) => pauses.push(task));
  const answer = async (how = "resolve") => {
    open[open.length - 1][how](new Error("no network"));
    await nextTurn();
    pauses.pop()();
  };
  return { begin, answer, asked: () => open.length };
};

test("one question at a time: of many that come meanwhile one is asked, and a failed one stops nothing", async () => {
  const { begin, answer, asked } = makeTimed();
  for (let time = 0; time < 5; time += 1) begin();
  assert.equal(asked(), 1);
  await answer("reject");
  assert.equal(asked(), 2);
  await answer();
  assert.equal(asked(), 2, "nothing more is asked where nothing has changed");
  begin();
  assert.equal(asked(), 3);
});

test("no change is missed: the last question begins after the last change, whatever the order", async () => {
  for (let seed = 0; seed < 64; seed += 1) {
    const { begin, answer, asked } = makeTimed();
    let answered = 0;
    let changedAt = 0;
    for (let step = 0; step < 6; step += 1) {
      const isChange = ((seed >> step) & 1) === 1;
      if (isChange) {
        begin();
        changedAt = answered + 1;
      } else if (asked() > answered) {
        answered += 1;
        await answer();
      }
    }
    while (asked() > answered) {
      answered += 1;
      await answer();
    }
    assert.ok(answered >= changedAt, `order ${seed}`);
    assert.equal(asked(), answered);
  }
});

test("what had the focus is found again by its address, not by its place", () => {
  const element = (tagName, attributes) => ({ tagName, getAttribute: (name) => attributes[name] || null });
  const cancel = (id) => nameOf(element("FORM", { action: `/reports/${id}/cancel` }));
  assert.equal(cancel(1), cancel(1));
  assert.notEqual(cancel(1), cancel(2));
  assert.notEqual(nameOf(element("A", { href: "/x" })), nameOf(element("FORM", { action: "/x" })));
  assert.notEqual(nameOf(element("BUTTON", { value: "a:today" })), nameOf(element("BUTTON", { value: "b:today" })));
});

test("a field takes a newer value only where nothing else was typed", () => {
  assert.equal(isUntouched({ type: "text", value: "120", dataset: { shown: "120" } }), true);
  assert.equal(isUntouched({ type: "text", value: "", dataset: {} }), true);
  assert.equal(isUntouched({ type: "text", value: "131", dataset: { shown: "120" } }), false);
  assert.equal(isUntouched({ type: "hidden", value: "5", dataset: {} }), true);
});

test("works are named once of which something was recorded", () => {
  const entries = [1, 1, 2, 3, 4].map((work, place) => ({ id: `e${place}`, work }));
  const recorded = { state: "recorded" };
  const outcomes = { e0: recorded, e1: recorded, e2: { state: "conflict" }, e3: recorded };
  assert.deepEqual(worksSent(entries, outcomes), [1, 3]);
});

test("a conflict's page gets all that was entered, also that a value was removed", () => {
  const fields = [
    { name: "people", value: "9", on: "2019-06-01" },
    { name: "started", value: "", on: null },
  ];
  const entry = { id: "e", seen: 5, store: "s", note: "雨", override: "", fields, files: [{ kept: "k" }, {}] };
  const pairs = fieldsOfConflict(entry, "t").map(([name, value]) => `${name}=${value}`);
  const known = ["form_token=t", "seen=5", "store=s", "note=雨", "override=", "entry=e", "queued=yes"];
  const given = ["new.people=9", "was.people=", "on=2019-06-01", "new.started=", "was.started=-", "kept=k"];
  assert.deepEqual(pairs, [...known, ...given]);
});
