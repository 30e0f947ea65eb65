// The plan on canvas: roads by what is joined, what is built by its step, settlements before and after.
import { fillAreas, strokeLines } from "../shared/canvas.mjs";
import { findNearest, unpack, worldX, worldY } from "../shared/geometry.mjs";
import { TOWN_DASH } from "../shared/line_styles.mjs";
import { drawRing } from "../shared/sprite.mjs";
import { PATTERNS, UNSEALED_STYLES } from "./line_styles.mjs";
import { makeSealEnds } from "./seal_ends.mjs";
import { makeSettlements } from "./settlements.mjs";

const NEAR_SCALE = 2 ** 11; // from it on unsealed roads are not faint, and lines have their patterns

export function makeLayers(data, model, shownPlan, viewState, scheme) {
  const u = data.units;
  const s = data.settlements;
  const colours = scheme.colours;
  const roads = data.roads;
  const areas = unpack(data.towns.areas);
  const outline = unpack(data.outline);
  const lines = unpack(u.lines);
  const sealed = unpack(roads.lines);
  const score = data.score;
  const places = new Float64Array(2 * s.code.length);
  for (let m = 0; m < s.code.length; m++) {
    places[2 * m] = s.x[m] === null ? NaN : worldX(s.x[m]);
    places[2 * m + 1] = s.x[m] === null ? NaN : worldY(s.y[m]);
  }
  // The kind of a sealed road, as in data.road_kinds: set aside, not joined, joined, trunk.
  const roadKind = (part) => {
    const road = sealed.of[part];
    const vertex = roads.vertex[road];
    return vertex < 0 ? 0 : roads.trunk[road] === "1" ? 3 : shownPlan.now().live[vertex] ? 2 : 1;
  };
  const listKinds = [
    { key: "in_best", colour: "pending", has: (i) => score.best[i] === "1" && score.built[i] !== "1" },
    { key: "in_both", colour: "critical", has: (i) => score.best[i] === "1" && score.built[i] === "1" },
    {
      key: "in_list",
      colour: "missing_link",
      has: (i) => score.built[i] === "1" && score.best[i] !== "1" && score.without_effect[i] !== "1",
    },
    {
      key: "in_wasted",
      colour: "near_miss",
      dash: [3, 5],
      has: (i) => score.built[i] === "1" && score.without_effect[i] === "1",
    },
  ];
  const wide = (view, weight) =>
    weight * (view.scale > 2 ** 12 ? 1.25 : view.scale > 2 ** 10.5 || weight > 4 ? 1 : 0.75);
  function drawRoads(view) {
    if (areas.parts) fillAreas(view, areas, colours.land, 1);
    if (viewState.on.boundary) strokeLines(view, areas, { colour: colours.field, weight: 0.8, dash: TOWN_DASH });
    strokeLines(view, outline, { colour: colours.halo, weight: 4.5, alpha: 0.8 });
    strokeLines(view, outline, { colour: colours.frame, weight: 2 });
    if (viewState.on.unsealed) {
      const kind = (i) => (u.candidate[i] === "1" ? 2 : u.surface[i] === null ? 1 : 0);
      const alpha = view.scale > NEAR_SCALE ? 1 : 0.45;
      UNSEALED_STYLES.forEach(({ colour, dash, weight }, k) =>
        strokeLines(
          view,
          lines,
          { colour: colours[colour], dash, weight: wide(view, weight), alpha },
          (part) => kind(lines.of[part]) === k,
        ),
      );
    }
    data.road_kinds.forEach((kind, place) => {
      if (!viewState.on["road-" + place]) return;
      strokeLines(
        view,
        sealed,
        { colour: colours[kind.colour], dash: kind.dash, weight: wide(view, kind.weight) },
        (part) => roadKind(part) === place,
      );
    });
  }
  const makeStroke = (view) => (colour, weight, test, dash) =>
    strokeLines(view, lines, { colour, weight: wide(view, weight), dash }, (part) => test(lines.of[part]));
  function drawLit(view) {
    const stroke = makeStroke(view);
    for (const some of [new Set(viewState.lit), new Set(viewState.picked)]) {
      if (!some.size) continue;
      const mine = (i) => some.has(i);
      stroke(colours.halo, 19, mine);
      stroke(colours.frame, 15, mine);
      stroke(colours.land, 11, mine);
      stroke(colours.unsealed, 2, mine, [5, 4]);
    }
  }
  function drawList(view) {
    const stroke = makeStroke(view);
    for (const kind of listKinds) {
      stroke(colours.halo, 8, kind.has);
      if (scheme.isCased(kind.colour)) stroke(colours.edge, 6.4, kind.has);
      stroke(colours[kind.colour], 4.6, kind.has, kind.dash);
    }
  }
  // What is built, the first steps in the strongest colour; what is out now keeps a thin line until the end.
  function drawUnits(view) {
    const stroke = makeStroke(view);
    const { live, isBuilt } = shownPlan.now();
    const { step } = shownPlan.order();
    const later = (i) => model.built(i) && !isBuilt(i);
    if (scheme.isCased("unknown")) stroke(colours.edge, 12.6, model.changed);
    stroke(colours.unknown, 11, model.changed);
    view.ink.lineCap = view.scale > NEAR_SCALE ? "butt" : "round"; // what is short is seen from afar
    stroke(colours.halo, 8, (i) => isBuilt(i) || model.done(i));
    view.ink.lineCap = "butt";
    stroke(colours.reach, 4, model.done);
    stroke(colours.edge, 9, (i) => isBuilt(i) && model.lock(i) === "i");
    const joined = (i) => isBuilt(i) && live[i] === 1;
    for (let k = shownPlan.classes - 1; k >= 0; k--) {
      const mine = (i) => joined(i) && step[i] >= 0 && shownPlan.classOf(step[i]) === k;
      data.programmes.forEach((_, p) => {
        const paid = (i) => mine(i) && model.payer(i) === p;
        const pattern = view.scale > NEAR_SCALE ? PATTERNS[p % PATTERNS.length] : null;
        if (pattern) stroke(colours.land, 5.4, paid);
        stroke(colours["step_" + k], 5.4, paid, pattern);
      });
      stroke(colours["step_" + k], 5.4, (i) => mine(i) && model.payer(i) < 0, [2, 3]);
    }
    stroke(colours.edge, 4, (i) => isBuilt(i) && live[i] !== 1, [3, 4]);
    stroke(colours.frame, 1.6, later, [2, 3]);
    stroke(colours.edge, 2, (i) => model.lock(i) === "o", [1, 5]);
  }

  const sealEnds = makeSealEnds(data, shownPlan, { lines, sealed, places });
  const settlements = makeSettlements(data, model, shownPlan, sealEnds, viewState, scheme, places);
  const { kindOf, shown } = settlements;
  return {
    lines,
    sealed,
    areas,
    places,
    kindOf,
    shown,
    listKinds,
    isEndFar: settlements.isEndFar,
    sealEnds,
    draw(view) {
      drawRoads(view);
      settlements.draw(view, ["before", "left"]);
    },
    drawOver(view) {
      settlements.draw(view, ["served"]);
      drawLit(view);
      if (viewState.mode === "list") drawList(view);
      else drawUnits(view);
      if (!viewState.selected) return;
      const [x, y] = viewState.selected;
      drawRing(view.ink, x * view.scale - view.dx, y * view.scale - view.dy, 14, colours);
    },
    // Where roads run that are drawn, in pixels: no number stands there.
    listRoadPlaces(view, sample) {
      const isShown = (part) => viewState.on["road-" + roadKind(part)];
      const near = viewState.on.unsealed && view.scale > NEAR_SCALE; // from afar unsealed roads are everywhere
      const isUnit = (part) => near || shownPlan.now().isBuilt(lines.of[part]);
      return [...sample(sealed, view, isShown), ...sample(lines, view, isUnit)];
    },
    box(units) {
      const some = new Set(units);
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let part = 0; part < lines.parts; part++) {
        if (!some.has(lines.of[part])) continue;
        for (let k = 0; k < 4; k++) box[k] = (k < 2 ? Math.min : Math.max)(box[k], lines.boxes[4 * part + k]);
      }
      return box;
    },
    pickUnit: (x, y, near) => {
      // what is in comes before what is out, where both are near
      const first = findNearest(lines, x, y, near * 0.6, (part) => model.isIn(lines.of[part]));
      const part = first >= 0 ? first : findNearest(lines, x, y, near, null);
      return part >= 0 ? lines.of[part] : -1;
    },
    pickRoad: (x, y, near) => {
      const part = findNearest(sealed, x, y, near, (p) => viewState.on["road-" + roadKind(p)]);
      return part >= 0 ? { road: sealed.of[part], kind: roadKind(part) } : null;
    },
    pickDot(x, y, near, chosen) {
      let best = near * near;
      let found = -1;
      for (let m = 0; m < s.code.length; m++) {
        if (!shown(m) || !chosen(m)) continue;
        const d = (places[2 * m] - x) ** 2 + (places[2 * m + 1] - y) ** 2;
        if (d < best) {
          best = d;
          found = m;
        }
      }
      return found;
    },
  };
}
