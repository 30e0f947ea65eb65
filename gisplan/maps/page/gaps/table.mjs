// The shown settlements as a table, for those who do not see the map, and to be saved.
import { writeCsv } from "../shared/csv.mjs";
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { nameFile, saveFile } from "../shared/save.mjs";
import { listShown, writeGeoJson } from "./shown_rows.mjs";

export function makeShownTable(data, state, verdicts, details, act) {
  const words = data.words;
  const fold = make("details", "gp-shown");
  const body = make("div");
  const buttons = make("p", "gp-buttons");
  const name = (ending) => nameFile(data.title, act.chosen(), ending);
  const rows = () => listShown(data, state, verdicts).map((row) => ({ ...row, said: words[row.state] || "" }));
  const saveCsv = () => {
    const keys = ["code", "name", "village", "town", "people", "said", "why"];
    const labels = [words.code, words.name, words.one_village, words.one_town, words.people, words.state, words.why];
    saveFile(
      name(".csv"),
      "text/csv",
      writeCsv(
        rows(),
        keys.map((key, k) => [key, labels[k]]),
      ),
    );
  };
  const saveGeoJson = () => saveFile(name(".geojson"), "application/geo+json", writeGeoJson(rows(), data));
  buttons.append(makeButton(words.save_csv, saveCsv), makeButton(words.save_geojson, saveGeoJson));
  buttons.append(makeButton(words.save_picture, act.savePicture));
  fold.append(make("summary", null, words.table), buttons, body);

  // Thousands of rows are made only when they are asked for.
  function fill() {
    body.replaceChildren();
    if (!fold.open) return;
    const shown = rows().map((row) => {
      const called = [row.name || row.code || "–", row.village || row.town].filter(Boolean).join(" · ");
      return [makeButton(called, () => details.go(row.i), "gp-row"), row.said, row.why];
    });
    const table = makeTable([words.name, words.state, words.why], shown);
    table.prepend(make("caption", "gp-sub", act.chosen()));
    body.append(table);
  }
  fold.ontoggle = fill;
  return { fold, fill };
}
