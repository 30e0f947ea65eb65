import assert from "node:assert/strict";
import { test } from "node:test";

import { countStates, toDocument } from "../../../gisplan/web/static/queue/entries.mjs";
import { LATER, SIGNED_OUT, sendAll } from "../../../gisplan/web/static/queue/sender.mjs";

// A desk of one work that counts versions, remembers ids, and can lose answers, files and sessions.
const makeDesk = () => {
  const desk = { owner: "me", token: "t", version: 5, known: new Map(), calls: [], kept: new Set(), fail: {} };
  const failing = (name) => {
    const fault = desk.fail[name];
    if (!fault) return null;
    if (fault.times !== undefined && fault.times <= 0) return null;
    if (fault.times !== undefined) fault.times -= 1;
    return fault;
  };
  const answer = (name, make) => {
    desk.calls.push(name);
    const fault = failing(name);
    if (fault && fault.before) throw new TypeError("no network");
    if (fault && fault.status) return { status: fault.status, data: fault.data || { error: String(fault.status) } };
    const found = make();
    if (fault && fault.after) throw new TypeError("the answer is lost");
    return found;
  };
  desk.ask = {
    me: async () =>
      answer("me", () => ({ status: desk.owner ? 200 : 401, data: { owner: desk.owner, token: desk.token } })),
    file: async (_path, file) =>
      answer("file", () => {
        desk.kept.add(`signed ${file.name}`);
        return { status: 200, data: { files: [{ kept: `signed ${file.name}` }] } };
      }),
    entry: async (path, document) =>
      answer("entry", () => {
        if (!document.files.every((name) => desk.kept.has(name))) return { status: 410, data: { error: "410" } };
        if (path.endsWith("/comments")) return { status: 200, data: { number: 1 } };
        const before = desk.known.get(document.entry);
        if (!before && document.seen !== desk.version) {
          return { status: 409, data: { error: "", conflict: { version: desk.version, fields: [] } } };
        }
        if (!before) {
          desk.version += document.fields.length;
          desk.known.set(document.entry, { version: desk.version, document });
        }
        return { status: 200, data: { batch: { events: 1 }, version: desk.known.get(document.entry).version } };
      }),
  };
  return desk;
};

const makeStore = (entries) => {
  const rows = new Map(entries.map((entry) => [entry.id, entry]));
  return {
    rows,
    list: async () => [...rows.values()],
    put: async (entry) => rows.set(entry.id, entry),
    remove: async (id) => rows.delete(id),
  };
};

const entryOf = (id, made, more = {}) => ({
  id,
  made,
  owner: "me",
  kind: "record",
  work: 1,
  seen: 5,
  store: "s",
  fields: [{ name: id, value: "1", on: null }],
  note: "",
  override: "",
  text: "",
  files: [],
  state: "waiting",
  ...more,
});

test("entries are sent in order, and later ones of a work have seen the earlier", async () => {
  const desk = makeDesk();
  const store = makeStore([
    entryOf("b", 2),
    entryOf("c", 3),
    entryOf("a", 1, { files: [{ name: "p.jpg", kept: null }] }),
  ]);
  const { state, outcomes } = await sendAll({ store, ask: desk.ask });
  assert.equal(state, "");
  assert.deepEqual([...desk.known.keys()], ["a", "b", "c"]);
  assert.deepEqual(desk.known.get("a").document.files, ["signed p.jpg"]);
  assert.deepEqual(desk.calls, ["me", "file", "entry", "entry", "entry"]);
  assert.equal(store.rows.size, 0);
  assert.equal(outcomes.c.state, "recorded");
});

test("an entry whose answer was lost stays, may be recorded, and counts once", async () => {
  const desk = makeDesk();
  desk.fail.entry = { after: true, times: 1 };
  const store = makeStore([entryOf("a", 1), entryOf("b", 2)]);
  assert.equal((await sendAll({ store, ask: desk.ask })).state, LATER);
  assert.equal(store.rows.get("a").uncertain, true);
  assert.equal(desk.version, 6);
  assert.equal((await sendAll({ store, ask: desk.ask })).state, "");
  assert.deepEqual([...desk.known.keys()], ["a", "b"]);
  assert.equal(desk.version, 7);
  assert.equal(store.rows.size, 0);
});

