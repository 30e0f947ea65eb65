// What lies below and around the county, for orientation: waters, rivers, neighbouring counties. Each is a layer.
import { fillAreas, strokeLines } from "./canvas.mjs";
import { measureAreas, worldX, worldY, unpack } from "./geometry.mjs";
import { nameRivers } from "./ground_names.mjs";

const WEIGHTS = [0.8, 1.4, 2.4]; // of rivers by their size, in pixels

const NAMED = 28; // pixels

// ground: as the page has it. colours: by name, as the scheme has them now. words: what the layers are called.
// `below`: layers under everything else; `above`: over the roads. on: which are shown, by key.
export function makeGround(ground, colours, words) {
  const below = [];
  const above = [];
  const { water, rivers, neighbours } = ground;
  const lakes = water && unpack(water);
  const streams = rivers && unpack(rivers);
  const borders = neighbours && unpack(neighbours);
  if (lakes)
    below.push({
      key: "water",
      label: words.water,
      count: water.name.length,
      swatch: { fill: "lake", edge: "river" },
      draw: (view) => {
        fillAreas(view, lakes, colours.lake, 1);
        strokeLines(view, lakes, { colour: colours.river, weight: 0.8 });
      },
    });
  if (streams)
    below.push({
      key: "rivers",
      label: words.rivers,
      count: rivers.name.length,
      swatch: { line: "river" },
      draw: (view) => {
        const near = view.scale > 2 ** 11;
        for (const size of [0, 1, 2]) {
          const mark = String(size);
          const style = { colour: colours.river, weight: WEIGHTS[size] * (near ? 1.6 : 1) };
          strokeLines(view, streams, style, (part) => rivers.size[streams.of[part]] === mark);
        }
      },
    });
  if (neighbours)
    above.push({
      key: "neighbours",
      label: words.neighbours,
      count: neighbours.name.length,
      swatch: { line: "neighbour", dash: true },
      draw: (view) => strokeLines(view, borders, { colour: colours.neighbour, weight: 1.2, dash: [7, 3, 1.5, 3] }),
    });

  const sizes = lakes && measureAreas(lakes, water.name.length);
  const place = (at, i) => (at[2 * i] === null ? null : { x: worldX(at[2 * i]), y: worldY(at[2 * i + 1]) });
  // extents: of each area in world coordinates; one of less than so many pixels has no name yet.
  function* nameAreas({ name, at }, style, extents, scale) {
    for (let i = 0; i < name.length; i++) {
      const spot = name[i] && (!extents || extents[i] * scale > NAMED) ? place(at, i) : null;
      if (spot) yield { name: name[i], style, centred: true, shy: true, ...spot };
    }
  }
  // Names in the order in which they are placed. view: scale, and the frame in world coordinates. width: of a text.
  function* listNames(on, view, width) {
    if (neighbours && on.neighbours) yield* nameAreas(neighbours, "gp-neighbour");
    if (streams && on.rivers) yield* nameRivers(streams, rivers, view, width);
    if (lakes && on.water) yield* nameAreas(water, "gp-water", sizes, view.scale);
  }
  return { below, above, listNames };
}
