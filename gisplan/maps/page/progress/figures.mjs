// How numbers are written; the finding on the chosen works in a sentence, and their figures.
import { make } from "../shared/elements.mjs";
import { fillNames, fillWords, makeNumberFormat, punctuate } from "../shared/wording.mjs";
import { formatDay } from "./days.mjs";
import { sumKnown } from "./shown_works.mjs";

// Numbers, ranges and sentences as the page's language writes them.
export function makeFormat(data) {
  const number = makeNumberFormat(data.lang, "–");
  const { at_least, range } = data.words;
  return {
    number,
    fill: fillWords,
    ...punctuate(data.lang),
    range(pair) {
      if (!pair) return "–";
      const [least, most] = pair;
      if (least === most) return number(least);
      return most === null ? fillWords(at_least, number(least)) : fillWords(range, number(least), number(most));
    },
  };
}

// The finding, with its day where that is not the last. On a kind's whole list on the last day the forecast follows.
export function formatHeadline(data, kind, counts, format, day) {
  const sentence = fillNames(data.words.headline, {
    kind: kind.label,
    finished: format.number(counts.finished),
    planned: format.number(counts.planned),
    milestone: kind.milestones[kind.finish].label,
    overdue: format.number(counts.overdue),
  });
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return day < data.on ? format.fill(data.words.finding_on, formatDay(day), text) : text;
}

// Whose the figures are: of all works or of the chosen ones; and of what is shown of these, if that is less.
export function describeWhose(data, { all, chosen, shown, only }, format) {
  const { of_all, of_chosen, only_shown } = data.words;
  const whose =
    chosen === all
      ? format.fill(of_all, format.number(all))
      : format.fill(of_chosen, format.number(chosen), format.number(all));
  return only ? [whose, format.fill(only_shown, only, format.number(shown))] : [whose];
}

// Figures in two rows: those of the chosen works on the chosen day, and those that are known of the last day only, of
// which people are counted once each, of all works. whose: lines that say whose they are; whole: whether these are all.
export function makeFigures(data, model, viewState, format, { whose, whole }) {
  const words = data.words;
  const kind = model.kind;
  const counts = format.counts();
  const all = make("div");
  const makeRow = () => {
    const row = make("div", "gp-figures");
    const add = (label, value, note, name) => {
      const one = make("div", name || null);
      one.append(make("span", null, label), make("b", value.length > 8 ? "gp-long" : null, value));
      one.append(make("small", null, note || ""));
      row.append(one);
    };
    return { row, add };
  };
  const finish = ({ row }, captions) => {
    if (!row.children.length) return;
    while (row.children.length % 3) row.append(make("div"));
    all.append(...captions.map((text) => make("p", "gp-sub gp-whose", text)), row);
  };
  const mark = (m) => kind.milestones[m].label;
  const share = (n, of) => (of ? Math.floor((100 * n) / of + 1e-9) + " %" : null);
  const moving = makeRow();
  const addCount = (label, n, name) => moving.add(label, format.number(n), share(n, counts.planned), name);
  moving.add(words.planned, format.number(counts.planned));
  addCount(mark(kind.started), counts.started);
  addCount(mark(kind.finish), counts.finished, "gp-first");
  if (kind.served !== kind.finish) addCount(mark(kind.served), counts.serving);
  addCount(mark(kind.accepted), counts.accepted);
  addCount(words.overdue, counts.overdue, counts.overdue ? "gp-late" : null);
  const day = format.fill(words.on_day, formatDay(viewState.day));
  finish(moving, [[day, whose[0]].join(" · "), ...whose.slice(1)]);

  const fixed = makeRow();
  const { people, served } = kind.people;
  const sure = people && served && people[0] === people[1] && served[0] === served[1];
  const note = whole ? null : words.all_works;
  if (people) fixed.add(words.people, format.range(people), note);
  if (served) fixed.add(words.served, format.range(served), note || (sure ? share(served[0], people[0]) : null));
  const addSum = (label, values) => {
    const sum = sumKnown(viewState.fitting, values);
    if (sum !== null) fixed.add(label, format.number(sum, 1));
  };
  addSum(words.km, kind.works.km);
  addSum(words.done_km, kind.works.done_km);
  addSum(words.budget, kind.works.budget);
  finish(fixed, [format.fill(words.fixed, formatDay(data.on))]);
  return all;
}