test("whatever fails at whatever time, every entry is recorded once and in order", async () => {
  for (const name of ["me", "file", "entry"]) {
    for (const how of [{ before: true }, { after: true }, { status: 503 }, { status: 500, data: null }]) {
      for (const times of [1, 2, 3]) {
        const desk = makeDesk();
        desk.fail[name] = { ...how, times };
        const photo = [{ name: "p.jpg", kept: null }];
        const store = makeStore([entryOf("a", 1), entryOf("b", 2, { files: photo }), entryOf("c", 3)]);
        for (let round = 0; round < 8 && store.rows.size; round += 1) await sendAll({ store, ask: desk.ask });
        assert.deepEqual([...desk.known.keys()], ["a", "b", "c"], `${name} ${JSON.stringify(how)}`);
        assert.equal(desk.version, 8);
        assert.equal(store.rows.size, 0);
      }
    }
  }
});

test("an arrived photo is not sent again, and one that the desk lost is", async () => {
  const desk = makeDesk();
  desk.fail.entry = { before: true, times: 1 };
  const store = makeStore([entryOf("a", 1, { files: [{ name: "p.jpg", kept: null }] })]);
  await sendAll({ store, ask: desk.ask });
  await sendAll({ store, ask: desk.ask });
  assert.equal(desk.calls.filter((name) => name === "file").length, 1);
  const lost = makeStore([entryOf("b", 2, { seen: 6, files: [{ name: "q.jpg", kept: "signed of before" }] })]);
  await sendAll({ store: lost, ask: desk.ask });
  assert.deepEqual(desk.known.get("b").document.files, ["signed q.jpg"]);
});

test("another account sends nothing of mine, and a session that has ended keeps all", async () => {
  const store = makeStore([entryOf("a", 1)]);
  const desk = makeDesk();
  desk.owner = "other";
  await sendAll({ store, ask: desk.ask });
  assert.deepEqual(desk.calls, ["me"]);
  desk.owner = "";
  assert.equal((await sendAll({ store, ask: desk.ask })).state, SIGNED_OUT);
  assert.equal(store.rows.size, 1);
  desk.owner = "me";
  desk.fail.entry = { status: 401, times: 1 };
  assert.equal((await sendAll({ store, ask: desk.ask })).state, SIGNED_OUT);
  assert.equal(store.rows.get("a").state, "waiting");
});

test("a session that was changed meanwhile refuses nothing for good, a want of rights does", async () => {
  const store = makeStore([entryOf("a", 1)]);
  const desk = makeDesk();
  desk.fail.entry = { status: 403, times: 2 };
  const { ask } = desk;
  const changing = { ...ask, entry: async (...all) => ask.entry(...all).finally(() => (desk.token = "new")) };
  assert.equal((await sendAll({ store, ask: changing })).state, LATER);
  assert.equal(store.rows.get("a").state, "waiting");
  await sendAll({ store, ask });
  assert.equal(store.rows.get("a").state, "refused");
  assert.equal(store.rows.get("a").answer.status, 403);
});

test("a conflict stays to be decided, and holds back later entries of its work alone", async () => {
  const desk = makeDesk();
  desk.version = 9;
  const store = makeStore([
    entryOf("a", 1),
    entryOf("b", 2),
    entryOf("note", 3, { kind: "comment", text: "x", fields: [] }),
    entryOf("c", 4, { work: 2, seen: 9 }),
  ]);
  await sendAll({ store, ask: desk.ask });
  assert.deepEqual([...desk.known.keys()], ["c"]);
  assert.deepEqual([...store.rows.keys()], ["a", "b"]);
  assert.equal(store.rows.get("a").answer.conflict.version, 9);
  assert.deepEqual(countStates([...store.rows.values()]), { waiting: 1, undecided: 1 });
});

test("a broken rule is shown with its reason; a page that is not the desk's means nothing", async () => {
  const desk = makeDesk();
  desk.fail.entry = { status: 422, data: { error: "x", rules: ["order"], faults: [] }, times: 1 };
  const store = makeStore([entryOf("a", 1)]);
  await sendAll({ store, ask: desk.ask });
  assert.deepEqual(store.rows.get("a").answer, { status: 422, rules: ["order"], faults: [] });
  const other = makeStore([entryOf("a", 1)]);
  const portal = { ...desk.ask, entry: async () => ({ status: 200, data: null }) };
  assert.equal((await sendAll({ store: other, ask: portal })).state, LATER);
  assert.equal(other.rows.size, 1);
});

test("what is sent names no account and no file's bytes", () => {
  const sent = toDocument(entryOf("a", 1, { files: [{ name: "p", blob: {}, kept: "k" }] }));
  assert.deepEqual(Object.keys(sent).sort(), ["entry", "fields", "files", "note", "override", "seen", "store"]);
  assert.deepEqual(sent.files, ["k"]);
});
