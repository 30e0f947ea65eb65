// A view of the plan's page as the end of the page's address, and back. Nothing here draws.
import { describePlace, formatLink, parseLink, readPlace } from "../shared/link.mjs";

// view: place and zoom; until: a step, or null for all; selected: {unit}, {settlement}, or null.
export function writeLink(data, { until, selected, ...place }) {
  const u = data.units;
  const parts = [...describePlace(place), ["step", until === null ? null : String(until)]];
  if (selected && selected.unit >= 0)
    parts.push(["stretch", data.texts[u.segment[selected.unit]] + "@" + u.from_m[selected.unit]]);
  if (selected && selected.settlement >= 0) parts.push(["settlement", textOf(data, selected.settlement)]);
  return formatLink(parts);
}

const textOf = (data, m) => (data.settlements.code[m] < 0 ? null : data.texts[data.settlements.code[m]]);

// What a link asks for; -1 and null where it does not, or where the page has no such thing.
export function readLink(data, text) {
  const asked = parseLink(text);
  const u = data.units;
  const stretch = asked.get("stretch") || "";
  const cut = stretch.lastIndexOf("@");
  const [segment, from] = cut < 0 ? [stretch, null] : [stretch.slice(0, cut), Number(stretch.slice(cut + 1))];
  const isUnit = (place, i) => data.texts[place] === segment && (from === null || u.from_m[i] === from);
  const code = asked.get("settlement");
  const step = /^\d+$/.test(asked.get("step") || "") ? Number(asked.get("step")) : null;
  return {
    ...readPlace(asked),
    until: step,
    unit: stretch ? u.segment.findIndex(isUnit) : -1,
    settlement: code ? data.settlements.code.findIndex((_, m) => textOf(data, m) === code) : -1,
  };
}
