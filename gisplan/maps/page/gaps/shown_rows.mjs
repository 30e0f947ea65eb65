// What the map shows as rows of a table and as GeoJSON. Nothing here draws.
const STATES = { m: "met", a: "met_if_assumed", x: "missed", u: "unknown" };
const ORDER = "xuam-";

// The settlements of the chosen theme whose state is not hidden, what falls short first, each with its reason.
export function listShown(data, state, verdicts) {
  const s = data.settlements;
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
    row.village = s.home[i] >= 0 ? s.name[s.home[i]] : null;
    row.town = s.town[i] >= 0 ? data.towns.name[s.town[i]] : null;
    row.people = s.people[i];
    row.judged = i < s.villages && s.own.judged_for_exit[i] === "1";
  }
  return rows.sort((a, b) => b.judged - a.judged || ORDER.indexOf(a.letter) - ORDER.indexOf(b.letter) || a.i - b.i);
}

// Of a criterion its own reason; of the village's verdict the criteria that are not met.
function explain(data, state, i) {
  const { details, own } = data.settlements;
  if (state.criterion >= 0) {
    const verdict = details[i].find(([criterion]) => criterion === state.criterion);
    return verdict ? data.texts[verdict[1]] : "";
  }
  const pairs = own.details[i].map((place) => data.texts[place]);
  return pairs
    .flatMap((text, k) => (k % 2 ? [pairs[k - 1] + ": " + text] : []))
    .slice(0, 2)
    .join("; ");
}

// Points in WGS 84; what has no place has none.
export function writeGeoJson(rows, data) {
  const { x, y } = data.settlements;
  const features = rows.map(({ i, code, name, village, town, people, state, why }) => ({
    type: "Feature",
    geometry: x[i] === null ? null : { type: "Point", coordinates: [x[i] / 1e6, y[i] / 1e6] },
    properties: { code, name, village, town, people, state, why },
  }));
  return JSON.stringify({ type: "FeatureCollection", features });
}
