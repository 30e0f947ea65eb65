// What is shown: search, town, programme and contractor; and what is urgent, each kind of it with its count.
import { make, makeButton } from "../shared/elements.mjs";
import { formatDay, parseDay } from "./days.mjs";
import { FIELDS, SPANS, countOnly, isFiltered, listChoices, makeFilter } from "./shown_works.mjs";

export function makeFilterBar(data, models, viewState, format, act) {
  const words = data.words;
  const reasons = make("div", "gp-reasons");
  const box = make("section", "gp-filter");
  box.setAttribute("aria-label", words.filter);
  const change = (part) => act.filter({ ...viewState.filter, ...part });

  // What is urgent: pressed, only that is shown.
  const buttons = ["overdue", ...SPANS.map((days) => "due" + days), "silent"].map((only) => {
    const button = makeButton("", () => change({ only: viewState.filter.only === only ? "all" : only }), "gp-reason");
    const count = make("b");
    const label = make("span");
    button.append(count, label);
    reasons.append(button);
    return { only, button, count, label };
  });
  const since = make("input");
  const sinceLine = make("label", "gp-since");
  since.type = "date";
  since.max = formatDay(data.on);
  since.onchange = () => {
    const day = parseDay(since.value);
    if (!Number.isNaN(day)) change({ only: "silent", since: Math.min(day, data.on) });
  };
  sinceLine.append(make("span", null, words.since), since);
  reasons.append(sinceLine);

  const search = make("input");
  search.type = "search";
  search.placeholder = words.search;
  search.setAttribute("aria-label", words.search);
  search.oninput = () => change({ query: search.value });
  search.onkeydown = (e) => {
    if (e.key === "Enter") act.goFirst();
  };
  const chosen = make("div", "gp-selects");
  const said = make("p", "gp-sub gp-shown-count");
  said.setAttribute("role", "status");
  const clear = makeButton(words.show_every, () =>
    act.filter({ ...makeFilter(data.on), since: viewState.filter.since }),
  );
  const last = make("p", "gp-buttons");
  last.append(said, clear);
  box.append(search, chosen, last);

  // A field in which all works are the same is not asked about.
  function layOut() {
    const kind = data.kinds[viewState.kind];
    chosen.replaceChildren();
    for (const field of FIELDS) {
      const choices = listChoices(kind, field);
      if (choices.length < 2) continue;
      const line = make("label");
      const select = make("select");
      const add = (value, text) => {
        const option = make("option", null, text);
        option.value = value;
        option.selected = value === (viewState.filter[field] === null ? "" : String(viewState.filter[field]));
        select.append(option);
      };
      add("", words.every);
      for (const place of choices) add(String(place), place < 0 ? words.not_reported : data.texts[place]);
      select.onchange = () => change({ [field]: select.value === "" ? null : Number(select.value) });
      select.name = field;
      line.append(make("span", null, words[field === "group" ? kind.group : field]), select);
      chosen.append(line);
    }
  }
  function name(only) {
    if (only === "overdue") return words.overdue;
    if (only !== "silent") return format.fill(words.due_within, only.slice(3));
    const template = viewState.day < data.on ? words.silent : words.silent_short;
    return format.fill(template, formatDay(viewState.filter.since), formatDay(data.on));
  }
  // What is shown, in words; nothing where that is all.
  function describe() {
    const { filter } = viewState;
    if (!isFiltered(filter)) return [];
    const text = (place) => (place < 0 ? words.not_reported : data.texts[place]);
    const parts = FIELDS.filter((field) => filter[field] !== null).map((field) => text(filter[field]));
    return [filter.query, ...parts, filter.only === "all" ? "" : name(filter.only), said.textContent].filter(Boolean);
  }
  function refresh() {
    const { filter, fitting, shown, day } = viewState;
    const model = models[viewState.kind];
    const counts = countOnly(model, fitting, filter, day);
    for (const { only, button, count, label } of buttons) {
      count.textContent = format.number(counts[only]);
      label.textContent = name(only);
      button.setAttribute("aria-pressed", String(filter.only === only));
      button.classList.toggle("gp-none-of-it", !counts[only]);
    }
    if (document.activeElement !== search) search.value = filter.query;
    if (document.activeElement !== since) since.value = formatDay(filter.since);
    for (const select of chosen.querySelectorAll("select"))
      select.value = filter[select.name] === null ? "" : String(filter[select.name]);
    said.textContent = format.fill(words.shown_of, format.number(shown.length), format.number(model.n));
    clear.style.display = isFiltered(filter) ? "" : "none";
  }
  const nameOnly = () => (viewState.filter.only === "all" ? null : name(viewState.filter.only));
  return { reasons, box, layOut, refresh, describe, nameOnly };
}
