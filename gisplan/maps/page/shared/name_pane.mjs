// The names on the map: placed anew whenever it has moved.
import { make } from "./elements.mjs";
import { placeLabels } from "./label_placement.mjs";
import { styleColour } from "./scheme.mjs";

const HIGH = 19; // pixels
const SEAT_HIGH = 21;
const EDGE = 200; // pixels beyond the frame into which a name may reach

// The box that a turned text takes.
function measureTurned(wide, high, angle) {
  const [sin, cos] = [Math.sin, Math.cos].map((of) => Math.abs(of((angle * Math.PI) / 180)));
  return { wide: wide * cos + high * sin, high: wide * sin + high * cos };
}

// A turned text in the middle of its box.
function turn(node, label, box) {
  const text = make("span", "gp-turned");
  text.style.transform = "translate(-50%, -50%) rotate(" + label.angle + "deg)";
  node.style.width = box[2] - box[0] + "px";
  node.style.height = box[3] - box[1] + "px";
  node.dataset.angle = label.angle;
  node.append(text);
  return text;
}

// A line from the middle of a label's box to its place.
function makeLeader({ x, y }, box) {
  const [dx, dy] = [x - (box[0] + box[2]) / 2, y - (box[1] + box[3]) / 2];
  const line = make("i", "gp-leader");
  line.style.width = Math.hypot(dx, dy) + "px";
  line.style.transform = "rotate(" + Math.atan2(dy, dx) + "rad)";
  line.dataset.step = [dx, dy].join(" "); // what a picture of the map draws
  return line;
}

export function makeNamePane(map) {
  const pane = map.createPane("gp-names");
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "12px sans-serif";
  const width = (label) => pen.measureText(label.name).width * (label.seat ? 1.3 : 1) + 6;
  const clear = () => pane.replaceChildren();
  map.on("zoomstart", clear);
  // The scale, and what is in view in world coordinates.
  const findView = () => {
    const scale = 2 ** map.getZoom();
    const { min, max } = map.getPixelBounds();
    return { scale, box: [min.x / scale, min.y / scale, max.x / scale, max.y / scale] };
  };

  // labels: {name, x, y, seat} in world coordinates; some have a style (a class), a colour (its
  // name), and an angle in degrees.
  // dots, symbols: places not to be covered, in the world's pixels at this zoom.
  // The other options are those of `placeLabels`.
  function draw(labels, { dots = [], symbols = [], ...options }) {
    const scale = 2 ** map.getZoom();
    const origin = map.getPixelOrigin();
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    function* inPixels() {
      for (const label of labels) {
        const turned = label.angle ? measureTurned(width(label), HIGH, label.angle) : {};
        yield {
          high: label.seat ? SEAT_HIGH : HIGH,
          ...label,
          ...turned,
          x: label.x * scale - origin.x,
          y: label.y * scale - origin.y,
        };
      }
    }
    const frame = [corner.x - 20, corner.y, corner.x + size.x, corner.y + size.y];
    const inView = ([x, y]) => x > frame[0] - EDGE && x < frame[2] + EDGE && y > frame[1] - EDGE && y < frame[3] + EDGE;
    const shift = (points) => points.map(([x, y]) => [x - origin.x, y - origin.y]).filter(inView);
    const placed = placeLabels(inPixels(), {
      frame,
      width,
      height: HIGH,
      dots: shift(dots),
      symbols: shift(symbols),
      ...options,
    });
    clear();
    for (const { label, box } of placed) {
      const node = make("span", "gp-name" + (label.seat ? " gp-seat" : "") + (label.style ? " " + label.style : ""));
      const text = label.angle ? turn(node, label, box) : node;
      text.append(label.name);
      if (label.colour) node.style.setProperty("--own", styleColour(label.colour));
      if (label.town >= 0) node.dataset.town = label.town; // what a click on the name asks for
      if (label.leader) node.append(makeLeader(label, box));
      L.DomUtil.setPosition(node, L.point(box[0], box[1]));
      pane.append(node);
    }
  }
  return { clear, draw, findView, width };
}
