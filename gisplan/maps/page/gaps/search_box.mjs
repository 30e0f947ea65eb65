// The search field: what it found by name or code, each as a row that shows it.
import { make } from "../shared/elements.mjs";
import { readQuery } from "../shared/search.mjs";
import { findPlaces } from "./search.mjs";

export function makeSearchBox(data, verdicts, details, act) {
  const words = data.words;
  const s = data.settlements;
  const letters = { m: "met", a: "met_if_assumed", x: "missed", u: "unknown" };
  const search = make("input");
  const results = make("div", "gp-results");
  search.type = "search";
  search.placeholder = words.search;
  search.setAttribute("aria-label", words.search);
  search.onkeydown = (e) => {
    if (e.key === "Enter" && results.firstChild) results.firstChild.click();
  };
  // The letter of its verdict, what the row says, what a click does, and what then stands in the field.
  const describeHit = (found) => {
    if ("settlement" in found) {
      const i = found.settlement;
      const home = s.home[i] >= 0 ? details.title(s.home[i]) : null;
      const town = s.town[i] >= 0 ? data.towns.name[s.town[i]] : null;
      const letter = i < s.villages && data.exits ? verdicts.of(i, -1) : verdicts.letter(i);
      return [letter, [details.title(i), home, town], () => details.go(i), details.title(i)];
    }
    if ("town" in found) {
      const name = data.towns.name[found.town];
      return [null, [name, words.one_town], () => act.town(found.town), name];
    }
    const { name, code } = data.overlays[found.layer];
    return [null, [name[found.item], code[found.item]], () => act.work(found.layer, found.item), name[found.item]];
  };
  search.oninput = () => {
    results.replaceChildren();
    const query = readQuery(search.value);
    if (!query) return;
    const hits = findPlaces(data, query).map(describeHit);
    for (const [letter, parts, open, name] of hits) {
      const row = make("button", "gp-row");
      if (letters[letter]) row.append(details.badge(letters[letter], true));
      row.append(make("span", null, " " + parts.filter(Boolean).join(" · ")));
      row.onclick = (e) => {
        e.stopPropagation();
        results.replaceChildren();
        search.value = name;
        open();
      };
      results.append(row);
    }
    if (!hits.length) results.append(make("p", "gp-sub", words.nothing_found));
  };
  return [search, results];
}
