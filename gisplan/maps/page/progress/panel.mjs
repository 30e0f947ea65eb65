// The panel: whose works, as of when; the kinds; the finding and what is urgent; what is shown; figures, curve, lists.
import { make } from "../shared/elements.mjs";
import { makeCurve } from "./curve.mjs";
import { formatDay } from "./days.mjs";
import { formatHeadline, makeFigures } from "./figures.mjs";
import { makeFilterBar } from "./filter_bar.mjs";
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
  panel.append(fold, head, make("p", "gp-sub gp-known", data.known));
  const switches = make("div", "gp-kinds");
  switches.setAttribute("role", "radiogroup");
  switches.setAttribute("aria-label", words.kinds);
  data.kinds.forEach((kind, k) => {
    const line = make("label");
    const dot = make("input");
    dot.type = "radio";
    dot.name = "gp-kind";
    dot.value = kind.id;
    dot.checked = k === viewState.kind;
    dot.onchange = () => act.setKind(k);
    line.append(dot, make("span", null, kind.label), make("b", null, format.number(kind.works.code.length)));
    switches.append(line);
  });
  const headline = make("h2", "gp-headline");
  const body = make("div", "gp-kind-body");
  const filterBar = makeFilterBar(data, models, viewState, format, act);
  const lists = makeLists(data, models, viewState, details, format, act);
  panel.append(switches, headline, filterBar.reasons);
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
    headline.textContent = formatHeadline(data, model.kind, format.counts(), format, whole);
    filterBar.refresh();
    figures.replaceChildren(makeFigures(data, model, viewState, format, whole));
    if (works) drawCurve();
    curve.mark(viewState.day);
    lists.refresh(whole);
  }
  function layOut() {
    for (const dot of switches.querySelectorAll("input")) dot.checked = dot.value === data.kinds[viewState.kind].id;
    filterBar.layOut();
    lists.layOut();
  }
  return { panel, refresh, layOut, body, unfoldAll: lists.unfoldAll, describe: filterBar.describe };
}

// On paper the map with its head and figures fills a page; curve, tables and lists fill the pages after it.
export function makePaper(data, panel, legend) {
  const printed = make("section", "gp-print");
  let fold = null;
  return {
    arrange() {
      fold = panel.unfoldAll();
      const head = [data.title, data.words.heading, data.known, ...panel.describe()].join(" · ");
      printed.replaceChildren(make("h2", "gp-print-head", head));
      const [, works, ...others] = panel.body.children; // the figures stand in the panel
      for (const part of [...others, works]) if (part.style.display !== "none") printed.append(part.cloneNode(true));
      document.body.append(printed);
      panel.panel.append(legend);
    },
    restore() {
      fold();
      printed.remove();
      panel.panel.after(legend);
    },
  };
}
