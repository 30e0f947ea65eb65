// What is shown, saved: as a picture, as CSV and as GeoJSON.
import { writeCsv } from "../shared/csv.mjs";
import { make, makeButton } from "../shared/elements.mjs";
import { drawPicture } from "../shared/picture.mjs";
import { nameFile, saveFile } from "../shared/save.mjs";
import { listLegend, listShown } from "./legend_entries.mjs";
import { drawSettlement, findRadius } from "./settlements.mjs";
import { listBuilt, writeGeoJson } from "./shown_units.mjs";

export function makeSaveShown(map, data, model, shownPlan, mapLayers, viewState, scheme, format, said) {
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
  const mark = ({ line, dot }) =>
    dot ? markSettlement(dot, scheme.colours) : markLine(scheme.colours[line.colour], line.dash, line.weight);
  const listMarks = () => {
    const sections = listLegend(data, model, shownPlan, mapLayers, viewState, model.totals(), format);
    const entries = sections.flatMap((section) => listShown(section.entries, viewState.on));
    const first = entries.findIndex((entry) => entry.isClass);
    const label = (entry, k) => (k === first ? words.step + " " : "") + entry.label;
    return [[null, said.until()], ...entries.map((entry, k) => [mark(entry), label(entry, k)])];
  };
  const savePicture = () => {
    const paint = (view) => {
      mapLayers.draw(view);
      mapLayers.drawOver(view);
    };
    const canvas = drawPicture(map, { ...data, headline: said.headline() }, scheme.colours, paint, listMarks());
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

// Marks of the picture's legend draw around the origin, and return their width.
const markLine = (colour, dash, weight) => (ink) => {
  ink.strokeStyle = colour;
  ink.lineWidth = weight;
  ink.setLineDash(dash || []);
  ink.beginPath();
  ink.moveTo(0, 0);
  ink.lineTo(24, 0);
  ink.stroke();
  return 24;
};

const markSettlement = (settlement, colours) => (ink) => {
  ink.translate(10, 0);
  drawSettlement(ink, { ...settlement, radius: findRadius(settlement) }, colours);
  return 20;
};
