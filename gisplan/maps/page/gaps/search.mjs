// Which places a search finds, by name or code, and where one lies in the data. Nothing here draws.
import { codeFits, isWhole, nameFits, rankName } from "../shared/search.mjs";

const LEDGER = ["ledger_road", "ledger_water", "ledger_power", "ledger_broadcasting"];
const WORKS = [...LEDGER, "road_works", "water_projects", "candidates", "power_lines", "coverage", "facilities"];
const ORDER = "xuam-"; // of verdicts: what is missed comes first
const MOST = 8; // of a kind are listed; all are counted

// By kind: {kind, total, places}; only kinds of which something was found, those with the whole name before others.
export function findPlaces(data, query) {
  const s = data.settlements;
  const rivers = data.ground && data.ground.rivers ? [...new Set(data.ground.rivers.name.filter(Boolean))] : [];
  const order = (i) => [ORDER.indexOf(letterOf(data, i)), -(s.people ? s.people[i] : 0)];
  const found = [
    search("village", 0, s.villages, s.name, s.code, query, (settlement) => ({ settlement }), order),
    search("town", 0, data.towns.name.length, data.towns.name, [], query, (town) => ({ town })),
    search("group", s.villages, s.code.length, s.name, s.code, query, (settlement) => ({ settlement }), order),
  ];
  for (const layer of WORKS) {
    const { name, code } = data.overlays[layer] || { name: [], code: [] };
    found.push(search(layer, 0, name.length, name, code, query, (item) => ({ layer, item })));
  }
  const { name, code } = data.roads;
  found.push(search("road", 0, code.length, name, code, query, (road) => ({ road })));
  found.push(search("river", 0, rivers.length, rivers, [], query, (i) => ({ river: rivers[i] })));
  const some = found.filter(({ total }) => total);
  return [...some.filter(({ whole }) => whole), ...some.filter(({ whole }) => !whole)].map(
    ({ kind, total, places }) => ({ kind, total, places }),
  );
}

// Of a village its own verdict, of a group the worst of its criteria's.
function letterOf({ criteria = [], exits, settlements }, i) {
  if (exits && i < settlements.villages) return settlements.own.states[i];
  const letters = criteria.map(({ states }) => states[i]);
  return [...ORDER].find((letter) => letters.includes(letter)) || "-";
}

// The best fits first; of equal ones those that come first by `order`.
function search(kind, from, to, names, codes, query, describe, order = () => []) {
  const hits = [];
  for (let i = from; i < to; i++) {
    if (!nameFits(query, names[i]) && !codeFits(query, codes[i])) continue;
    hits.push([i, rankName(query, names[i])]);
  }
  const keys = new Map(hits.map(([i, rank]) => [i, [rank, ...order(i), i]]));
  hits.sort(([a], [b]) => {
    const [p, q] = [keys.get(a), keys.get(b)];
    const place = p.findIndex((key, k) => key !== q[k]);
    return place < 0 ? 0 : p[place] - q[place];
  });
  const whole = hits.length > 0 && isWhole(hits[0][1]);
  return { kind, total: hits.length, places: hits.slice(0, MOST).map(([i]) => describe(i)), whole };
}

// The place with a code (a town's name); null where the data have none.
export function findItem(data, kind, key) {
  const place = (keys) => keys.indexOf(key);
  if (!key) return null;
  if (kind === "settlement" && place(data.settlements.code) >= 0) return { settlement: place(data.settlements.code) };
  if (kind === "town" && place(data.towns.name) >= 0) return { town: place(data.towns.name) };
  if (kind === "road" && place(data.roads.code) >= 0) return { road: place(data.roads.code) };
  if (!WORKS.includes(kind) || !data.overlays[kind]) return null;
  const item = place(data.overlays[kind].code);
  return item >= 0 ? { layer: kind, item } : null;
}
