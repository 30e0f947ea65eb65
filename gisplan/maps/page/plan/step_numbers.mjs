// Where the numbers of the steps may stand: beside their longest stretch, over no road. Nothing here draws.
const HIGH = 16;
const DISTANCES = [5, 10, 16, 24, 34, 46]; // pixels from a stretch to the box of its number
const FAR_DISTANCES = [...DISTANCES, 58, 72, 88, 106, 126]; // on a small map, whose roads leave little room
const ANGLES = [3, 1, 0, 4, 7, 5, 2, 6, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5].map((eighth) => (eighth * Math.PI) / 4);
const EVERY = 6; // pixels between the places of a road that a number may not cover

// The longest part of each step in a shape of the units; step: of each unit, -1 for none. In the order of the steps.
export function findFlags(lines, step) {
  const flags = [];
  const size = (part) =>
    lines.boxes[4 * part + 2] - lines.boxes[4 * part] + (lines.boxes[4 * part + 3] - lines.boxes[4 * part + 1]);
  for (let part = 0; part < lines.parts; part++) {
    const k = step[lines.of[part]];
    if (k >= 0 && (flags[k] === undefined || size(part) > size(flags[k]))) flags[k] = part;
  }
  return flags;
}

export function findMiddle(lines, part) {
  const at = (lines.starts[part] + lines.starts[part + 1] - 1) >> 1;
  return [lines.at[2 * at], lines.at[2 * at + 1]];
}

// Places around a stretch where the box of a number may stand, the near ones first.
function listSides(wide, distances) {
  const sides = [];
  for (const far of distances)
    for (const angle of ANGLES) {
      const [dx, dy] = [Math.cos(angle), -Math.sin(angle)];
      const edge = Math.min(wide / 2 / (Math.abs(dx) || 1e-9), HIGH / 2 / (Math.abs(dy) || 1e-9));
      sides.push([(far + edge) * dx - wide / 2, (far + edge) * dy]);
    }
  return sides;
}

// A number for each flag of a step below `until`: the last one first, which the slider asks for, then from the first.
// isSmall: whether the map is small, so that numbers stand farther from their roads.
export function listNumbers(lines, flags, { until, steps, colourOf, isSmall }) {
  const some = flags.flatMap((_, k) => (k < until ? [k] : []));
  if (until < steps && some.length) some.unshift(some.pop());
  return some.map((k) => {
    const [x, y] = findMiddle(lines, flags[k]);
    const wide = 10 + 7 * String(k + 1).length;
    return {
      name: String(k + 1),
      style: "gp-number",
      colour: colourOf(k),
      group: "numbers",
      clear: true,
      leader: true,
      wide,
      high: HIGH,
      sides: listSides(wide, isSmall ? FAR_DISTANCES : DISTANCES),
      x,
      y,
    };
  });
}

// Places along the parts that are chosen, in pixels at a scale, within a box in world coordinates.
export function sampleLines(lines, { scale, box }, chosen) {
  const places = [];
  const inside = (x, y) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
  for (let part = 0; part < lines.parts; part++) {
    if (!chosen(part)) continue;
    const [west, north, east, south] = lines.boxes.subarray(4 * part, 4 * part + 4);
    if (west > box[2] || east < box[0] || north > box[3] || south < box[1]) continue;
    let left = 0;
    for (let i = lines.starts[part] + 1; i < lines.starts[part + 1]; i++) {
      const ax = lines.at[2 * i - 2];
      const ay = lines.at[2 * i - 1];
      const dx = lines.at[2 * i] - ax;
      const dy = lines.at[2 * i + 1] - ay;
      const long = Math.hypot(dx, dy) * scale;
      let along = left;
      for (; along <= long; along += EVERY) {
        const t = long ? along / long : 0;
        if (inside(ax + t * dx, ay + t * dy)) places.push([(ax + t * dx) * scale, (ay + t * dy) * scale]);
      }
      left = along - long;
    }
  }
  return places;
}
