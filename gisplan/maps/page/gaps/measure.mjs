// A distance on the map: while the button is pressed, each click adds a point, and the length so far is shown.
import { make, makeButton } from "../shared/elements.mjs";

export function makeMeasure(map, data, redraw) {
  const number = (value, digits) => value.toLocaleString(data.lang, { maximumFractionDigits: digits });
  const said = make("p", "gp-measured");
  said.setAttribute("role", "status");
  const measure = { on: false, said };
  let points = [];
  const tell = () => {
    let metres = 0;
    for (let k = 1; k < points.length; k++) metres += map.distance(points[k - 1], points[k]);
    const length = metres < 1000 ? number(metres, 0) + " m" : number(metres / 1000, 2) + " km";
    said.textContent = points.length < 2 ? data.words.measure_how : length;
    said.style.display = measure.on ? "block" : "none";
    redraw();
  };
  measure.add = (latlng) => {
    points.push(latlng);
    tell();
  };
  measure.button = makeButton(
    data.words.measure,
    () => {
      measure.on = !measure.on;
      points = [];
      measure.button.setAttribute("aria-pressed", String(measure.on));
      tell();
    },
    "gp-measure",
  );
  measure.button.setAttribute("aria-pressed", "false");
  said.style.display = "none";
  measure.draw = ({ ink, scale, dx, dy }, colours) => {
    const places = points.map((point) => map.project(point, 0)).map(({ x, y }) => [x * scale - dx, y * scale - dy]);
    for (const [colour, weight] of [
      [colours.halo, 7],
      [colours.edge, 3],
    ]) {
      ink.beginPath();
      places.forEach(([x, y], k) => (k ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      if (places.length === 1) ink.arc(...places[0], 2, 0, 7);
      ink.strokeStyle = colour;
      ink.lineWidth = weight;
      ink.stroke();
    }
  };
  return measure;
}
