// The works on canvas over a quiet map: a colour for the last milestone, a form for what is finished, a ring around
// what is late.
import { fillAreas, fillOutside, strokeLines } from "../shared/canvas.mjs";
import { TOWN_DASH } from "../shared/line_styles.mjs";
import { findNearest, unpack, worldX, worldY } from "../shared/geometry.mjs";
import { makeGround } from "../shared/ground.mjs";
import { drawRing, fillDisc, makeSprite } from "../shared/sprite.mjs";

export function makeLayers(data, models, viewState, scheme) {
  const colours = scheme.colours;
  const areas = unpack(data.towns.areas);
  const outline = unpack(data.outline);
  const roads = data.roads.map(unpack);
  const ground = makeGround(data.ground, scheme, data.words);
  const oriented = [...ground.below, ...ground.above];
  const on = Object.fromEntries(oriented.map(({ key }) => [key, true]));
  const drawn = data.kinds.map((kind) => {
    const w = kind.works;
    const places = new Float64Array(2 * w.code.length).fill(NaN);
    const shift = new Float64Array(2 * w.code.length);
    const same = new Map();
    for (let i = 0; i < w.code.length; i++) {
      if (w.x[i] === null) continue;
      places[2 * i] = worldX(w.x[i]);
      places[2 * i + 1] = worldY(w.y[i]);
      const key = w.x[i] + "/" + w.y[i];
      if (!same.has(key)) same.set(key, []);
      same.get(key).push(i);
    }
    // works in one place stand around it, in pixels
    for (const some of same.values())
      if (some.length > 1)
        some.forEach((i, k) => {
          const far = 7 * Math.max(1, some.length / 5);
          const turn = (2 * Math.PI * k) / some.length - Math.PI / 2;
          shift[2 * i] = far * Math.cos(turn);
          shift[2 * i + 1] = far * Math.sin(turn);
        });
    return { places, shift, lines: unpack(w.lines) };
  });
  const now = () => drawn[viewState.kind];
  const model = () => models[viewState.kind];
  const colourOf = (m) => (m < 0 ? "land" : model().kind.milestones[m].colour); // its name

  function draw(view) {
    fillAreas(view, areas, colours.land, 1);
    for (const layer of ground.below) layer.draw(view);
    strokeLines(view, areas, { colour: colours.field, weight: 0.8, dash: TOWN_DASH });
    strokeLines(view, outline, { colour: colours.halo, weight: 4.5, alpha: 0.8 });
    strokeLines(view, outline, { colour: colours.frame, weight: 2 });
    const wide = view.scale > 2 ** 12 ? 1.8 : view.scale > 2 ** 10.5 ? 1.3 : 1;
    data.road_kinds.forEach((kind, k) =>
      strokeLines(view, roads[k], { colour: colours[kind.colour], weight: kind.weight * wide, alpha: kind.alpha }),
    );
    if (outline.parts) fillOutside(view, outline, colours.paper, data.faded);
    for (const layer of ground.above) layer.draw(view);
  }
  // Lines: whole where finished, hollow where not, thin and grey before the first milestone; late ones have an edge.
  function drawLines(view, standing, late) {
    const lines = now().lines;
    const wide = view.scale > 2 ** 12 ? 1.3 : 1;
    const part = (test) => (p) => viewState.isShown[lines.of[p]] === 1 && test(lines.of[p]);
    const any = part(() => true);
    strokeLines(
      view,
      lines,
      { colour: colours.missed, weight: 11 * wide },
      part((i) => late[i]),
    );
    strokeLines(view, lines, { colour: colours.halo, weight: 7 * wide }, any);
    strokeLines(
      view,
      lines,
      { colour: colours.field, weight: 3.6 * wide },
      part((i) => standing[i] < 0),
    );
    for (let m = 0; m < model().marks; m++) {
      const mine = part((i) => standing[i] === m);
      strokeLines(view, lines, { colour: colours.edge, weight: 5.4 * wide }, mine);
      strokeLines(view, lines, { colour: colours[colourOf(m)], weight: 4 * wide }, mine);
    }
    strokeLines(
      view,
      lines,
      { colour: colours.land, weight: 1.6 * wide },
      part((i) => !model().finished(standing[i])),
    );
  }
  const sprites = new Map();
  function sprite(m, late, radius) {
    const key = [scheme.name, viewState.kind, m, late, radius, window.devicePixelRatio].join("/");
    if (!sprites.has(key)) sprites.set(key, makeDot(m, late, radius));
    return sprites.get(key);
  }
  // A dot of the map as a picture; the legend and the details show it too.
  function makeDot(m, late, radius) {
    const share = Math.min(1, (m + 1) / (model().kind.finish + 1));
    const look = { colour: colours[colourOf(m)], share, late, radius };
    return makeSprite(Math.ceil(radius + 7), (ink) => drawDot(ink, look, colours));
  }
  let shrink = 1;
  // Finished ones first, so that what is open and what is late lies above.
  function drawDots(view, standing, late) {
    const { places } = now();
    const seen = [];
    const ink = view.ink;
    for (const i of viewState.shown) {
      const x = places[2 * i];
      const y = places[2 * i + 1];
      if (x >= view.box[0] && x <= view.box[2] && y >= view.box[1] && y <= view.box[3]) seen.push(i);
    }
    shrink = Math.max(
      0.5,
      Math.min(1, Math.round(10 * Math.sqrt((view.size.x * view.size.y) / (seen.length * 2500 + 1))) / 10),
    );
    const rank = (i) => (late[i] ? 2 : 0) + (model().finished(standing[i]) ? 0 : 1);
    seen.sort((a, b) => rank(a) - rank(b) || b - a);
    for (const i of seen) {
      const { canvas, half } = sprite(standing[i], late[i], 5.4 * shrink);
      const [x, y] = spot(i, view.scale);
      ink.drawImage(canvas, Math.round(x - view.dx - half), Math.round(y - view.dy - half), 2 * half, 2 * half);
    }
    if (viewState.selected === null) return;
    const [x, y] =
      viewState.selected >= 0
        ? spot(viewState.selected, view.scale)
        : [viewState.spot[0] * view.scale, viewState.spot[1] * view.scale];
    drawRing(ink, x - view.dx, y - view.dy, 15, colours);
  }
  const spot = (i, scale) => [
    now().places[2 * i] * scale + shrink * now().shift[2 * i],
    now().places[2 * i + 1] * scale + shrink * now().shift[2 * i + 1],
  ];
  return {
    draw,
    oriented,
    whenRead: ground.whenRead,
    listNames: (view, width) => ground.listNames(on, view, width),
    colourOf,
    makeDot,
    drawOver(view) {
      const standing = [];
      const late = [];
      for (let i = 0; i < model().n; i++) {
        standing.push(model().standing(i, viewState.day));
        late.push(model().isLate(i, viewState.day));
      }
      drawLines(view, standing, late);
      drawDots(view, standing, late);
    },
    spots: (scale) => viewState.shown.filter((i) => !Number.isNaN(now().places[2 * i])).map((i) => spot(i, scale)),
    place: (i) => (Number.isNaN(now().places[2 * i]) ? null : [now().places[2 * i], now().places[2 * i + 1]]),
    box(i) {
      const lines = now().lines;
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let p = 0; p < lines.parts; p++) {
        if (lines.of[p] === i)
          for (let k = 0; k < 4; k++) box[k] = (k < 2 ? Math.min : Math.max)(box[k], lines.boxes[4 * p + k]);
      }
      return box[0] < Infinity ? box : null;
    },
    // The work under a place, in world coordinates: the nearest dot, else the nearest line; -1 where there is none.
    pick(x, y, near, scale) {
      let best = near * near;
      let found = -1;
      for (const i of viewState.shown) {
        const [a, b] = spot(i, scale);
        const d = (a / scale - x) ** 2 + (b / scale - y) ** 2;
        if (d < best) {
          best = d;
          found = i;
        }
      }
      if (found >= 0) return found;
      const part = findNearest(now().lines, x, y, near * 0.8, (p) => viewState.isShown[now().lines.of[p]] === 1);
      return part >= 0 ? now().lines.of[part] : -1;
    },
  };
}

// One dot, around the origin: hollow before the first milestone, a larger part of the disc with each milestone on the
// way, whole from the one on that counts as finished.
function drawDot(ink, { colour, share, late, radius }, colours) {
  if (late) {
    fillDisc(ink, radius + 5.6, colours.halo);
    fillDisc(ink, radius + 4.8, colours.missed);
    fillDisc(ink, radius + 2.2, colours.land);
  } else fillDisc(ink, radius + 2, colours.halo);
  fillDisc(ink, radius + 0.9, share ? colours.edge : colours.field);
  fillDisc(ink, radius, share < 1 ? colours.land : colour);
  if (share <= 0 || share >= 1) return;
  ink.beginPath();
  ink.moveTo(0, 0);
  ink.arc(0, 0, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
  ink.closePath();
  ink.fillStyle = colours.accent;
  ink.fill();
}
