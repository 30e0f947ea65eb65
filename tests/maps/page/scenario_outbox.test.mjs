import assert from "node:assert/strict";
import { test } from "node:test";
import { makeKept } from "../../../gisplan/web/static/scenario/kept_edits.mjs";
import { makeOutbox } from "../../../gisplan/web/static/scenario/outbox.mjs";

const edit = (segment, action = "in") => ({ segment, action, from_m: 0, to_m: 10 });

// A desk with one scenario: an answer for each question, or none while it is away.
function start() {
  const said = { shown: [], conflicts: [], refused: [], kept: [] };
  const desk = { changes: [], away: false, conflict: null, asked: [] };
  const state = (full) => ({
    version: desk.changes.length,
    edits: full ? desk.changes.flatMap((one) => one.edits || []) : null,
    undo: desk.changes.length || null,
    redo: null,
  });
  const send = async (seen, entry, changes) => {
    desk.asked.push({ seen, entry, changes });
    if (desk.away) throw new TypeError("away");
    if (desk.conflict) {
      const body = { error: "conflict", others: desk.conflict };
      desk.conflict = null;
      return { status: 409, body };
    }
    const alone = seen === desk.changes.length && Boolean(changes[0].edits);
    if (changes[0].undo) desk.changes.splice(changes[0].undo - 1, 1, {});
    else desk.changes.push(...changes);
    return { status: 200, body: state(!alone) };
  };
  let count = 0;
  const outbox = makeOutbox({
    send,
    keep: (waiting) => said.kept.push(waiting.length),
    newId: () => "e" + count++,
    on: {
      shown: (edits) => said.shown.push(edits.map((one) => one.segment).join("")),
      state: () => null,
      conflict: (found) => said.conflicts.push(found),
      refused: (text) => said.refused.push(text),
    },
  });
  outbox.know(state(true));
  return { said, desk, outbox, state };
}

test("an edit is sent once, with what was seen, and is shown no second time", async () => {
  const { said, desk, outbox } = start();
  await Promise.all([outbox.add([edit("A")]), outbox.add([edit("B")])]);
  assert.deepEqual(
    desk.asked.map(({ seen, entry }) => [seen, entry]),
    [
      [0, "e0"],
      [1, "e1"],
    ],
  );
  assert.deepEqual(said.shown, [""]);
  assert.equal(outbox.unsent(), 0);
  assert.deepEqual(
    outbox.listEdits().map((one) => one.segment),
    ["A", "B"],
  );
});

test("what another planner did is shown, with what was not sent yet", async () => {
  const { said, desk, outbox, state } = start();
  desk.away = true;
  await outbox.add([edit("A")]);
  assert.equal(outbox.isOffline(), true);
  desk.changes.push({ edits: [edit("X")] });
  outbox.know(state(true));
  assert.equal(said.shown[said.shown.length - 1], "XA");
  desk.away = false;
  await outbox.flush();
  assert.equal(said.shown[said.shown.length - 1], "XA");
  assert.equal(outbox.isOffline(), false);
  assert.deepEqual(said.kept[said.kept.length - 1], 0);
  assert.equal(desk.asked[0].entry, desk.asked[1].entry); // so that it counts once
});

test("after a conflict the other's is shown, and one's own is sent again on request", async () => {
  const { said, desk, outbox } = start();
  desk.conflict = [{ by: "李", text: "put out" }];
  await outbox.add([edit("A")]);
  assert.equal(said.conflicts[0].others[0].by, "李");
  assert.deepEqual(outbox.listEdits(), []);
  await outbox.decide(true);
  assert.deepEqual(
    outbox.listEdits().map((one) => one.segment),
    ["A"],
  );
  assert.equal(said.conflicts[1], null);
  assert.equal(said.shown[said.shown.length - 1], "A");
  assert.notEqual(desk.asked[0].entry, desk.asked[1].entry);
});

test("undo takes back what was not sent, and else asks the desk", async () => {
  const { desk, outbox } = start();
  await outbox.add([edit("A")]);
  await outbox.step("undo");
  assert.deepEqual(desk.asked[1].changes, [{ undo: 1 }]);
  assert.deepEqual(outbox.listEdits(), []);
  desk.away = true;
  await outbox.add([edit("B")]);
  await outbox.step("undo");
  assert.equal(outbox.unsent(), 0);
  assert.equal(desk.asked.length, 3);
});

test("what a closed page has kept is taken over once, and sent with its own id", async () => {
  const rows = new Map();
  const storage = {
    get length() {
      return rows.size;
    },
    key: (k) => [...rows.keys()][k],
    getItem: (name) => rows.get(name) || null,
    setItem: (name, value) => rows.set(name, value),
    removeItem: (name) => rows.delete(name),
  };
  makeKept(storage, "n", "old").keep([{ entry: "kept", edits: [edit("K")], seen: 0 }, { bad: 1 }]);
  makeKept(storage, "other", "old").keep([{ entry: "no", edits: [] }]);
  const kept = makeKept(storage, "n", "new");
  const found = kept.takeOver();
  assert.deepEqual(
    found.map(({ entry }) => entry),
    ["kept"],
  );
  assert.deepEqual(kept.takeOver(), []);
  const { desk, outbox } = start();
  await outbox.resume(found);
  assert.deepEqual(
    desk.asked.map(({ entry }) => entry),
    ["kept"],
  );
});
