// Which settlements, towns and works a search finds, by name or code. Nothing here draws.
import { codeFits, nameFits } from "../shared/search.mjs";

const MOST_SETTLEMENTS = 12;
const MOST = 16;

export function findPlaces(data, query) {
  const s = data.settlements;
  const found = [];
  for (let i = 0; i < s.code.length && found.length < MOST_SETTLEMENTS; i++) {
    if (nameFits(query, s.name[i]) || codeFits(query, s.code[i])) found.push({ settlement: i });
  }
  data.towns.name.forEach((name, town) => {
    if (nameFits(query, name)) found.push({ town });
  });
  for (const layer of ["road_works", "water_projects"]) {
    const { name, code } = data.overlays[layer] || { name: [], code: [] };
    for (let item = 0; item < name.length && found.length < MOST; item++) {
      if (nameFits(query, name[item]) || codeFits(query, code[item])) found.push({ layer, item });
    }
  }
  return found.slice(0, MOST);
}
