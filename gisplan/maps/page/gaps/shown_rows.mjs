// What the map shows as rows of a table and as GeoJSON. Nothing here draws.
import { punctuate } from "../shared/wording.mjs";
import { compareRows, listMissed } from "./village_rank.mjs";

const STATES = { m: "met", a: "met_if_assumed", x: "missed", u: "unknown" };

// The settlements of the chosen theme whose state is not hidden, what falls short first, each with its reason.
export function listShown(data, state, verdicts) {
  const s = data.settlements;
  const marks = punctuate(data.lang);
  const rows = [];
  for (let i = 0; i < s.code.length; i++) {
    const letter = verdicts.letter(i);
    const asked = state.criterion < 0 ? i < s.villages : letter in STATES;
    if (!asked || state.hide[letter]) continue;
    rows.push({
      i,
      letter,
      state: STATES[letter] || "",
      name: s.name[i],
      code: s.code[i],
      why: explain(data, state, i),
    });
    const row = rows[rows.length - 1];
    const home = s.home[i] >= 0 ? s.home[i] : i;
    const own = home < s.villages;
    row.village = own ? s.name[home] || s.code[home] : null;
    row.town = s.town[i] >= 0 ? data.towns.name[s.town[i]] : null;
    row.people = s.people[i];
    row.judged = own && s.own.judged_for_exit[home] === "1";
    row.village_state = own && data.exits ? STATES[s.own.states[home]] || "" : "";
    const missed = listMissed(data, i);
    row.missed_count = missed.length;
    row.missed = missed.map((k) => data.criteria[k].label).join(marks.semicolon);
  }
  return rows.sort(compareRows);
}

// Of a criterion its own reason; of the village's verdict the criteria that are not met.
function explain(data, state, i) {
  const { details, own } = data.settlements;
  if (state.criterion >= 0) {
    const verdict = details[i].find(([criterion]) => criterion === state.criterion);
    return verdict ? data.texts[verdict[1]] : "";
  }
  const marks = punctuate(data.lang);
  const pairs = own.details[i].map((place) => data.texts[place]);
  return pairs
    .flatMap((text, k) => (k % 2 ? [pairs[k - 1] + marks.colon + text] : []))
    .slice(0, 2)
    .join(marks.semicolon);
}

const KEPT = ["code", "name", "village", "town", "people", "state", "village_state", "missed_count", "missed"];

// Points in WGS 84; what has no place has none.
export function writeGeoJson(rows, data) {
  const { x, y } = data.settlements;
  const features = rows.map(({ i, judged, why, ...row }) => ({
    type: "Feature",
    geometry: x[i] === null ? null : { type: "Point", coordinates: [x[i] / 1e6, y[i] / 1e6] },
    properties: Object.fromEntries([
      ...KEPT.map((key) => [key, row[key]]),
      ["judged_for_exit", judged],
      ["reason", why],
    ]),
  }));
  return JSON.stringify({ type: "FeatureCollection", features });
}
