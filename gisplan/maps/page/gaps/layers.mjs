// What lies below the symbols: towns, boundaries, roads, works, power lines, coverage, each a layer that can be hidden.
import { fillAreas, fillOutside, strokeLines } from "../shared/canvas.mjs";
import { TOWN_DASH } from "../shared/line_styles.mjs";
import { findArea, findNearest, unpack } from "../shared/geometry.mjs";
import { makeGround } from "../shared/ground.mjs";
import { makeLedgerLayers } from "./ledger_symbols.mjs";

export function makeLayers(data, state, verdicts, scheme) {
  const words = data.words;
  const colours = scheme.colours;
  const { haloed } = data.ground.relief || { haloed: [] };
  const stroke = (view, shape, { colour, ...given }, chosen) => {
    const style = { ...given, weight: given.weight * (given.wide && view.scale <= 2 ** 11 ? 0.5 : 1) };
    if (scheme.isCased(colour)) {
      strokeLines(view, shape, { ...style, colour: colours.edge, weight: style.weight + 2 }, chosen);
    }
    if (scheme.name === "light" && haloed.includes(colour) && state.on.relief) {
      style.under = { colour: colours.land, weight: style.weight + 2 };
    }
    strokeLines(view, shape, { ...style, colour: colours[colour] }, chosen);
  };
  const layers = [];
  const add = (layer) => {
    layers.push(layer);
    state.on[layer.key] = !layer.off;
  };
  const areas = unpack(data.towns.areas);
  const outline = unpack(data.outline);
  const roads = unpack(data.roads);

  const ground = makeGround(data.ground, scheme, words);
  for (const layer of ground.below) add({ ...layer, sector: "ground", orients: true });
  if (areas.parts) {
    add({
      key: "towns",
      sector: "ground",
      off: true,
      label: words.town_colours,
      swatch: { fill: "share_3" },
      draw: (view) => {
        const classes = verdicts.classes();
        const alpha = view.scale > 2 ** 12 ? 0.5 : 0.8;
        for (let place = 0; place < 5; place++) {
          const colour = colours["share_" + place];
          fillAreas(view, areas, colour, alpha, (part) => classes[areas.of[part]] === place);
        }
      },
    });
  }
  const overlays = data.overlays;
  if (overlays.coverage) {
    const shape = unpack(overlays.coverage.areas);
    add({
      key: "coverage",
      sector: "broadcast",
      off: true,
      label: words.coverage,
      count: overlays.coverage.details.length,
      swatch: { fill: "coverage", edge: "reach" },
      shape,
      overlay: overlays.coverage,
      area: true,
      draw: (view) => {
        fillAreas(view, shape, colours.coverage, 0.65, null, true);
        stroke(view, shape, { colour: "reach", weight: 1 });
      },
    });
  }
  if (outline.parts || areas.parts) {
    add({
      key: "boundary",
      sector: "ground",
      label: words.boundary,
      swatch: { line: "field", dash: true },
      draw: (view) => {
        stroke(view, areas, { colour: "field", weight: 0.8, dash: TOWN_DASH });
        stroke(view, outline, { colour: "halo", weight: 4.5 });
        stroke(view, outline, { colour: "frame", weight: 2 });
      },
    });
  }

  // Works: wide bands below the roads, where they have lines.
  const progress = { done: "met", under_way: "pending", not_started: "works", late: "missed" };
  const worked = {};
  for (const [layer, sector] of [
    ["road_works", "road"],
    ["water_projects", "water"],
  ]) {
    const overlay = overlays[layer];
    if (!overlay) continue;
    const shape = (worked[layer] = unpack(overlay.lines));
    for (const kind of ["done", "under_way", "not_started", "late"]) {
      const count = overlay.progress.filter((p) => p === kind).length;
      if (!count) continue;
      add({
        key: layer + "-" + kind,
        sector,
        off: true,
        label: words[layer] + " · " + words[kind],
        count,
        heading: layer,
        swatch: { square: progress[kind], big: kind === "late" },
        shape,
        overlay,
        chosen: (part) => overlay.progress[shape.of[part]] === kind,
        progress: kind,
        works: layer,
        colour: progress[kind],
        draw: (view) =>
          stroke(
            view,
            shape,
            { colour: progress[kind], weight: kind === "late" ? 9 : 6, wide: true },
            (part) => overlay.progress[shape.of[part]] === kind,
          ),
      });
    }
  }

  for (const layer of makeLedgerLayers(data, stroke)) add(layer);

  // Bands below the roads that they are of.
  const line = (key, sector, packed, count, style, off, overlay) => {
    if (!packed || !packed.n.length) return;
    const shape = unpack(packed);
    add({
      key,
      sector,
      off,
      label: words[key],
      count,
      swatch: { line: style.colour, dash: style.dash, wide: style.wide },
      shape,
      overlay,
      draw: (view) => stroke(view, shape, style),
    });
  };
  line("critical", "road", data.critical, data.critical.n.length, { colour: "critical", weight: 7, wide: true }, true);
  line("islands", "road", data.islands, data.islands.n.length, { colour: "near_miss", weight: 6, wide: true }, true);

  data.road_kinds.forEach((kind, place) => {
    const mark = String(place);
    let count = 0;
    for (const one of data.roads.kind) if (one === mark) count++;
    if (!count) return;
    add({
      key: "road-" + place,
      sector: "road",
      label: kind.label,
      count,
      road: true,
      swatch: { line: kind.colour, dash: kind.dash },
      draw: (view) =>
        stroke(
          view,
          roads,
          { colour: kind.colour, dash: kind.dash, weight: kind.weight * (view.scale > 2 ** 11 ? 1 : 0.6) },
          (part) => data.roads.kind[part] === mark,
        ),
    });
  });
  const faded = layers.length; // roads lead on beyond the boundary, faded, and what follows is not
  for (const layer of ground.above) add({ ...layer, sector: "ground", orients: true });
  // each criterion's missing links are a layer: at first those that decide, later those of the criterion that is chosen
  for (const { criterion, count, lines } of data.links) {
    const shape = unpack(lines);
    const asked = data.criteria[criterion];
    add({
      key: "links-" + criterion,
      sector: "road",
      label: words.links + " · " + asked.label,
      count,
      off: data.links.length > 1 && !asked.exit && state.criterion !== criterion,
      swatch: { line: "missing_link", dash: true },
      draw: (view) =>
        stroke(view, shape, {
          colour: "missing_link",
          weight: view.scale > 2 ** 11 ? 3.5 : 2.2,
          dash: [2, 4],
        }),
    });
  }
  const some = (key) => (overlays[key] ? overlays[key].lines : null);
  const size = (key) => (overlays[key] ? overlays[key].details.length : 0);
  line(
    "candidates",
    "road",
    some("candidates"),
    size("candidates"),
    { colour: "near_miss", weight: 3, dash: [9, 3] },
    true,
    overlays.candidates,
  );
  line(
    "power_lines",
    "power",
    some("power_lines"),
    size("power_lines"),
    { colour: "power_line", weight: 2, dash: [10, 3, 2, 3] },
    true,
    overlays.power_lines,
  );

  const fade = (view) => {
    if (outline.parts) fillOutside(view, outline, colours.paper, data.faded);
  };
  return {
    layers,
    listNames: ground.listNames,
    whenRead: ground.whenRead,
    findRiver: ground.findRiver,
    areas,
    roads,
    worked,
    draw: (view) => {
      if (areas.parts) fillAreas(view, areas, colours.land, 1);
      layers.forEach((layer, place) => {
        if (place === faded) fade(view);
        if (state.on[layer.key] && layer.draw) layer.draw(view);
      });
      if (faded === layers.length) fade(view);
      if (state.town >= 0) {
        const own = (part) => areas.of[part] === state.town;
        stroke(view, areas, { colour: "halo", weight: 7 }, own);
        stroke(view, areas, { colour: "edge", weight: 3.5 }, own);
      }
    },
    // What lies under a click, the uppermost first: a line, a work, a road, an area, a town. `close`: one has zoomed
    // in; of the whole county roads lie everywhere, and a click means the town.
    pick(x, y, near, close) {
      for (const layer of layers.slice().reverse()) {
        if (!state.on[layer.key] || !layer.overlay || layer.area) continue;
        const part = findNearest(layer.shape, x, y, near, layer.chosen);
        if (part >= 0) return { layer, item: layer.shape.of[part] };
      }
      const meant = close || !areas.parts;
      const road = meant ? findNearest(roads, x, y, near, (part) => state.on["road-" + data.roads.kind[part]]) : -1;
      if (road >= 0) return { road };
      const cover = layers.find((layer) => layer.area && state.on[layer.key]);
      const inside = cover ? findArea(cover.shape, x, y) : -1;
      if (inside >= 0) return { layer: cover, item: inside };
      const town = findArea(areas, x, y);
      return town >= 0 ? { town } : null;
    },
  };
}
