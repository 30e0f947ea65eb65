// How numbers are written; the finding on the chosen works in a sentence, and their figures.
import { make } from "../shared/elements.mjs";
import { fillNames, fillWords, makeNumberFormat } from "../shared/wording.mjs";
import { formatDay } from "./days.mjs";
import { sumKnown } from "./shown_works.mjs";

const PUNCTUATION = { zh: { comma: "、", colon: "：" }, en: { comma: ", ", colon: ": " } };

// Numbers, ranges and sentences as the page's language writes them.
export function makeFormat(data) {
  const number = makeNumberFormat(data.lang, "–");
  const { at_least, range } = data.words;
  return {
    number,
    fill: fillWords,
    ...PUNCTUATION[data.lang.startsWith("zh") ? "zh" : "en"],
    range(pair) {
      if (!pair) return "–";
      const [least, most] = pair;
      if (least === most) return number(least);
      return most === null ? fillWords(at_least, number(least)) : fillWords(range, number(least), number(most));
    },
  };
}

// The finding; the forecast, which is of all works on the last day, only where these are chosen.
export function formatHeadline(data, kind, counts, format, whole) {
  const sentence = fillNames(data.words.headline, {
    kind: kind.label,
    finished: format.number(counts.finished),
    planned: format.number(counts.planned),
    milestone: kind.milestones[kind.finish].label,
    overdue: format.number(counts.overdue),
  });
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return whole ? text + (data.lang.startsWith("zh") ? "" : " ") + kind.forecast.short : text;
}

// whole: whether all works of the last day are chosen, of which alone people are counted once each.
export function makeFigures(data, model, viewState, format, whole) {
  const words = data.words;
  const kind = model.kind;
  const counts = format.counts();
  const box = make("div", "gp-figures");
  const mark = (m) => kind.milestones[m].label;
  const share = (n, of) => (of ? Math.floor((100 * n) / of + 1e-9) + " %" : null);
  const asOf = format.fill(words.on_day, formatDay(data.on));
  const add = (label, value, note, name) => {
    const one = make("div", name || null);
    one.append(make("span", null, label), make("b", value.length > 8 ? "gp-long" : null, value));
    one.append(make("small", null, note || ""));
    box.append(one);
  };
  const addCount = (label, n, name) => add(label, format.number(n), share(n, counts.planned), name);
  add(words.planned, format.number(counts.planned));
  addCount(mark(kind.started), counts.started);
  addCount(mark(kind.finish), counts.finished, "gp-first");
  if (kind.served !== kind.finish) addCount(mark(kind.served), counts.serving);
  addCount(mark(kind.accepted), counts.accepted);
  addCount(words.overdue, counts.overdue, counts.overdue ? "gp-late" : null);
  const { people, served } = kind.people;
  const sure = people && served && people[0] === people[1] && served[0] === served[1];
  const note = whole ? null : format.fill(words.all_on, formatDay(data.on));
  if (people) add(words.people, format.range(people), note);
  if (served) add(words.served, format.range(served), whole ? (sure ? share(served[0], people[0]) : null) : note);
  const addSum = (label, values, when) => {
    const sum = sumKnown(viewState.fitting, values);
    if (sum !== null) add(label, format.number(sum, 1), when);
  };
  addSum(words.km, kind.works.km);
  addSum(words.done_km, kind.works.done_km, viewState.day < data.on ? asOf : null);
  addSum(words.budget, kind.works.budget);
  while (box.children.length % 4) box.append(make("div"));
  return box;
}
