// The stretches as a list that is used with the keys: those that are in or were touched, or what is searched for.
import { make } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { nameFits, readQuery } from "../shared/search.mjs";
import { fillWords } from "../shared/wording.mjs";

const MOST = 150;

export function makeStretchList(data, model, details, format, act) {
  const words = data.words;
  const u = data.units;
  const text = details.text;
  const picks = make("details", "gp-pick");
  const search = make("input");
  const list = make("div", "gp-list");
  search.type = "search";
  search.placeholder = words.find;
  search.setAttribute("aria-label", words.find);
  picks.append(make("summary", null, words.stretches), search, list);
  function fillList() {
    const held = document.activeElement && list.contains(document.activeElement) ? document.activeElement.value : null;
    const query = readQuery(search.value);
    const fits = (i) =>
      query ? [u.segment[i], u.name[i]].some((t) => nameFits(query, text(t))) : model.isIn(i) || model.changed(i);
    const some = model.every.filter(fits);
    if (!query) some.sort((a, b) => (u.step[a] || 1e9) - (u.step[b] || 1e9) || a - b);
    list.replaceChildren();
    for (const i of some.slice(0, MOST)) {
      const line = make("label", "gp-unit" + (model.changed(i) ? " gp-touched" : ""));
      const box = make("input");
      const bar = make("i");
      const caption = make("span", null, text(u.segment[i]));
      box.type = "checkbox";
      box.checked = model.isIn(i);
      box.value = String(i);
      box.onchange = () => {
        if (!act.toggle([i], box.checked)) box.checked = model.isIn(i);
      };
      box.onfocus = () => act.light([i]);
      if (model.payer(i) >= 0) bar.style.background = styleColour(data.programmes[model.payer(i)].colour);
      caption.append(
        make(
          "small",
          null,
          [details.metres(i), text(u.name[i]), u.step[i] > 0 ? fillWords(words.step_n, u.step[i]) : null]
            .filter(Boolean)
            .join(" · "),
        ),
      );
      line.append(box, bar, caption, make("b", null, format.costUnit(u.cost[i])));
      line.onmouseenter = () => act.light([i]);
      line.onmouseleave = () => act.light([]);
      list.append(line);
    }
    if (some.length > MOST) list.append(make("p", "gp-sub", fillWords(words.more, format.number(some.length - MOST))));
    if (!some.length) list.append(make("p", "gp-sub", words.nothing_found));
    if (held !== null) {
      const again = list.querySelector("input[value='" + held + "']");
      if (again) again.focus({ preventScroll: true });
    }
  }
  search.oninput = fillList;
  return { box: picks, fill: fillList };
}
