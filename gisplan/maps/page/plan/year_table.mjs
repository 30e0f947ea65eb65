// In the panel of a scenario: what each programme builds in which year, and the year of what is put in.
import { make, makeTable } from "../shared/elements.mjs";
import { fillWords } from "../shared/wording.mjs";
import { findOverspent, sumYears } from "./desk_edits.mjs";

export function makeYearTable(data, model, deskEdits, format) {
  const { words, years } = data.desk;
  const box = make("details", "gp-section gp-years");
  const body = make("div");
  box.open = true;
  box.append(make("summary", null, words.by_year));
  if (years.length) box.append(makeChoice());
  box.append(body);

  function makeChoice() {
    const label = make("label", "gp-tick");
    const choice = make("select");
    const options = [[words.no_year, ""], ...years.map((year) => [String(year), String(year)])];
    for (const [text, value] of options) {
      const option = make("option", null, text);
      option.value = value;
      choice.append(option);
    }
    choice.onchange = () => deskEdits.choose(choice.value ? Number(choice.value) : null);
    label.append(make("span", null, words.put_in_year), choice);
    return label;
  }
  const name = (k) => (k < 0 ? "–" : data.programmes[k].label);
  function refresh() {
    const rows = sumYears(data, model, deskEdits.yearOf);
    const heads = [data.words.programme, words.year, format.inUnit(data.words.length, data.words.km)];
    if (format.hasMoney) heads.push(format.inUnit(data.words.cost, data.words.yuan));
    const cells = rows.map((row) => {
      const year = row.year === null ? words.no_year : String(row.year);
      const shown = [name(row.programme), year, format.kmNumber(row.mm)];
      return format.hasMoney ? [...shown, format.moneyNumber(row)] : shown;
    });
    body.replaceChildren(makeTable(heads, cells, "gp-year-table"));
    for (const { programme, year, by } of findOverspent(data, rows))
      body.append(
        make("p", "gp-warn", fillWords(words.over_by_then, String(year), name(programme), format.costUnit(by))),
      );
  }
  return { box, refresh };
}
