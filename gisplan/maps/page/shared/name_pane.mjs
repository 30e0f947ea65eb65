// The names on the map: placed anew whenever it has moved.
import { make } from "./elements.mjs";
import { placeLabels } from "./label_placement.mjs";

export function makeNamePane(map) {
  const pane = map.createPane("gp-names");
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "12px sans-serif";
  const width = (label) => pen.measureText(label.name).width * (label.seat ? 1.3 : 1) + 6;
  const clear = () => pane.replaceChildren();
  map.on("zoomstart", clear);

  // labels: {name, x, y, seat} in world coordinates. dots: places not to be covered, in the world's pixels at this
  // zoom.
  // The other options are those of `placeLabels`.
  function draw(labels, { dots = [], ...options }) {
    const scale = 2 ** map.getZoom();
    const origin = map.getPixelOrigin();
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    function* inPixels() {
      for (const { name, x, y, seat, town } of labels) {
        yield { name, seat, town, x: x * scale - origin.x, y: y * scale - origin.y };
      }
    }
    const placed = placeLabels(inPixels(), {
      frame: [corner.x - 20, corner.y, corner.x + size.x, corner.y + size.y],
      width,
      height: 18,
      dots: dots.map(([x, y]) => [x - origin.x, y - origin.y]),
      ...options,
    });
    clear();
    for (const { label, box } of placed) {
      const node = make("span", "gp-name" + (label.seat ? " gp-seat" : ""), label.name);
      if (label.town >= 0) node.dataset.town = label.town; // what a click on the name asks for
      L.DomUtil.setPosition(node, L.point(box[0], box[1]));
      pane.append(node);
    }
  }
  return { clear, draw };
}
