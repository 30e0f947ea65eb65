// The plan on canvas: roads by what is joined now, units by programme, settlements before and after, steps.
import { strokeLines } from "../shared/canvas.mjs";
import { findNearest, unpack, worldX, worldY } from "../shared/geometry.mjs";
import { makeStepNumbers } from "./step_numbers.mjs";

export function makeLayers(data, model, viewState) {
  const u = data.units;
  const s = data.settlements;
  const colours = data.palette;
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
    { key: "in_best", colour: colours.pending, has: (i) => score.best[i] === "1" && score.built[i] !== "1" },
    { key: "in_both", colour: colours.critical, has: (i) => score.best[i] === "1" && score.built[i] === "1" },
    {
      key: "in_list",
      colour: colours.missing_link,
      has: (i) => score.built[i] === "1" && score.best[i] !== "1" && score.without_effect[i] !== "1",
    },
    {
      key: "in_wasted",
      colour: colours.near_miss,
      dash: [3, 5],
      has: (i) => score.built[i] === "1" && score.without_effect[i] === "1",
    },
  ];
  const wide = (view, weight) =>
    weight * (view.scale > 2 ** 12 ? 1.25 : view.scale > 2 ** 10.5 || weight > 4 ? 1 : 0.75);
  function drawRoads(view) {
    strokeLines(view, areas, { colour: colours.boundary, weight: 0.8 });
    strokeLines(view, outline, { colour: "#fff", weight: 4.5, alpha: 0.8 });
    strokeLines(view, outline, { colour: "#555", weight: 2 });
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
    const unit = (test) => (part) => test(lines.of[part]);
    for (const some of [new Set(viewState.lit), new Set(viewState.picked)]) {
      if (!some.size) continue;
      strokeLines(
        view,
        lines,
        { colour: "#fff", weight: wide(view, 20) },
        unit((i) => some.has(i)),
      );
      strokeLines(
        view,
        lines,
        { colour: "#111", weight: wide(view, 16), alpha: 0.55 },
        unit((i) => some.has(i)),
      );
    }
    if (viewState.mode === "list") {
      for (const kind of listKinds) {
        strokeLines(view, lines, { colour: "#fff", weight: wide(view, 7) }, unit(kind.has));
        strokeLines(view, lines, { colour: kind.colour, weight: wide(view, 4.6), dash: kind.dash }, unit(kind.has));
      }
      return;
    }
    const live = model.now().live;
    const joined = (i) => live[i] === 1;
    strokeLines(view, lines, { colour: colours.unknown, weight: wide(view, 11) }, unit(model.changed));
    strokeLines(view, lines, { colour: "#fff", weight: wide(view, 7) }, unit(model.isIn));
    strokeLines(view, lines, { colour: colours.reach, weight: wide(view, 4) }, unit(model.done));
    strokeLines(
      view,
      lines,
      { colour: "#111", weight: wide(view, 7) },
      unit((i) => model.built(i) && model.lock(i) === "i"),
    );
    data.programmes.forEach((programme, k) => {
      const mine = (i) => model.built(i) && model.payer(i) === k;
      strokeLines(
        view,
        lines,
        { colour: programme.colour, weight: wide(view, 4.6) },
        unit((i) => mine(i) && joined(i)),
      );
      strokeLines(
        view,
        lines,
        { colour: programme.colour, weight: wide(view, 4.6), dash: [4, 5] },
        unit((i) => mine(i) && !joined(i)),
      );
    });
    strokeLines(
      view,
      lines,
      { colour: "#111", weight: wide(view, 4.6), dash: [2, 3] },
      unit((i) => model.built(i) && model.payer(i) < 0),
    );
    strokeLines(
      view,
      lines,
      { colour: "#111", weight: wide(view, 2), dash: [1, 5] },
      unit((i) => model.lock(i) === "o"),
    );
  }

  // A shape as well as a colour: joined before is a small disc, served a ring with a dot, not joined a cross.
  const sprites = new Map();
  function sprite(kind, radius) {
    const ratio = window.devicePixelRatio || 1;
    const key = kind + radius + "/" + ratio;
    if (sprites.has(key)) return sprites.get(key);
    const canvas = document.createElement("canvas");
    const half = Math.ceil(radius + 3);
    canvas.width = canvas.height = 2 * half * ratio;
    const ink = canvas.getContext("2d");
    ink.scale(ratio, ratio);
    ink.translate(half, half);
    const disc = (r, colour) => {
      ink.beginPath();
      ink.arc(0, 0, r, 0, 7);
      ink.fillStyle = colour;
      ink.fill();
    };
    if (kind === "before") {
      disc(radius + 1, "#fff");
      disc(radius, colours.met);
    }
    if (kind === "served") {
      disc(radius + 1.6, "#111");
      disc(radius, "#fff");
      disc(radius * 0.62, colours.reach);
    }
    if (kind === "left") {
      disc(radius + 1.2, "#fff");
      disc(radius, colours.missed);
      const d = radius * 0.42;
      ink.beginPath();
      ink.moveTo(-d, -d);
      ink.lineTo(d, d);
      ink.moveTo(-d, d);
      ink.lineTo(d, -d);
      ink.strokeStyle = "#fff";
      ink.lineWidth = radius / 4;
      ink.stroke();
    }
    sprites.set(key, { canvas, half });
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
      const [x, y] = [viewState.selected[0] * view.scale - view.dx, viewState.selected[1] * view.scale - view.dy];
      for (const [colour, weight] of [
        ["#fff", 6],
        ["#111", 3],
      ]) {
        view.ink.beginPath();
        view.ink.arc(x, y, 14, 0, 7);
        view.ink.strokeStyle = colour;
        view.ink.lineWidth = weight;
        view.ink.stroke();
      }
    }
  }
  const drawNumbers = makeStepNumbers(u, lines, model);
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
