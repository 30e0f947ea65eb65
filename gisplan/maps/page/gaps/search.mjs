// Which places a search finds, by name or code, and where one lies in the data. Nothing here draws.
import { codeFits, nameFits } from "../shared/search.mjs";

const WORKS = ["road_works", "water_projects", "candidates", "power_lines", "coverage", "facilities"];
const MOST = 8; // of a kind are listed; all are counted

// By kind, in the order of the list: {kind, total, places}; only kinds of which something was found.
export function findPlaces(data, query) {
  const s = data.settlements;
  const found = [
    search("village", 0, s.villages, s.name, s.code, query, (settlement) => ({ settlement })),
    search("town", 0, data.towns.name.length, data.towns.name, [], query, (town) => ({ town })),
    search("group", s.villages, s.code.length, s.name, s.code, query, (settlement) => ({ settlement })),
  ];
  for (const layer of WORKS) {
    const { name, code } = data.overlays[layer] || { name: [], code: [] };
    found.push(search(layer, 0, name.length, name, code, query, (item) => ({ layer, item })));
  }
  const { name, code } = data.roads;
  found.push(search("road", 0, code.length, name, code, query, (road) => ({ road })));
  return found.filter((some) => some.total);
}

function search(kind, from, to, names, codes, query, describe) {
  const places = [];
  let total = 0;
  for (let i = from; i < to; i++) {
    if (!nameFits(query, names[i]) && !codeFits(query, codes[i])) continue;
    if (total++ < MOST) places.push(describe(i));
  }
  return { kind, total, places };
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
