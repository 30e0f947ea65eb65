// Where names and numbers stand on a map, so that none covers another. Places and sizes are pixels. Nothing here draws.

export const boxesOverlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

// The part of a line, from `from` to `to` of its length, that lies on one side of a bound: where it ends, or begins.
const clipFrom = (step, left, from) => (step < 0 ? Math.max(from, left / step) : from);
const clipTo = (step, left, to) => (step > 0 ? Math.min(to, left / step) : to);

// Whether a line, from x and y to x and y, comes into a box.
export function cutsBox([ax, ay, bx, by], [west, north, east, south]) {
  if ((ax < west && bx < west) || (ax > east && bx > east)) return false;
  if ((ay < north && by < north) || (ay > south && by > south)) return false;
  const dx = bx - ax;
  const dy = by - ay;
  if ((dx === 0 && (ax < west || ax > east)) || (dy === 0 && (ay < north || ay > south))) return false;
  let from = clipFrom(-dx, ax - west, clipFrom(dx, east - ax, 0));
  let to = clipTo(-dx, ax - west, clipTo(dx, east - ax, 1));
  from = clipFrom(-dy, ay - north, clipFrom(dy, south - ay, from));
  to = clipTo(-dy, ay - north, clipTo(dy, south - ay, to));
  return from < to;
}

// On which side of a line, from p to q, a place lies.
const sideOf = (px, py, qx, qy, x, y) => Math.sign((qx - px) * (y - py) - (qy - py) * (x - px));

// Whether two lines cross.
export function linesCross([ax, ay, bx, by], [cx, cy, dx, dy]) {
  return (
    sideOf(ax, ay, bx, by, cx, cy) !== sideOf(ax, ay, bx, by, dx, dy) &&
    sideOf(cx, cy, dx, dy, ax, ay) !== sideOf(cx, cy, dx, dy, bx, by)
  );
}

const CELL = 64; // pixels
const cellOf = (pixels) => Math.floor(pixels / CELL);

// Dots by the square that they lie in, so that a box asks only those near it: column, then row.
function sortIntoCells(dots) {
  const columns = new Map();
  for (const dot of dots) {
    const [column, row] = dot.map(cellOf);
    if (!columns.has(column)) columns.set(column, new Map());
    const rows = columns.get(column);
    if (!rows.has(row)) rows.set(row, []);
    rows.get(row).push(dot);
  }
  return columns;
}

// How many dots a box covers, or nearly covers by so many pixels beside it and above it.
function countCovered(box, cells, beside = 5, above = 3) {
  const [west, north, east, south] = [box[0] - beside, box[1] - above, box[2] + beside, box[3] + above];
  let count = 0;
  for (let column = cellOf(west); column <= cellOf(east); column++) {
    const rows = cells.get(column);
    if (!rows) continue;
    for (let row = cellOf(north); row <= cellOf(south); row++)
      for (const [x, y] of rows.get(row) || []) if (x > west && x < east && y > north && y < south) count++;
  }
  return count;
}

// The line from a label's place to the middle of its box.
const findLeader = ({ x, y }, box) => [x, y, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2];

// labels: {x, y, seat, …}, the first the most important; a seat is placed however many there are already. A label that
// is centred stands at its place and nowhere else; it may have a size of its own, wide and high, sides of its own, and
// a group, of which there are at most mostOf[group].
// frame: west, north, east, south, within which a label's place must lie.
// width: of a label. sides: where a label of a width may stand, as steps from its place to the middle of its left edge.
// most: how many labels there may be. dots: places not to be covered; mostCovered: how many of them a label may cover.
// A label with a leader has a line from its place to its box: it crosses no label and no other leader.
// symbols: places that a label which is shy never covers; a label that is clear covers no dots either.
// Of the sides where nothing stands yet, a label takes the one that covers the fewest dots. A box: west, north, east,
// south.
export function placeLabels(labels, options) {
  const { frame, width, height, sides, most = Infinity, dots = [], mostCovered = Infinity, symbols = [] } = options;
  const { mostOf = {} } = options;
  const [dotsIn, symbolsIn] = [dots, symbols].map(sortIntoCells);
  const placed = [];
  const leaders = [];
  const counts = {};
  const isFree = (box, leader) =>
    !placed.some((other) => boxesOverlap(box, other.box) || (leader && cutsBox(leader, other.box))) &&
    !leaders.some((other) => cutsBox(other, box) || (leader && linesCross(leader, other)));
  for (const label of labels) {
    const { x, y } = label;
    if (!label.seat && placed.length >= most) break;
    if (counts[label.group] >= mostOf[label.group]) continue;
    if (frame && (x < frame[0] || x > frame[2] || y < frame[1] || y > frame[3])) continue;
    const { wide = width(label), high = height } = label;
    let best = null;
    let fewest = Infinity;
    for (const [dx, dy] of label.centred ? [[-wide / 2, 0]] : label.sides || sides(wide)) {
      const box = [x + dx, y + dy - high / 2, x + dx + wide, y + dy + high / 2];
      const covered = label.clear ? countCovered(box, dotsIn, 1, 1) : countCovered(box, dotsIn);
      if (covered >= fewest || (label.clear && covered)) continue; // which is found sooner than what is free
      if (!isFree(box, label.leader && findLeader(label, box))) continue;
      if (label.shy && countCovered(box, symbolsIn)) continue;
      best = box;
      fewest = covered;
      if (!covered) break;
    }
    if (!best || fewest > (label.clear ? 0 : mostCovered)) continue;
    placed.push({ label, box: best });
    if (label.leader) leaders.push(findLeader(label, best));
    if (label.group) counts[label.group] = (counts[label.group] || 0) + 1;
  }
  return placed;
}
