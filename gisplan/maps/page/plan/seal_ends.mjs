// How far from settlements the seal ends: gisplan/plan/analysis/seal_ends.py, over the page's lines, which are
// simplified by a metre or so: where an edit changes nothing, the plan's own value stays. Nothing here draws.
import { measureNearest } from "../shared/geometry.mjs";

const METRES = 40075016.7 / 256; // of a unit of the world at the equator

// lines: of the units; sealed: of the sealed roads; places: of the settlements; all in world coordinates.
export function makeSealEnds(data, shownPlan, { lines, sealed, places }) {
  const s = data.settlements;
  const known = s.seal_end_m || [];
  let kept = { order: null, ends: new Map() };
  const atFirst = new Map(); // of the plan as it was found

  // Metres on the ground of a distance in world coordinates, at a place.
  const groundMetres = (far, y) => (far * METRES) / Math.cosh(Math.PI * (1 - y / 128));

  function measure(m, { live, isBuilt } = shownPlan.all()) {
    const [x, y] = [places[2 * m], places[2 * m + 1]];
    if (Number.isNaN(x)) return null;
    const most = 20000 / METRES;
    const road = measureNearest(sealed, x, y, most, (part) => live[data.roads.vertex[sealed.of[part]]] === 1);
    const unit = measureNearest(lines, x, y, Math.min(most, road.far), (part) => {
      const i = lines.of[part];
      return live[i] === 1 && isBuilt(i);
    });
    if (road.part < 0 && unit.part < 0) return null;
    return groundMetres(unit.part < 0 ? road.far : unit.far, y);
  }
  // Metres once the plan was edited: the plan's own where the nearest road is as near as it was.
  function measureEdited(m) {
    const now = measure(m);
    if (!atFirst.has(m)) atFirst.set(m, measure(m, shownPlan.found()));
    return known[m] !== undefined && now === atFirst.get(m) ? known[m] : now;
  }
  // Metres, as the plan has them, and measured anew once it was edited; null where nothing is near.
  function of(m) {
    const order = shownPlan.order();
    if (order.asFound) return m < known.length ? known[m] : null;
    if (kept.order !== order) kept = { order, ends: new Map() };
    if (!kept.ends.has(m)) kept.ends.set(m, measureEdited(m));
    return kept.ends.get(m);
  }
  const isFar = (m) => of(m) !== null && of(m) > data.far_m;
  const most = (some) => {
    const ends = some.map(of).filter((end) => end !== null && end !== undefined);
    return ends.length ? Math.max(...ends) : null;
  };
  return { of, isFar, most, measure };
}
