// What is shown, saved: as a picture, as CSV and as GeoJSON.
import { writeCsv } from "../shared/csv.mjs";
import { make, makeButton } from "../shared/elements.mjs";
import { drawPicture } from "../shared/picture.mjs";
import { nameFile, saveFile } from "../shared/save.mjs";
import { PATTERNS } from "./layers.mjs";
import { drawSettlement } from "./settlements.mjs";
import { listClasses } from "./step_sums.mjs";
import { listBuilt, writeGeoJson } from "./shown_units.mjs";

export function makeSaveShown(map, data, model, shownPlan, mapLayers, scheme, format, saidUntil) {
  const words = data.words;
  const box = make("details", "gp-save");
  const buttons = make("p", "gp-buttons");
  const name = (ending) => nameFile(data.title, words.plan, ending);
  const rows = () => listBuilt(data, model, shownPlan);
  const heads = [
    ["step", words.step],
    ["segment", words.segment],
    ["name", words.name],
    ["town", words.town],
    ["from_m", words.from_m],
    ["to_m", words.to_m],
    ["km", words.km],
    ["yuan", words.yuan],
    ["programme", words.programme],
    ["people", words.people_of_step],
    ["villages", words.villages_of_step],
    ["groups", words.groups_of_step],
    ["changed", words.by_hand],
  ];
  const listLegend = () => {
    const { steps } = shownPlan.order();
    const line = (colour) => (ink) => {
      ink.fillStyle = scheme.colours[colour];
      ink.fillRect(0, -3, 20, 6);
      return 20;
    };
    const classes = listClasses(steps, shownPlan.classes).map(([from, to], k) => [
      line("step_" + k),
      (k ? "" : words.step + " ") + (from === to ? from : from + "–" + to),
    ]);
    const dot = (kind) => (ink) => {
      ink.translate(10, 0);
      drawSettlement(ink, { kind, group: false, far: false, radius: kind === "served" ? 5 : 4.4 }, scheme.colours);
      return 20;
    };
    const programme = (_, k) => (ink) => {
      ink.strokeStyle = scheme.colours.step_1;
      ink.lineWidth = 5;
      ink.setLineDash(PATTERNS[k % PATTERNS.length] || []);
      ink.beginPath();
      ink.moveTo(0, 0);
      ink.lineTo(24, 0);
      ink.stroke();
      return 24;
    };
    return [
      [null, saidUntil()],
      ...classes,
      ...data.programmes.map((p, k) => [programme(p, k), p.label]),
      [dot("served"), words.dot_won],
      [dot("left"), words.dot_left],
      [dot("before"), words.dot_before],
      [line("reach"), words.reached],
      [line("trunk"), words.trunk],
    ];
  };
  const savePicture = () => {
    const paint = (view) => {
      mapLayers.draw(view);
      mapLayers.drawOver(view);
    };
    const canvas = drawPicture(map, data, scheme.colours, paint, listLegend());
    canvas.toBlob((picture) => saveFile(name(".png"), "image/png", picture));
  };
  buttons.append(
    makeButton(words.save_picture, savePicture),
    makeButton(words.save_csv, () => saveFile(name(".csv"), "text/csv", writeCsv(rows(), heads))),
    makeButton(words.save_geojson, () =>
      saveFile(name(".geojson"), "application/geo+json", writeGeoJson(rows(), data)),
    ),
    makeButton(words.print, () => window.print()),
  );
  box.append(make("summary", null, words.save_shown), buttons);
  return box;
}
