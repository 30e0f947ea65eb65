// The stretches of each segment as one row, in the order in which they are listed. Nothing here draws.
import { nameFits } from "../shared/search.mjs";

// query: as typed; "" for those that are in or were changed. step: of each unit, -1 for none. Each row: {segment, units
// (all of the segment), in, step}; what is built first comes first.
export function listSegments(data, model, step, query) {
  const u = data.units;
  const fits = (segment, units) =>
    query
      ? nameFits(query, data.texts[segment]) ||
        units.some((i) => u.name[i] >= 0 && nameFits(query, data.texts[u.name[i]]))
      : units.some((i) => model.isIn(i) || model.changed(i));
  const rows = [];
  for (const [segment, units] of model.ofSegment) {
    if (!fits(segment, units)) continue;
    const built = units.filter(model.isIn);
    const steps = built.map((i) => step[i]).filter((k) => k >= 0);
    rows.push({ segment, units, in: built, step: steps.length ? Math.min(...steps) : -1 });
  }
  const rank = (row) => (query || row.step < 0 ? Infinity : row.step);
  return rows.sort((a, b) => (rank(a) === rank(b) ? a.units[0] - b.units[0] : rank(a) - rank(b)));
}
