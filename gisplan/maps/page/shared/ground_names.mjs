// Where the names of rivers stand: along them, where they run straight. Nothing here draws.

const PLACES = [0.5, 0.35, 0.65, 0.2, 0.8]; // of a river's length in view, the first the best
const STRAIGHT = 0.9; // the ends of a name lie so much of its length apart
const FAR_SCALE = 2 ** 11; // below it only large rivers are named

// shape: the rivers' lines. rivers: {name, size} of each river. view: {scale, box} in world coordinates. width: of a
// name in pixels. One label of each name: {name, x, y, angle, …}; the angle is in degrees, and no name is upside down.
export function nameRivers(shape, rivers, view, width) {
  const runs = new Map();
  for (let part = 0; part < shape.parts; part++) {
    const river = shape.of[part];
    const name = rivers.name[river];
    if (!name || (view.scale <= FAR_SCALE && rivers.size[river] !== "2")) continue;
    for (const run of findRuns(shape, part, view)) {
      const best = runs.get(name);
      if (!best || run.length > best.length) runs.set(name, run);
    }
  }
  const labels = [];
  for (const [name, run] of runs) {
    const spot = findStraight(run, width({ name }) / view.scale);
    if (spot) labels.push({ name, style: "gp-water", centred: true, shy: true, ...spot });
  }
  return labels;
}

// The stretches of a part whose vertices lie in view: their vertices, and the way to each from the first.
function findRuns(shape, part, { box }) {
  const runs = [];
  let run = null;
  for (let i = shape.starts[part]; i < shape.starts[part + 1]; i++) {
    const x = shape.at[2 * i];
    const y = shape.at[2 * i + 1];
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) {
      run = null;
      continue;
    }
    if (!run) {
      run = { points: [], way: [], length: 0 };
      runs.push(run);
    } else {
      const [a, b] = run.points[run.points.length - 1];
      run.length += Math.hypot(x - a, y - b);
    }
    run.points.push([x, y]);
    run.way.push(run.length);
  }
  return runs;
}

// Where a stretch is straight enough for a name of a length; null where it is nowhere, or too short.
function findStraight(run, long) {
  if (run.length < 1.5 * long) return null;
  for (const share of PLACES) {
    const middle = Math.min(Math.max(share * run.length, long / 2), run.length - long / 2);
    const [ax, ay] = walk(run, middle - long / 2);
    const [bx, by] = walk(run, middle + long / 2);
    if (Math.hypot(bx - ax, by - ay) < STRAIGHT * long) continue;
    const angle = (Math.atan2(by - ay, bx - ax) * 180) / Math.PI;
    const upright = angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
    return { x: (ax + bx) / 2, y: (ay + by) / 2, angle: Math.round(upright) };
  }
  return null;
}

// The place on a stretch so far along it.
function walk({ points, way }, along) {
  let i = 1;
  while (i < way.length - 1 && way[i] < along) i++;
  const t = Math.max(0, Math.min(1, (along - way[i - 1]) / (way[i] - way[i - 1] || 1)));
  const [a, b] = points[i - 1];
  const [c, d] = points[i];
  return [a + t * (c - a), b + t * (d - b)];
}
