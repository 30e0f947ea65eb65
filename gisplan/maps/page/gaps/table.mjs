// The shown settlements as a table over the lower half of the map, sorted by its columns, and to be saved.
import { writeCsv } from "../shared/csv.mjs";
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { nameFile, saveFile } from "../shared/save.mjs";
import { sortRows } from "../shared/sort_rows.mjs";
import { listShown, writeGeoJson } from "./shown_rows.mjs";

export function makeShownTable(data, state, verdicts, details, act) {
  const words = data.words;
  const sheet = make("section", "gp-sheet");
  const body = make("div", "gp-sheet-body");
  const order = { key: null, down: false };
  const name = (ending) => nameFile(data.title, act.chosen(), ending);
  const say = (judged) => (judged ? words.yes : words.no);
  const rows = () =>
    listShown(data, state, verdicts).map((row) => ({
      ...row,
      said: words[row.state] || "",
      own: words[row.village_state] || "",
      judged_said: say(row.judged),
    }));
  const columns = [
    ["name", words.name],
    ["village", words.one_village],
    ["town", words.one_town],
    ["people", words.people, true],
    ["missed_count", words.missed_count, true],
    ["missed", words.missed_names],
    ["judged_said", words.judged_column],
    ["said", words.state],
    ["why", words.why],
  ];
  const saveCsv = () => {
    const heads = [["code", words.code], ...columns.map(([key, label]) => [key, label])];
    if (data.exits) heads.push(["own", words.verdict]);
    saveFile(name(".csv"), "text/csv", writeCsv(rows(), heads));
  };
  const saveGeoJson = () => saveFile(name(".geojson"), "application/geo+json", writeGeoJson(rows(), data));

  const close = () => {
    sheet.classList.remove("gp-open");
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  };
  const open = () => {
    sheet.classList.toggle("gp-open");
    opener.setAttribute("aria-expanded", String(sheet.classList.contains("gp-open")));
    fill();
    if (sheet.classList.contains("gp-open")) shut.focus();
  };
  const opener = makeButton(words.table, open, "gp-button gp-opener");
  opener.setAttribute("aria-expanded", "false");
  const shut = makeButton("×", close, "gp-close");
  shut.setAttribute("aria-label", words.close);
  sheet.setAttribute("aria-label", words.table);
  // a button that is made anew while its click goes on lies in the sheet no longer: the map must not get the click
  sheet.addEventListener("click", (e) => e.stopPropagation());
  sheet.addEventListener("keydown", (e) => {
    if (e.key === "Escape") close();
  });
  const said = make("h2");
  const head = make("header");
  const buttons = make("p", "gp-buttons");
  buttons.append(makeButton(words.save_csv, saveCsv), makeButton(words.save_geojson, saveGeoJson));
  buttons.append(makeButton(words.save_picture, act.savePicture));
  head.append(said, buttons, shut);
  sheet.append(head, body);

  const sortBy = (key, number) => {
    order.down = order.key === key ? !order.down : Boolean(number);
    order.key = key;
    fill();
    body.querySelector('[data-key="' + key + '"]').focus();
  };
  const makeHead = ([key, label, number]) => {
    const mark = order.key === key ? (order.down ? " ▼" : " ▲") : "";
    const button = makeButton(label + mark, () => sortBy(key, number), "gp-sort");
    button.dataset.key = key;
    return button;
  };
  // Thousands of rows are made only when they are asked for.
  function fill() {
    body.replaceChildren();
    if (!sheet.classList.contains("gp-open")) return;
    const listed = rows();
    const sorted = order.key ? sortRows(listed, order.key, order.down) : listed;
    const groups = listed.some((row) => row.village !== (row.name || row.code));
    const shown = columns.filter(([key]) => (key === "village" ? groups : key !== "judged_said" || data.exits));
    const table = makeTable(
      shown.map(makeHead),
      sorted.map((row) =>
        shown.map(([key, , number]) => {
          if (key === "name") return makeButton(row.name || row.code || "–", () => details.go(row.i), "gp-row");
          return number ? details.number(row[key]) : row[key];
        }),
      ),
    );
    table.querySelectorAll("thead th").forEach((cell, k) => {
      const [key, , number] = shown[k];
      if (number) cell.className = "gp-number-head";
      cell.setAttribute("aria-sort", order.key !== key ? "none" : order.down ? "descending" : "ascending");
    });
    shown.forEach(([, , number], k) => {
      if (number) table.querySelectorAll("tbody tr").forEach((row) => row.children[k].classList.add("gp-figure"));
    });
    said.textContent = act.chosen() + " · " + details.number(listed.length);
    body.append(table);
  }
  return { opener, sheet, fill };
}
