// The panel: whose works, as of when; the kinds; the finding and what is urgent; what is shown; figures, curve, lists.
import { make, makeButton } from "../shared/elements.mjs";
import { makeCurve } from "./curve.mjs";
import { formatDay } from "./days.mjs";
import { describeWhose, makeFigures } from "./figures.mjs";
import { makeFilterBar } from "./filter_bar.mjs";
import { makeFindings } from "./findings.mjs";
import { makeLists } from "./lists.mjs";
import { makeSteps } from "./shown_works.mjs";

export function makePanel(data, models, viewState, details, format, act) {
  const words = data.words;
  const panel = make("section", "gp-panel");
  panel.setAttribute("aria-label", words.heading);
  const fold = make("button", "gp-fold", "☰");
  const head = make("header");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => {
    const folded = panel.classList.toggle("gp-folded");
    fold.setAttribute("aria-expanded", String(!folded));
  };
  head.append(make("h1", null, data.title), make("span", "gp-what", words.heading));
  const top = makeFindings(data, models, viewState, format, act);
  panel.append(fold, head, top.known);
  const body = make("div", "gp-kind-body");
  const filterBar = makeFilterBar(data, models, viewState, format, act);
  const lists = makeLists(data, models, viewState, details, format, act);
  panel.append(top.findings, top.switches, filterBar.reasons);
  for (const line of data.warnings) panel.append(make("p", "gp-warn", line));
  const figures = make("div");
  const curveBox = make("section", "gp-curve-box");
  body.append(figures, lists.works, curveBox, ...lists.others);
  panel.append(filterBar.box, body, makeRead());

  function makeRead() {
    const read = make("details", "gp-read");
    read.append(make("summary", null, words.read), make("p", "gp-sub", data.code + " · " + data.store));
    for (const item of data.inputs)
      read.append(
        make("p", "gp-input", item.layer + " · " + item.path),
        make("p", "gp-sub", item.counts),
        make("code", null, item.sha256),
      );
    return read;
  }
  let curve = null;
  // The curve is of the chosen works, on every day; the forecast of all, as of the last day.
  function drawCurve() {
    const model = models[viewState.kind];
    const { kind } = model;
    const all = viewState.fitting.length === model.n;
    const steps = makeSteps(model, viewState.fitting);
    curve = makeCurve(data, kind, steps, viewState.fitting.length, all ? kind.forecast : null, format);
    curveBox.replaceChildren(make("h2", null, words.curve), curve.svg, curve.key);
    const note = (template, n) => {
      if (n) curveBox.append(make("p", "gp-sub", format.fill(template, format.number(n))));
    };
    note(words.undated, steps.undated);
    note(words.before, steps.before);
    const which = all ? words.on_day : words.all_on;
    curveBox.append(
      make("p", "gp-forecast", format.fill(which, formatDay(data.on)) + format.colon + kind.forecast.text),
    );
  }
  // What follows the day, and with `works` also what follows the works that are shown.
  function refresh(works) {
    const model = models[viewState.kind];
    const whole = viewState.day === data.on && viewState.fitting.length === model.n;
    top.refresh();
    filterBar.refresh();
    const all = viewState.fitting.length === model.n;
    const sizes = { all: model.n, chosen: viewState.fitting.length, shown: viewState.shown.length };
    const whose = describeWhose(data, { ...sizes, only: filterBar.nameOnly() }, format);
    figures.replaceChildren(makeFigures(data, model, viewState, format, { whose, whole: all }));
    if (works) drawCurve();
    curve.mark(viewState.day);
    lists.refresh(whole);
  }
  function layOut() {
    filterBar.layOut();
    lists.layOut();
  }
  return {
    panel,
    skip: makeButton(words.skip, act.skip, "gp-skip"), // for the keyboard: past the lists to the map and the day
    refresh,
    layOut,
    parts: { figures, curve: curveBox, tables: lists.tables },
    unfoldAll: lists.unfoldAll,
    describe: filterBar.describe,
  };
}
