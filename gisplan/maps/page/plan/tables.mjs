// What is built by town, which is a contract package, by programme, and by the year in which works are due, as tables.
import { make, makeTable } from "../shared/elements.mjs";
import { sumBy } from "./step_sums.mjs";

// The years in their order, and last what no work names.
const compareYears = (a, b) => (a.key === null) - (b.key === null) || a.key - b.key;

export function makeTownTables(data, model, shownPlan, details, format, act) {
  const words = data.words;
  const u = data.units;
  const s = data.settlements;
  const box = make("details", "gp-packages");
  const body = make("div");
  box.append(make("summary", null, words.packages), body);
  const townOf = (i) => (u.town ? u.town[i] : -1);
  const money = (row) => (row.units.length ? format.moneyNumber(row) : "–");
  const length = format.inUnit(words.length, words.km);
  function makeName(row) {
    const name = make("button", "gp-row", row.key < 0 ? words.no_town : details.text(row.key));
    name.onclick = () => act.fit(row.units.length ? row.units : []);
    return name;
  }
  function refresh() {
    if (!box.open && !box.printed) return;
    const { sums } = shownPlan.order();
    const extra = format.hasMoney ? [format.inUnit(words.cost, words.yuan)] : [];
    const towns = sumBy(data, sums, townOf, (m) => s.town[m]).sort((a, b) => b.mm - a.mm || a.key - b.key);
    const years = u.due_year ? sumBy(data, sums, (i) => u.due_year[i]).sort(compareYears) : [];
    const payers = sumBy(data, sums, model.payer).sort((a, b) => a.key - b.key);
    body.replaceChildren(
      makeTable(
        [words.town, length, ...extra, words.segments, words.villages, words.groups, words.people],
        towns.map((row) => [
          makeName(row),
          format.kmNumber(row.mm),
          ...(format.hasMoney ? [money(row)] : []),
          row.segments,
          row.villages,
          row.groups,
          format.number(row.people),
        ]),
        "gp-towns-table",
      ),
      make("p", "gp-sub gp-hint", words.packages_note),
      makeTable(
        [words.programme, length, ...extra, words.segments],
        payers.map((row) => [
          row.key < 0 ? "–" : data.programmes[row.key].label,
          format.kmNumber(row.mm),
          ...(format.hasMoney ? [money(row)] : []),
          row.segments,
        ]),
      ),
    );
    if (!years.some((row) => row.key !== null)) return;
    body.append(
      makeTable(
        [words.due_year, length, ...extra, words.segments],
        years.map((row) => [
          row.key === null ? "–" : row.key,
          format.kmNumber(row.mm),
          ...(format.hasMoney ? [money(row)] : []),
          row.segments,
        ]),
        "gp-years-table",
      ),
      make("p", "gp-sub gp-hint", words.due_year_note),
    );
  }
  box.ontoggle = refresh;
  return { box, refresh };
}
