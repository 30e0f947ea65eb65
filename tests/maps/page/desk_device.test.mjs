import assert from "node:assert/strict";
import { test } from "node:test";

import { changedFields, readDraft } from "../../../gisplan/web/static/draft.mjs";
import { takeLease } from "../../../gisplan/web/static/live.mjs";
import { areFresh, judgePlace } from "../../../gisplan/web/static/photo.mjs";
import { readDay, showInstant, todayOf } from "../../../gisplan/web/static/queue/days.mjs";
import { explainDevice, isStale } from "../../../gisplan/web/static/queue/keep.mjs";
import { findKept, milestonesOf } from "../../../gisplan/web/static/queue/kept_works.mjs";
import { chooseAnswer, oldCaches } from "../../../gisplan/web/static/worker/choose.mjs";
import { makeId, readFields } from "../../../gisplan/web/static/queue/entries.mjs";

const HOUR = 3600000;

test("today is the county's day, whatever the clock of the device says", () => {
  const clock = { today: "2019-06-30", offset: 480 };
  const since = Date.parse("2031-01-05T15:30:00Z"); // 23:30 in the county, by a clock that is years wrong
  assert.equal(todayOf(clock, since, since + HOUR / 4), "2019-06-30");
  assert.equal(todayOf(clock, since, since + HOUR), "2019-07-01");
  assert.equal(todayOf(clock, since, since + 48 * HOUR), "2019-07-02");
  assert.equal(readDay("yesterday", "", "2019-07-01"), "2019-06-30");
  assert.equal(readDay("other", "2019-05-02", "2019-07-01"), "2019-05-02");
  assert.equal(readDay("other", "", "2019-07-01"), null);
  assert.equal(readDay("", "", "2019-07-01"), "");
});

test("an instant of today is shown by its time alone", () => {
  const noon = new Date(2019, 6, 1, 12, 5).getTime();
  assert.equal(showInstant(noon, noon + HOUR, "en-GB"), "12:05");
  assert.match(showInstant(noon, noon + 24 * HOUR, "en-GB"), /2019.*12:05/);
});

test("a form enters a milestone, or the values that differ from what was shown", () => {
  const day = [
    ["milestone", "started:today"],
    ["new.people", "9"],
  ];
  assert.deepEqual(readFields(day, "2019-07-01"), [{ name: "started", value: "2019-07-01", on: null }]);
  const other = [
    ["milestone", "started:other"],
    ["day.started", ""],
  ];
  assert.equal(readFields(other, "2019-07-01"), null);
  const values = [
    ["was.people", "120"],
    ["new.people", " 130 "],
    ["was.km", "5"],
    ["new.km", "5 "],
    ["on", "2019-06-01"],
  ];
  assert.deepEqual(readFields(values, ""), [{ name: "people", value: "130", on: "2019-06-01" }]);
  assert.equal(readFields(values.slice(2), ""), null);
  assert.equal(makeId(new Uint8Array([0, 15, 255])), "000fff");
});

test("kept works are found by all words, and show what waits", () => {
  const work = { name: "古路村饮水", code: "W1", town: "青水镇", programme: "", villages: ["古路村"] };
  assert.deepEqual(findKept([work], "青水 ｗ1"), [work]);
  assert.deepEqual(findKept([work], "青水 x"), []);
  const kind = {
    milestones: [
      { name: "started", label: "s", due: "due_started" },
      { name: "built", label: "b", due: "due" },
    ],
  };
  const shown = milestonesOf({ reached: null, late: ["built"], values: { due: "2019-06-01" } }, kind, {
    started: "2019-05-01",
  });
  assert.deepEqual(
    shown.map((one) => [one.day, one.waits, one.passed, one.late, one.due]),
    [
      ["2019-05-01", true, true, false, ""],
      ["", false, false, true, "2019-06-01"],
    ],
  );
});

test("what is kept is asked for again after a change, and at once in another language or version", () => {
  const now = { app: "1", language: "en", last_event: 8, at: 100000 };
  assert.equal(isStale(undefined, now), true);
  assert.equal(isStale({ ...now, at: 0 }, now), false);
  assert.equal(isStale({ ...now, at: 0, last_event: 7 }, now), true);
  assert.equal(isStale({ ...now, at: 90000, last_event: 7 }, now), false);
  assert.equal(isStale({ ...now, app: "0" }, now), true);
  assert.equal(isStale({ ...now, language: "zh-Hans" }, now), true);
  assert.equal(explainDevice({ isSecureContext: false }), "insecure");
  assert.equal(explainDevice({ isSecureContext: true, serviceWorker: {}, caches: {} }), "unable");
  assert.equal(explainDevice({ isSecureContext: true, serviceWorker: {}, caches: {}, indexedDB: {} }), "");
});

test("the service worker answers files of its version and pages, and keeps out of all else", () => {
  const app = { origin: "https://desk", files: ["/static/v-1/desk.css"] };
  const ask = (more) =>
    chooseAnswer({ method: "GET", mode: "navigate", origin: "https://desk", path: "/", ...more }, app);
  assert.equal(ask({}), "page");
  assert.equal(ask({ mode: "cors", path: "/static/v-1/desk.css" }), "file");
  assert.equal(ask({ mode: "cors", path: "/static/v-2/desk.css" }), "network");
  assert.equal(ask({ mode: "cors", path: "/api/me" }), "network");
  assert.equal(ask({ method: "POST" }), "network");
  assert.equal(ask({ origin: "https://other" }), "network");
  const names = ["desk-files-1", "desk-files-2", "desk-kept-1-x", "desk-kept-2-x", "other-1-x"];
  assert.deepEqual(oldCaches(names, "2"), ["desk-files-1", "desk-kept-1-x"]);
});

test("drafts, the phone's place and the one stream of all tabs", () => {
  const fields = [
    { name: "new.people", value: "5", shown: "4" },
    { name: "note", value: "", shown: "" },
  ];
  assert.deepEqual(changedFields(fields), { "new.people": "5" });
  assert.deepEqual(readDraft("{oops"), {});
  assert.deepEqual(readDraft(null), {});
  assert.equal(judgePlace({ accuracy: 12.2, longitude: 107.9, latitude: 32.5 }).note, "found");
  assert.deepEqual(judgePlace({ accuracy: 501, longitude: 1, latitude: 1 }).longitude, "");
  assert.equal(judgePlace({ accuracy: NaN, longitude: 1, latitude: 1 }).note, "rough");
  assert.equal(areFresh([0, 9 * 60000], 9 * 60000), true);
  assert.equal(areFresh([0, 9 * 60000], 11 * 60000), false);
  const rows = new Map();
  const storage = { getItem: (key) => rows.get(key) || null, setItem: (key, value) => rows.set(key, value) };
  assert.equal(takeLease(storage, "a", 1000), true);
  assert.equal(takeLease(storage, "b", 2000), false);
  assert.equal(takeLease(storage, "a", 2000), true);
  assert.equal(takeLease(storage, "b", 6001), true);
});
