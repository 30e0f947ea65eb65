// The works of the ledger on canvas: a colour for the last milestone, a broad edge around what is late.
import { unpack, worldX, worldY } from "../shared/geometry.mjs";
import { arrangeRows, colourOfStage, countStages, listLedgerLayers } from "./ledger_works.mjs";

const RAISED = 17; // a work stands on a stem, as its village is often in the same place; pixels
const ROW = 15; // pixels between works in one place
const HALF = 5.5;
const SMALL = 3.5; // of the whole county

// The bands of works that have lines, below the roads, as layers of the map.
export function makeLedgerLayers(data, stroke) {
  return listLedgerLayers(data).map((key) => {
    const overlay = data.overlays[key];
    const shape = unpack(overlay.lines);
    const isThere = (part) => overlay.listed[shape.of[part]];
    return {
      key,
      works: key,
      sector: { broadcasting: "broadcast" }[overlay.work_kind] || overlay.work_kind,
      label: data.desk.texts.label.replace("{0}", () => overlay.label),
      swatch: { square: overlay.stages[overlay.stages.length - 1].colour },
      get count() {
        return countStages(overlay).all;
      },
      shape,
      overlay,
      chosen: isThere,
      draw(view) {
        const late = (part) => isThere(part) && overlay.late[shape.of[part]].length;
        stroke(view, shape, { colour: "missed", weight: 10, wide: true }, late);
        stroke(view, shape, { colour: "edge", weight: 7, wide: true }, isThere);
        overlay.stages.forEach((_, stage) => drawStage(view, shape, overlay, stage));
        drawStage(view, shape, overlay, -1);
      },
    };
  });
  function drawStage(view, shape, overlay, stage) {
    const mine = (part) => overlay.listed[shape.of[part]] && overlay.stage[shape.of[part]] === stage;
    stroke(view, shape, { colour: colourOfStage(overlay, stage), weight: 5.4, wide: true }, mine);
  }
}

export function makeLedgerSymbols(data, state, colours) {
  const keys = listLedgerLayers(data);
  const overlays = keys.map((key) => data.overlays[key]);
  let places = [];
  let rows = [];
  const arrange = () => {
    rows = arrangeRows(overlays);
    places = overlays.map(({ x, y }) =>
      Float64Array.from(x.flatMap((east, i) => (east === null ? [NaN, NaN] : [worldX(east), worldY(y[i])]))),
    );
  };
  arrange();
  // lift and shift of the middle of a symbol from its place, in pixels
  const isLarge = (scale) => scale > 2 ** 11;
  const lift = (scale) => (isLarge(scale) ? RAISED : 0);
  const shift = (layer, i, scale) => (isLarge(scale) ? ROW : 2 * SMALL + 1) * rows[layer][i];

  function drawOne(ink, overlay, i, [x, foot], scale) {
    const half = isLarge(scale) ? HALF : SMALL;
    const y = foot - lift(scale);
    const late = overlay.late[i].length > 0;
    const edge = late ? (isLarge(scale) ? 3.2 : 2) : 1.2;
    ink.fillStyle = colours.edge;
    if (isLarge(scale)) ink.fillRect(x - 0.7, y, 1.4, RAISED);
    if (late) {
      ink.fillStyle = colours.halo;
      ink.fillRect(x - half - edge - 1.2, y - half - edge - 1.2, 2 * (half + edge + 1.2), 2 * (half + edge + 1.2));
      ink.fillStyle = colours.missed;
    }
    ink.fillRect(x - half - edge, y - half - edge, 2 * (half + edge), 2 * (half + edge));
    ink.fillStyle = colours[colourOfStage(overlay, overlay.stage[i])];
    ink.fillRect(x - half, y - half, 2 * half, 2 * half);
  }
  function draw(view, isVisible, put) {
    keys.forEach((key, layer) => {
      if (!state.on[key]) return;
      const overlay = overlays[layer];
      overlay.stage.forEach((_, i) => {
        if (!overlay.listed[i] || !isVisible(view, places[layer], i)) return;
        const [x, y] = put(places[layer], i);
        drawOne(view.ink, overlay, i, [x + shift(layer, i, view.scale), y], view.scale);
      });
    });
  }
  // Say of each work that is shown where its symbol stands.
  function consider(tell, scale) {
    keys.forEach((key, layer) => {
      if (!state.on[key]) return;
      overlays[layer].stage.forEach((_, i) => {
        if (!overlays[layer].listed[i]) return;
        const moved = [places[layer][2 * i] + shift(layer, i, scale) / scale, places[layer][2 * i + 1]];
        tell(moved, 0, { work: key, item: i }, lift(scale) / scale);
      });
    });
  }
  return { arrange, draw, consider };
}
