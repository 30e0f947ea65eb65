// Drawing on canvas: shapes in world coordinates, and a layer of the map that paints what is in view.
import { isSeen } from "./geometry.mjs";

// One part's path; vertices nearer than three quarters of a pixel to the last one are left out.
function tracePart(view, shape, part) {
  const { ink, scale, dx, dy } = view;
  const at = shape.at;
  const to = shape.starts[part + 1] - 1;
  let i = shape.starts[part];
  let lastX = at[2 * i] * scale - dx;
  let lastY = at[2 * i + 1] * scale - dy;
  ink.moveTo(lastX, lastY);
  for (i++; i <= to; i++) {
    const x = at[2 * i] * scale - dx;
    const y = at[2 * i + 1] * scale - dy;
    if (i < to && (x - lastX) * (x - lastX) + (y - lastY) * (y - lastY) < 0.6) continue;
    ink.lineTo(x, y);
    lastX = x;
    lastY = y;
  }
}

// style.under: a wider line below each, of a colour and weight; the path is traced once for both.
export function strokeLines(view, shape, style, chosen) {
  const ink = view.ink;
  ink.beginPath();
  for (let part = 0; part < shape.parts; part++) {
    if ((!chosen || chosen(part)) && isSeen(shape, part, view.box)) tracePart(view, shape, part);
  }
  ink.lineJoin = "round";
  if (style.under) {
    ink.lineWidth = style.under.weight;
    ink.strokeStyle = style.under.colour;
    ink.stroke();
  }
  ink.setLineDash(style.dash || []);
  ink.lineWidth = style.weight;
  ink.globalAlpha = style.alpha || 1;
  ink.strokeStyle = style.colour;
  ink.stroke();
  ink.globalAlpha = 1;
  ink.setLineDash([]);
}

// Areas of one colour: rings with holes, even-odd; overlapping areas are filled one by one.
export function fillAreas(view, shape, colour, alpha, chosen, apart) {
  const ink = view.ink;
  ink.fillStyle = colour;
  ink.globalAlpha = alpha;
  ink.beginPath();
  for (let part = 0; part < shape.parts; part++) {
    if ((chosen && !chosen(part)) || !isSeen(shape, part, view.box)) continue;
    if (apart && part && shape.of[part] !== shape.of[part - 1]) {
      ink.fill("evenodd");
      ink.beginPath();
    }
    tracePart(view, shape, part);
    ink.closePath();
  }
  ink.fill("evenodd");
  ink.globalAlpha = 1;
}

// All that lies outside of rings, of one colour.
export function fillOutside(view, shape, colour, alpha) {
  const { ink, size } = view;
  ink.fillStyle = colour;
  ink.globalAlpha = alpha;
  ink.beginPath();
  ink.rect(0, 0, size.x, size.y);
  for (let part = 0; part < shape.parts; part++) {
    if (!isSeen(shape, part, view.box)) continue;
    tracePart(view, shape, part);
    ink.closePath();
  }
  ink.fill("evenodd");
  ink.globalAlpha = 1;
}

// A canvas that moves with the map and is painted anew when it has stopped.
export const CanvasLayer = L.Renderer.extend({
  options: { padding: 0.25 },
  initialize(paint, options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._paint = paint;
  },
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true"); // what it shows stands in tables
  },
  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const canvas = this._container;
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(ratio * size.x);
    canvas.height = Math.round(ratio * size.y);
    canvas.style.width = size.x + "px";
    canvas.style.height = size.y + "px";
    this.redraw();
  },
  redraw() {
    if (!this._map || !this._bounds) return;
    const size = this._bounds.getSize();
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    const ratio = window.devicePixelRatio || 1;
    const scale = 2 ** this._map.getZoom();
    const ink = this._container.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.clearRect(0, 0, size.x, size.y);
    const box = [origin.x / scale, origin.y / scale, (origin.x + size.x) / scale, (origin.y + size.y) / scale];
    this._paint({ ink, scale, dx: origin.x, dy: origin.y, box, size });
  },
});
