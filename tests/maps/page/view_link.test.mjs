import assert from "node:assert/strict";
import { test } from "node:test";

import { makeFilter } from "../../../gisplan/maps/page/progress/shown_works.mjs";
import { readLink, writeLink } from "../../../gisplan/maps/page/progress/view_link.mjs";
import { makeRandom } from "./random.mjs";

const works = { code: [0, 1], town: [2, -1], group: [3, 3], contractor: [-1, -1] };
const data = {
  on: 18000,
  texts: ["A&1=#", "B,2", "青水镇", "poor"],
  kinds: [
    { id: "water", works },
    { id: "road", works: { code: [1], town: [2], group: [-1], contractor: [3] } },
  ],
};

test("a view comes back from its link", () => {
  const { next: random } = makeRandom(11);
  const pick = (some) => some[Math.floor(random() * some.length)];
  for (let k = 0; k < 200; k++) {
    const kind = pick([0, 1]);
    const w = data.kinds[kind].works;
    const only = pick(["all", "overdue", "due14", "due30", "silent"]);
    const filter = { ...makeFilter(data.on), query: pick(["", "100 % & #", "村"]), only };
    for (const field of ["town", "group", "contractor"]) filter[field] = pick([null, ...w[field]]);
    if (only === "silent") filter.since = data.on - Math.floor(random() * 900);
    const selected = pick([null, -1, ...w.code.keys()]);
    const day = data.on - Math.floor(random() * 2) * 40;
    const text = writeLink(data, { lat: 32.5, lon: 107.9, zoom: 9.25, kind, day, filter, selected });
    assert.deepEqual(
      readLink(data, text),
      { at: [32.5, 107.9], zoom: 9.25, kind, day, filter, work: selected === null ? -1 : selected },
      text,
    );
  }
});

test("what a link does not say, or the page does not have, is as on opening", () => {
  const nothing = { at: null, zoom: null, kind: 0, day: data.on, filter: makeFilter(data.on), work: -1 };
  for (const text of [
    "",
    "#kind=gone&town=gone&only=gone&work=gone",
    "#day=2099-01-01&since=x",
    "#day=2019-13-99",
    "#contractor=poor&__proto__=1",
  ])
    assert.deepEqual(readLink(data, text), nothing, text);
});
