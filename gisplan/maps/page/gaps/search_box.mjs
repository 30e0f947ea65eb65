// The search field: what it found by name or code, by kind and counted, each as a row that shows it.
import { make } from "../shared/elements.mjs";
import { readQuery } from "../shared/search.mjs";
import { findPlaces } from "./search.mjs";

export function makeSearchBox(data, verdicts, details, act) {
  const words = data.words;
  const s = data.settlements;
  const letters = { m: "met", a: "met_if_assumed", x: "missed", u: "unknown" };
  const plural = {
    village: words.villages,
    group: words.group,
    town: words.towns,
    road: words.roads_found,
    river: words.rivers,
  };
  const labelOf = (kind) => plural[kind] || words[kind] || data.overlays[kind].label;
  const number = details.number;
  const search = make("input");
  const said = make("p", "gp-sub");
  const results = make("div", "gp-results");
  said.setAttribute("role", "status");
  search.type = "search";
  search.placeholder = words.search;
  search.setAttribute("aria-label", words.search);
  search.onkeydown = (e) => {
    const first = results.querySelector("button");
    if (e.key === "Enter" && first) first.click();
    if (e.key === "ArrowDown" && first) {
      e.preventDefault();
      first.focus();
    }
  };
  // The arrows go through the results, and from the first back into the field.
  results.onkeydown = (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const rows = [...results.querySelectorAll("button")];
    const next = rows.indexOf(document.activeElement) + step;
    if (next < 0) search.focus();
    else if (next < rows.length) rows[next].focus();
  };
  // The letter of its verdict, what the row says, and what then stands in the field.
  const describeHit = (found) => {
    if ("settlement" in found) {
      const i = found.settlement;
      const home = s.home[i] >= 0 ? details.title(s.home[i]) : null;
      const town = s.town[i] >= 0 ? data.towns.name[s.town[i]] : null;
      const letter = i < s.villages && data.exits ? verdicts.of(i, -1) : verdicts.letter(i);
      return [letter, [details.title(i), home, town], details.title(i)];
    }
    if ("town" in found) return [null, [data.towns.name[found.town], words.one_town], data.towns.name[found.town]];
    if ("river" in found) return [null, [found.river], found.river];
    const { name, code } = "road" in found ? data.roads : data.overlays[found.layer];
    const i = "road" in found ? found.road : found.item;
    return [null, [name[i], code[i]], name[i] || code[i]];
  };
  const addRow = (found) => {
    const [letter, parts, name] = describeHit(found);
    const row = make("button", "gp-row");
    if (letters[letter]) row.append(details.badge(letters[letter], true));
    row.append(make("span", null, " " + parts.filter(Boolean).join(" · ")));
    row.onclick = (e) => {
      e.stopPropagation();
      results.replaceChildren();
      search.value = name;
      act.open(found);
    };
    results.append(row);
  };
  search.oninput = () => {
    results.replaceChildren();
    said.textContent = "";
    const query = readQuery(search.value);
    if (!query) return;
    const groups = findPlaces(data, query);
    for (const { kind, places, total } of groups) {
      const label = labelOf(kind);
      const part = total > places.length ? words.missed_of.replace("{0}", places.length) : "{1}";
      results.append(make("h3", "gp-kind", label + " · " + part.replace("{1}", number(total))));
      places.forEach(addRow);
    }
    said.textContent = groups.length
      ? groups.map(({ kind, total }) => labelOf(kind) + " " + number(total)).join(" · ")
      : words.nothing_found;
  };
  return [search, said, results];
}
