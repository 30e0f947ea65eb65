// A view of the works' page as the end of the page's address, and back. Nothing here draws.
import { describePlace, formatLink, parseLink, readPlace } from "../shared/link.mjs";
import { formatDay, parseDay } from "./days.mjs";
import { FIELDS, makeFilter } from "./shown_works.mjs";

const ONLY = ["overdue", "due14", "due30", "silent"];

// view: {lat, lon, zoom, kind, day, filter, selected}, as the page holds it; selected: a work, or null.
export function writeLink(data, { kind, day, filter, selected, ...place }) {
  const text = (at) => (at === null ? null : at < 0 ? "" : data.texts[at]);
  const chosen = data.kinds[kind];
  return formatLink([
    ...describePlace(place),
    ["kind", kind ? chosen.id : null],
    ["day", day < data.on ? formatDay(day) : null],
    ["find", filter.query || null],
    ...FIELDS.map((field) => [field, text(filter[field])]),
    ["only", filter.only === "all" ? null : filter.only],
    ["since", filter.only === "silent" ? formatDay(filter.since) : null],
    ["work", selected !== null && selected >= 0 ? text(chosen.works.code[selected]) : null],
  ]);
}

// What a link asks for; what it does not say, or says of what the page does not have, is as on opening.
export function readLink(data, text) {
  const asked = parseLink(text);
  const kind = Math.max(
    0,
    data.kinds.findIndex((one) => one.id === asked.get("kind")),
  );
  const w = data.kinds[kind].works;
  const filter = makeFilter(data.on);
  filter.query = asked.get("find") || "";
  for (const field of FIELDS) filter[field] = findText(data, w[field], asked.get(field));
  if (ONLY.includes(asked.get("only"))) filter.only = asked.get("only");
  filter.since = readDay(asked.get("since"), filter.since);
  const work = asked.has("work") ? w.code.findIndex((place) => data.texts[place] === asked.get("work")) : -1;
  const day = Math.min(data.on, readDay(asked.get("day"), data.on));
  return { ...readPlace(asked), kind, day, filter, work };
}

function findText(data, places, text) {
  if (text === undefined) return null;
  const found = places.find((place) => (place < 0 ? "" : data.texts[place]) === text);
  return found === undefined ? null : found;
}

const readDay = (text, otherwise) => (/^\d{4}-\d\d-\d\d$/.test(text || "") ? parseDay(text) || otherwise : otherwise);
