// Shapes in world coordinates, which are pixels at zoom 0: unpacked, and asked what lies where. Nothing here draws.

export const worldX = (e6) => ((e6 / 1e6 + 180) / 360) * 256;
export const worldY = (e6) => {
  const s = Math.sin(((e6 / 1e6) * Math.PI) / 180);
  return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * 256;
};

// A shape, unpacked when its vertices are first asked for: most layers are never shown.
export function unpack(packed) {
  let shape = null;
  const open = () => shape || (shape = unpackParts(packed));
  return {
    parts: packed.n.length,
    of: packed.of,
    get at() {
      return open().at;
    },
    get starts() {
      return open().starts;
    },
    get boxes() {
      return open().boxes;
    },
  };
}

// Lines come as steps of millionths of a degree; each part gets its box: west, north, east, south.
function unpackParts(packed) {
  const parts = packed.n.length;
  const at = new Float64Array(packed.xy.length);
  const starts = new Int32Array(parts + 1);
  const boxes = new Float64Array(4 * parts);
  let i = 0;
  let x = 0;
  let y = 0;
  for (let part = 0; part < parts; part++) {
    let west = Infinity;
    let north = Infinity;
    let east = -Infinity;
    let south = -Infinity;
    for (const end = i + 2 * packed.n[part]; i < end; i += 2) {
      x += packed.xy[i];
      y += packed.xy[i + 1];
      const a = (at[i] = worldX(x));
      const b = (at[i + 1] = worldY(y));
      if (a < west) west = a;
      if (a > east) east = a;
      if (b < north) north = b;
      if (b > south) south = b;
    }
    starts[part + 1] = i / 2;
    boxes.set([west, north, east, south], 4 * part);
  }
  return { at, starts, boxes };
}

export const isSeen = (shape, part, box) =>
  shape.boxes[4 * part] <= box[2] &&
  shape.boxes[4 * part + 2] >= box[0] &&
  shape.boxes[4 * part + 1] <= box[3] &&
  shape.boxes[4 * part + 3] >= box[1];

// The larger of width and height of the largest part of each area.
export function measureAreas(shape, count) {
  const sizes = new Float64Array(count);
  for (let part = 0; part < shape.parts; part++) {
    const [west, north, east, south] = shape.boxes.subarray(4 * part, 4 * part + 4);
    const area = shape.of[part];
    sizes[area] = Math.max(sizes[area], east - west, south - north);
  }
  return sizes;
}

// Which area a place lies in: the first, by counting the edges that a ray to the east crosses.
export function findArea(shape, x, y) {
  const crossed = new Map();
  for (let part = 0; part < shape.parts; part++) {
    if (!isSeen(shape, part, [x, y, x, y])) continue;
    let odd = false;
    for (let i = shape.starts[part] + 1; i < shape.starts[part + 1]; i++) {
      const ax = shape.at[2 * i - 2];
      const ay = shape.at[2 * i - 1];
      const bx = shape.at[2 * i];
      const by = shape.at[2 * i + 1];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
    }
    if (odd) crossed.set(shape.of[part], !crossed.get(shape.of[part]));
  }
  for (const [area, within] of crossed) if (within) return area;
  return -1;
}

// The nearest part within a distance, all in world coordinates; -1 where there is none.
export const findNearest = (shape, x, y, most, chosen) => measureNearest(shape, x, y, most, chosen).part;

// The same with its distance.
export function measureNearest(shape, x, y, most, chosen) {
  let best = most * most;
  let found = -1;
  const box = [x - most, y - most, x + most, y + most];
  for (let part = 0; part < shape.parts; part++) {
    if (!isSeen(shape, part, box) || (chosen && !chosen(part))) continue;
    for (let i = shape.starts[part] + 1; i < shape.starts[part + 1]; i++) {
      const ax = shape.at[2 * i - 2] - x;
      const ay = shape.at[2 * i - 1] - y;
      const dx = shape.at[2 * i] - x - ax;
      const dy = shape.at[2 * i + 1] - y - ay;
      const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
      const d = (ax + t * dx) ** 2 + (ay + t * dy) ** 2;
      if (d < best) {
        best = d;
        found = part;
      }
    }
  }
  return { part: found, far: Math.sqrt(best) };
}
