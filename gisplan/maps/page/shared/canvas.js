// Drawing on canvas: shapes in world coordinates (pixels at zoom 0), and a layer that paints what is in view.
"use strict";
const gpMake = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
};

// A table: the first cell of each row names it; what comes from data goes in as text.
function gpTable(heads, rows, name) {
  const table = gpMake("table", "gp-table " + (name || "")), top = gpMake("thead"), body = gpMake("tbody"), line = gpMake("tr");
  for (const one of heads) { const cell = gpMake("th", null, one); cell.scope = "col"; line.append(cell); }
  top.append(line);
  for (const cells of rows) {
    const row = gpMake("tr");
    cells.forEach((cell, k) => { const node = gpMake(k ? "td" : "th"); node.append(cell instanceof Node ? cell : String(cell ?? "–")); row.append(node); });
    body.append(row);
  }
  table.append(top, body);
  return table;
}

const gpX = (e6) => (e6 / 1e6 + 180) / 360 * 256;
const gpY = (e6) => {
  const s = Math.sin(e6 / 1e6 * Math.PI / 180);
  return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * 256;
};

// Lines come as steps of millionths of a degree; each part gets its box: west, north, east, south.
function gpUnpack(packed) {
  const parts = packed.n.length, at = new Float64Array(packed.xy.length);
  const starts = new Int32Array(parts + 1), boxes = new Float64Array(4 * parts);
  let i = 0, x = 0, y = 0;
  for (let part = 0; part < parts; part++) {
    let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
    for (const end = i + 2 * packed.n[part]; i < end; i += 2) {
      x += packed.xy[i]; y += packed.xy[i + 1];
      const a = at[i] = gpX(x), b = at[i + 1] = gpY(y);
      if (a < west) west = a;
      if (a > east) east = a;
      if (b < north) north = b;
      if (b > south) south = b;
    }
    starts[part + 1] = i / 2;
    boxes.set([west, north, east, south], 4 * part);
  }
  return {at, starts, boxes, parts, of: packed.of};
}

const gpSeen = (shape, part, box) => shape.boxes[4 * part] <= box[2] && shape.boxes[4 * part + 2] >= box[0]
  && shape.boxes[4 * part + 1] <= box[3] && shape.boxes[4 * part + 3] >= box[1];

// One part's path; vertices nearer than three quarters of a pixel to the last one are left out.
function gpTrace(view, shape, part) {
  const {ink, scale, dx, dy} = view, at = shape.at, to = shape.starts[part + 1] - 1;
  let i = shape.starts[part], lastX = at[2 * i] * scale - dx, lastY = at[2 * i + 1] * scale - dy;
  ink.moveTo(lastX, lastY);
  for (i++; i <= to; i++) {
    const x = at[2 * i] * scale - dx, y = at[2 * i + 1] * scale - dy;
    if (i < to && (x - lastX) * (x - lastX) + (y - lastY) * (y - lastY) < 0.6) continue;
    ink.lineTo(x, y);
    lastX = x; lastY = y;
  }
}

function gpStroke(view, shape, style, chosen) {
  const ink = view.ink;
  ink.beginPath();
  for (let part = 0; part < shape.parts; part++) {
    if ((!chosen || chosen(part)) && gpSeen(shape, part, view.box)) gpTrace(view, shape, part);
  }
  ink.setLineDash(style.dash || []);
  ink.lineWidth = style.weight;
  ink.globalAlpha = style.alpha || 1;
  ink.strokeStyle = style.colour;
  ink.lineJoin = "round";
  ink.stroke();
  ink.globalAlpha = 1;
  ink.setLineDash([]);
}

// Areas of one colour: rings with holes, even-odd; overlapping areas are filled one by one.
function gpFill(view, shape, colour, alpha, chosen, apart) {
  const ink = view.ink;
  ink.fillStyle = colour;
  ink.globalAlpha = alpha;
  ink.beginPath();
  for (let part = 0; part < shape.parts; part++) {
    if (chosen && !chosen(part) || !gpSeen(shape, part, view.box)) continue;
    if (apart && part && shape.of[part] !== shape.of[part - 1]) { ink.fill("evenodd"); ink.beginPath(); }
    gpTrace(view, shape, part);
    ink.closePath();
  }
  ink.fill("evenodd");
  ink.globalAlpha = 1;
}

// Which area a place lies in: the first, by counting the edges that a ray to the east crosses.
function gpInside(shape, x, y) {
  const crossed = new Map();
  for (let part = 0; part < shape.parts; part++) {
    if (!gpSeen(shape, part, [x, y, x, y])) continue;
    let odd = false;
    for (let i = shape.starts[part] + 1; i < shape.starts[part + 1]; i++) {
      const ax = shape.at[2 * i - 2], ay = shape.at[2 * i - 1], bx = shape.at[2 * i], by = shape.at[2 * i + 1];
      if ((ay > y) !== (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)) odd = !odd;
    }
    if (odd) crossed.set(shape.of[part], !crossed.get(shape.of[part]));
  }
  for (const [area, within] of crossed) if (within) return area;
  return -1;
}

// The nearest part within a distance, all in world coordinates; -1 where there is none.
function gpNearest(shape, x, y, most, chosen) {
  let best = most * most, found = -1;
  const box = [x - most, y - most, x + most, y + most];
  for (let part = 0; part < shape.parts; part++) {
    if (!gpSeen(shape, part, box) || chosen && !chosen(part)) continue;
    for (let i = shape.starts[part] + 1; i < shape.starts[part + 1]; i++) {
      const ax = shape.at[2 * i - 2] - x, ay = shape.at[2 * i - 1] - y;
      const dx = shape.at[2 * i] - x - ax, dy = shape.at[2 * i + 1] - y - ay;
      const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
      const d = (ax + t * dx) ** 2 + (ay + t * dy) ** 2;
      if (d < best) { best = d; found = part; }
    }
  }
  return found;
}

// A canvas that moves with the map and is painted anew when it has stopped.
const GpInk = L.Renderer.extend({
  options: {padding: 0.25},
  initialize(paint, options) { L.Renderer.prototype.initialize.call(this, options); this._paint = paint; },
  _initContainer() { this._container = document.createElement("canvas"); },
  _destroyContainer() { this._container.remove(); delete this._container; },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize(), canvas = this._container, ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(ratio * size.x); canvas.height = Math.round(ratio * size.y);
    canvas.style.width = size.x + "px"; canvas.style.height = size.y + "px";
    this.redraw();
  },
  redraw() {
    if (!this._map || !this._bounds) return;
    const size = this._bounds.getSize(), origin = this._map.getPixelOrigin().add(this._bounds.min);
    const ratio = window.devicePixelRatio || 1, scale = 2 ** this._map.getZoom(), ink = this._container.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.clearRect(0, 0, size.x, size.y);
    const box = [origin.x / scale, origin.y / scale, (origin.x + size.x) / scale, (origin.y + size.y) / scale];
    this._paint({ink, scale, dx: origin.x, dy: origin.y, box, size});
  },
});
