// What lies below and around the county: relief, waters, rivers, neighbouring counties. Each is a layer.
import { fillAreas, strokeLines } from "./canvas.mjs";
import { measureAreas, worldX, worldY, unpack } from "./geometry.mjs";
import { nameRivers } from "./ground_names.mjs";
import { fillWords } from "./wording.mjs";

const WEIGHTS = [0.8, 1.4, 2.4]; // of rivers by their size, in pixels

const NAMED = 28; // pixels

// The relief: a picture of black, here and there more opaque; only what of it is in view is drawn.
function makeShades({ box, shaded }, scheme, picture) {
  const [west, south, east, north] = box.map((degrees) => degrees * 1e6);
  const [left, top, right, bottom] = [worldX(west), worldY(north), worldX(east), worldY(south)];
  return ({ ink, scale, dx, dy, box: seen }) => {
    const from = [Math.max(left, seen[0]), Math.max(top, seen[1])];
    const to = [Math.min(right, seen[2]), Math.min(bottom, seen[3])];
    if (!picture.complete || !picture.naturalWidth || from[0] >= to[0] || from[1] >= to[1]) return;
    const across = picture.naturalWidth / (right - left);
    const down = picture.naturalHeight / (bottom - top);
    const size = [to[0] - from[0], to[1] - from[1]];
    const cut = [(from[0] - left) * across, (from[1] - top) * down, size[0] * across, size[1] * down];
    ink.globalAlpha = shaded[scheme.name];
    ink.drawImage(picture, ...cut, from[0] * scale - dx, from[1] * scale - dy, size[0] * scale, size[1] * scale);
    ink.globalAlpha = 1;
  };
}

// ground: as the page has it. words: what the layers are called.
// `below`: layers under everything else; `above`: over the roads. on: which are shown, by key.
export function makeGround(ground, scheme, words) {
  const colours = scheme.colours;
  const below = [];
  const above = [];
  const { relief, water, rivers, neighbours } = ground;
  const lakes = water && unpack(water);
  const streams = rivers && unpack(rivers);
  const borders = neighbours && unpack(neighbours);
  const picture = relief ? new Image() : null;
  if (relief) {
    picture.src = relief.image;
    below.push({
      key: "relief",
      label: words.relief + " · " + fillWords(words.metres, relief.lowest, relief.highest),
      swatch: { fill: "shade" },
      draw: makeShades(relief, scheme, picture),
    });
  }
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
  // The box of all rivers of a name, in world coordinates.
  function findRiver(name) {
    const parts = [...streams.of].flatMap((river, part) => (rivers.name[river] === name ? [part] : []));
    const side = (k, best) => Math[best](...parts.map((part) => streams.boxes[4 * part + k]));
    return [side(0, "min"), side(1, "min"), side(2, "max"), side(3, "max")];
  }
  // Names in the order in which they are placed. view: scale, and the frame in world coordinates. width: of a text.
  function* listNames(on, view, width) {
    if (neighbours && on.neighbours) yield* nameAreas(neighbours, "gp-neighbour");
    if (streams && on.rivers) yield* nameRivers(streams, rivers, view, width);
    if (lakes && on.water) yield* nameAreas(water, "gp-water", sizes, view.scale);
  }
  // Run when the relief has been read, at once where there is none: so that everything is drawn once.
  function whenRead(run) {
    if (!picture || picture.complete) run();
    else picture.onload = picture.onerror = run;
  }
  return { below, above, listNames, findRiver, whenRead };
}
