// A distance on the map: while the button is pressed, each click adds a point, and the length so far is shown. A double
// click ends it and keeps the line, Escape ends it without one, Backspace takes the last point back.
import { make, makeButton } from "../shared/elements.mjs";
import { makeNumberFormat, writeLength } from "../shared/wording.mjs";

export function makeMeasure(map, data, redraw) {
  const number = makeNumberFormat(data.lang, null);
  const said = make("p", "gp-measured");
  said.setAttribute("role", "status");
  const measure = { on: false, said };
  let points = [];
  const tell = () => {
    let metres = 0;
    for (let k = 1; k < points.length; k++) metres += map.distance(points[k - 1], points[k]);
    const length = writeLength(metres, data.words, number);
    said.textContent = points.length < 2 ? data.words.measure_how : length;
    said.style.display = measure.on || points.length > 1 ? "block" : "none";
    measure.button.setAttribute("aria-pressed", String(measure.on));
    redraw();
  };
  const turn = (on, kept) => {
    measure.on = on;
    points = kept;
    map.doubleClickZoom[on ? "disable" : "enable"]();
    tell();
  };
  measure.add = (latlng) => {
    const last = points[points.length - 1];
    if (!last || map.distance(last, latlng) > 0) points.push(latlng);
    tell();
  };
  measure.button = makeButton(data.words.measure, () => turn(!measure.on, []), "gp-measure");
  measure.button.setAttribute("aria-pressed", "false");
  said.style.display = "none";
  map.on("dblclick", () => {
    if (measure.on) setTimeout(() => turn(false, points)); // the zoom of this double click is still disabled
  });
  document.addEventListener("keydown", (e) => {
    if (e.target.matches("input, textarea, select")) return;
    if (e.key === "Escape" && (measure.on || points.length)) turn(false, []);
    if (e.key === "Backspace" && measure.on) {
      e.preventDefault();
      points.pop();
      tell();
    }
  });
  measure.draw = ({ ink, scale, dx, dy }, colours) => {
    const places = points.map((point) => map.project(point, 0)).map(({ x, y }) => [x * scale - dx, y * scale - dy]);
    for (const [colour, weight, dash] of [
      [colours.halo, 7, []],
      [colours.near_miss, 3, [9, 5]],
    ]) {
      ink.setLineDash(dash);
      ink.beginPath();
      places.forEach(([x, y], k) => (k ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      if (places.length === 1) ink.arc(...places[0], 2, 0, 7);
      ink.strokeStyle = colour;
      ink.lineWidth = weight;
      ink.stroke();
    }
    ink.setLineDash([]);
  };
  return measure;
}
