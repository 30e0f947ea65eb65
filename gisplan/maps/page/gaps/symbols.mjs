// Settlements, works without a line, near misses and facilities: which are shown, where, and which lies under a click.
import { worldX, worldY } from "../shared/geometry.mjs";
import { drawRing } from "../shared/sprite.mjs";
import { makeLedgerSymbols } from "./ledger_symbols.mjs";
import { drawSymbol } from "./symbol_shapes.mjs";

export function makeDots(data, state, verdicts, mapLayers, scheme) {
  const s = data.settlements;
  const colours = scheme.colours;
  const layers = [];
  const at = (points) =>
    Float64Array.from(points.flatMap((p) => (p.x === null ? [NaN, NaN] : [worldX(p.x), worldY(p.y)])));
  const places = at(s.x.map((x, i) => ({ x, y: s.y[i] })));
  const radii = { m: 4.6, x: 7.2, u: 6, a: 6, "-": 2.4 };
  const sprites = new Map();

  const sprite = (letter, radius, ring) => {
    const key = [scheme.name, letter, radius, ring].join();
    if (!sprites.has(key)) sprites.set(key, drawSymbol(colours, letter, radius, ring));
    return sprites.get(key);
  };
  const shown = (i) => {
    const letter = verdicts.letter(i);
    if (letter === " " || state.hide[letter] || Number.isNaN(places[2 * i])) return false;
    // of what is not asked only the villages are drawn, as mapLayers
    return letter !== "-" || i < s.villages;
  };
  let drawn = [];
  const arrange = () => {
    const order = { "-": 0, m: 1, a: 2, u: 3, x: 4 };
    drawn = [];
    for (let i = 0; i < s.code.length; i++) if (shown(i)) drawn.push(i);
    const rank = (i) =>
      order[verdicts.letter(i)] + (verdicts.isSplit(state.criterion) && verdicts.judged_for_exit(i) ? 5 : 0);
    const ranks = new Map(drawn.map((i) => [i, rank(i)]));
    drawn.sort((a, b) => ranks.get(a) - ranks.get(b));
  };

  const misses = [false, true].map((turns) => {
    const some = data.near.filter((miss) => miss.verdicts > 0 === turns);
    const key = turns ? "near" : "near_other";
    if (some.length) {
      layers.push({
        key,
        sector: "road",
        label: data.words[key],
        count: some.length,
        swatch: { ring: "near_miss", big: turns },
      });
      state.on[key] = turns; // of the others there can be thousands, and joining them turns nothing
    }
    return { key, some, at: at(some), radius: turns ? 8 : 5, weight: turns ? 3 : 1.5 };
  });
  const raised = 17; // a work stands on a stem, as its village is often in the same place; pixels
  const worked = ["road_works", "water_projects"]
    .filter((layer) => data.overlays[layer])
    .map((layer) => {
      const overlay = data.overlays[layer];
      return { layer, overlay, at: at(overlay.x.map((x, i) => ({ x, y: overlay.y[i] }))) };
    });

  const ledger = makeLedgerSymbols(data, state, colours);

  // Facilities change no verdict: small grey squares under everything else, with a sign for each kind.
  const facilities = data.overlays.facilities;
  const built = facilities ? at(facilities.x.map((x, i) => ({ x, y: facilities.y[i] }))) : [];
  const signs = ["≈", "+", "▲", "·", "?"];
  const built_on = (i) => state.on["facilities-" + facilities.kind[i]];
  if (facilities)
    facilities.kinds.forEach((label, kind) => {
      const mark = String(kind);
      const count = facilities.kind.split(mark).length - 1;
      if (!count) return;
      layers.push({
        key: "facilities-" + mark,
        sector: "ground",
        label: data.words.facilities + " · " + label,
        count,
        swatch: { square: "land", edge: "frame", sign: signs[kind] },
      });
      state.on["facilities-" + mark] = facilities.few;
    });

  const visible = (view, points, i) =>
    points[2 * i] >= view.box[0] &&
    points[2 * i] <= view.box[2] &&
    points[2 * i + 1] >= view.box[1] &&
    points[2 * i + 1] <= view.box[3];
  let shrink = 1;
  function draw(view) {
    const ink = view.ink;
    const seen = drawn.filter((i) => visible(view, places, i));
    const put = (points, i) => [points[2 * i] * view.scale - view.dx, points[2 * i + 1] * view.scale - view.dy];
    const asked = seen.filter((i) => verdicts.letter(i) !== "-").length;
    shrink = Math.max(
      0.5,
      Math.min(1, Math.round(10 * Math.sqrt((view.size.x * view.size.y) / (asked * 7000 + 1))) / 10),
    );
    const large = view.scale > 2 ** 11;
    const side = large ? 7 : 3.5;
    ink.font = "12px sans-serif";
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    for (let i = 0; facilities && i < facilities.kind.length; i++) {
      if (!built_on(i) || !visible(view, built, i)) continue;
      const [x, y] = put(built, i);
      ink.fillStyle = colours.frame;
      ink.fillRect(x - side, y - side, 2 * side, 2 * side);
      ink.fillStyle = colours.land;
      ink.fillRect(x - side + 1, y - side + 1, 2 * side - 2, 2 * side - 2);
      if (large) {
        ink.fillStyle = colours.text;
        ink.fillText(signs[Number(facilities.kind[i])], x, y + 0.5);
      }
    }
    for (const miss of misses) {
      if (!state.on[miss.key]) continue;
      ink.strokeStyle = colours.near_miss;
      ink.lineWidth = miss.weight;
      miss.some.forEach((_, i) => {
        if (!visible(view, miss.at, i)) return;
        ink.beginPath();
        ink.arc(...put(miss.at, i), miss.radius, 0, 7);
        ink.stroke();
      });
    }
    for (const { overlay, at: points, layer } of worked) {
      overlay.progress.forEach((kind, i) => {
        const row = mapLayers.layers.find((one) => one.key === layer + "-" + kind);
        if (!row || !state.on[row.key] || !visible(view, points, i)) return;
        const half = kind === "late" ? 7 : 5.5;
        const [x, foot] = put(points, i);
        const y = foot - raised;
        ink.fillStyle = colours.edge;
        ink.fillRect(x - 0.7, y, 1.4, raised);
        ink.fillRect(x - half - 1.2, y - half - 1.2, 2 * half + 2.4, 2 * half + 2.4);
        ink.fillStyle = colours[row.colour];
        ink.fillRect(x - half, y - half, 2 * half, 2 * half);
        if (kind === "late") {
          ink.fillStyle = "#111";
          ink.fillRect(x - 1.2, y - 4.5, 2.4, 5.5);
          ink.fillRect(x - 1.2, y + 2.5, 2.4, 2.4);
        }
      });
    }
    ledger.draw(view, visible, put);
    const split = verdicts.isSplit(state.criterion); // where all decide, none needs to stand out
    for (const i of seen) {
      const letter = verdicts.letter(i);
      const ring = split && verdicts.judged_for_exit(i);
      const radius =
        radii[letter] * (letter === "-" ? 1 : shrink) * (i < s.villages ? 1 : 0.85) * (split && !ring ? 0.7 : 1);
      const { canvas, half } = sprite(letter, radius, ring);
      const [x, y] = put(places, i);
      ink.drawImage(canvas, Math.round(x - half), Math.round(y - half), 2 * half, 2 * half);
    }
    if (state.selected) {
      const [x, y] = [state.selected[0] * view.scale - view.dx, state.selected[1] * view.scale - view.dy];
      drawRing(ink, x, y, 15, colours);
    }
  }

  // The nearest point within a distance in world coordinates; settlements come before works and near misses.
  function pick(x, y, near, scale) {
    let best = near * near;
    let found = null;
    const consider = (points, i, item, lift) => {
      const d = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - (lift || 0) - y) ** 2;
      if (d < best) {
        best = d;
        found = item;
      }
    };
    for (const i of drawn) consider(places, i, { settlement: i });
    if (found) return found;
    for (const { overlay, at: points, layer } of worked) {
      overlay.progress.forEach((kind, i) => {
        if (state.on[layer + "-" + kind]) consider(points, i, { work: layer, item: i }, raised / scale);
      });
    }
    ledger.consider(consider, scale);
    if (found) return found;
    for (const miss of misses)
      if (state.on[miss.key]) miss.some.forEach((one, i) => consider(miss.at, i, { miss: one }));
    if (found) return found;
    for (let i = 0; facilities && i < facilities.kind.length; i++)
      if (built_on(i)) consider(built, i, { work: "facilities", item: i });
    return found;
  }
  return { layers, draw, pick, arrange, arrangeWorks: ledger.arrange, places, drawn: () => drawn };
}
