// The plan on canvas: roads by what is joined now, units by programme, settlements before and after, steps.
import { fillAreas, strokeLines } from "../shared/canvas.mjs";
import { findNearest, unpack, worldX, worldY } from "../shared/geometry.mjs";
import { drawCross, drawRing, fillDisc, makeSprite } from "../shared/sprite.mjs";
import { makeStepNumbers } from "./step_numbers.mjs";

export function makeLayers(data, model, viewState, scheme) {
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
    return vertex < 0 ? 0 : roads.trunk[road] === "1" ? 3 : model.now().live[vertex] ? 2 : 1;
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
    strokeLines(view, areas, { colour: colours.boundary, weight: 0.8 });
    strokeLines(view, outline, { colour: colours.halo, weight: 4.5, alpha: 0.8 });
    strokeLines(view, outline, { colour: colours.frame, weight: 2 });
    if (viewState.on.unsealed) {
      const kind = (i) => (u.candidate[i] === "1" ? 2 : u.surface[i] === null ? 1 : 0);
      const styles = [
        { colour: colours.unsealed, dash: [5, 4], weight: 1.2 },
        { colour: colours.unknown_surface, dash: [1, 4], weight: 2.2 },
        { colour: colours.unsealed, dash: [10, 3, 1, 3], weight: 1.6 },
      ];
      styles.forEach((style, k) =>
        strokeLines(view, lines, { ...style, weight: wide(view, style.weight) }, (part) => kind(lines.of[part]) === k),
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
  function drawUnits(view) {
    const stroke = (colour, weight, test, dash) =>
      strokeLines(view, lines, { colour, weight: wide(view, weight), dash }, (part) => test(lines.of[part]));
    // In the colour of a meaning: what is too light for a white ground has an edge there.
    const strokeNamed = (name, weight, test, dash) => {
      if (scheme.isCased(name)) stroke(colours.edge, weight + 1.8, test);
      stroke(colours[name], weight, test, dash);
    };
    for (const some of [new Set(viewState.lit), new Set(viewState.picked)]) {
      if (!some.size) continue;
      const mine = (i) => some.has(i);
      stroke(colours.halo, 20, mine);
      stroke(colours.frame, 16, mine);
    }
    if (viewState.mode === "list") {
      for (const kind of listKinds) {
        stroke(colours.halo, 8, kind.has);
        strokeNamed(kind.colour, 4.6, kind.has, kind.dash);
      }
      return;
    }
    const live = model.now().live;
    strokeNamed("unknown", 11, model.changed);
    stroke(colours.halo, 8, model.isIn);
    stroke(colours.reach, 4, model.done);
    stroke(colours.edge, 8.5, (i) => model.built(i) && model.lock(i) === "i");
    data.programmes.forEach((programme, k) => {
      const mine = (i) => model.built(i) && model.payer(i) === k;
      strokeNamed(programme.colour, 4.6, (i) => mine(i) && live[i] === 1);
      stroke(colours[programme.colour], 4.6, (i) => mine(i) && live[i] !== 1, [4, 5]);
    });
    stroke(colours.edge, 4.6, (i) => model.built(i) && model.payer(i) < 0, [2, 3]);
    stroke(colours.edge, 2, (i) => model.lock(i) === "o", [1, 5]);
  }

  // A shape as well as a colour: joined before is a small disc, served a ring with a dot, not joined a cross.
  const sprites = new Map();
  function sprite(kind, radius) {
    const key = [scheme.name, kind, radius, window.devicePixelRatio].join("/");
    if (!sprites.has(key))
      sprites.set(
        key,
        makeSprite(Math.ceil(radius + 3), (ink) => drawSettlement(ink, kind, radius, colours)),
      );
    return sprites.get(key);
  }
  const servedNow = () =>
    viewState.mode === "list" && viewState.listServed ? viewState.listServed : model.now().served;
  const kindOf = (m) => (model.before().served[m] ? "before" : servedNow()[m] ? "served" : "left");
  const shown = (m) =>
    !Number.isNaN(places[2 * m]) && viewState.on[kindOf(m)] && (m < s.villages || viewState.on.groups);
  function drawDots(view) {
    const order = ["before", "left", "served"];
    const radii = { before: 3.2, left: 4.8, served: 6.4 };
    const seen = { before: [], left: [], served: [] };
    for (let m = 0; m < s.code.length; m++) {
      const x = places[2 * m];
      const y = places[2 * m + 1];
      if (shown(m) && x >= view.box[0] && x <= view.box[2] && y >= view.box[1] && y <= view.box[3])
        seen[kindOf(m)].push(m);
    }
    const many = seen.before.length + seen.left.length + seen.served.length;
    const shrink = Math.max(
      0.55,
      Math.min(1, Math.round(10 * Math.sqrt((view.size.x * view.size.y) / (many * 3500 + 1))) / 10),
    );
    for (const kind of order) {
      // villages after their groups, so that they stay visible
      for (const m of seen[kind].slice().reverse()) {
        const { canvas, half } = sprite(kind, radii[kind] * shrink * (m < s.villages ? 1.15 : 0.75));
        view.ink.drawImage(
          canvas,
          Math.round(places[2 * m] * view.scale - view.dx - half),
          Math.round(places[2 * m + 1] * view.scale - view.dy - half),
          2 * half,
          2 * half,
        );
      }
    }
    if (viewState.selected) {
      const [x, y] = viewState.selected;
      drawRing(view.ink, x * view.scale - view.dx, y * view.scale - view.dy, 14, colours);
    }
  }
  const drawNumbers = makeStepNumbers(u, lines, model, colours);
  return {
    lines,
    areas,
    places,
    kindOf,
    shown,
    listKinds,
    draw(view) {
      drawRoads(view);
      drawUnits(view);
    },
    drawOver(view) {
      drawDots(view);
      if (viewState.on.numbers && viewState.mode !== "list") drawNumbers(view);
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
    pickDot(x, y, near) {
      let best = near * near;
      let found = -1;
      for (let m = 0; m < s.code.length; m++) {
        if (!shown(m)) continue;
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

function drawSettlement(ink, kind, radius, colours) {
  if (kind === "before") {
    fillDisc(ink, radius + 1, colours.halo);
    fillDisc(ink, radius, colours.met);
  }
  if (kind === "served") {
    fillDisc(ink, radius + 1.6, colours.edge);
    fillDisc(ink, radius, colours.land);
    fillDisc(ink, radius * 0.62, colours.reach);
  }
  if (kind === "left") {
    fillDisc(ink, radius + 1.2, colours.halo);
    fillDisc(ink, radius, colours.missed);
    drawCross(ink, radius * 0.42, radius / 4, "#fff");
  }
}
