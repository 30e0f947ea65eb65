// The panel: whose works, as of when; the kinds; figures, curve and forecast; the lists. And the legend of the day.
import { make } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { makeCurve } from "./curve.mjs";
import { formatDay } from "./days.mjs";
import { makeLists } from "./lists.mjs";

export function makePanel(data, models, mapLayers, viewState, details, format, act) {
  const words = data.words;
  const panel = make("section", "gp-panel");
  const legend = make("section", "gp-legend");
  panel.setAttribute("aria-label", words.fold);
  const fold = make("button", "gp-fold", "☰");
  const head = make("header");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => panel.classList.toggle("gp-folded");
  head.append(make("h1", null, data.title), make("span", "gp-what", words.heading));
  panel.append(
    fold,
    head,
    make("p", "gp-answer", data.known),
    make("p", "gp-sub gp-store", data.code + " · " + data.store),
  );
  for (const line of data.warnings) panel.append(make("p", "gp-warn", line));
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
  const body = make("div", "gp-kind-body");
  const lists = makeLists(data, details, format, act);
  panel.append(switches, body);
  const read = make("details", "gp-read");
  read.append(make("summary", null, words.read));
  for (const item of data.inputs)
    read.append(
      make("p", "gp-input", item.layer + " · " + item.path),
      make("p", "gp-sub", item.counts),
      make("code", null, item.sha256),
    );
  panel.append(read);

  function figures(kind) {
    const t = kind.total;
    const box = make("div", "gp-figures");
    const mark = (m) => kind.milestones[m].label;
    const share = (n, of) => (of ? Math.floor((100 * n) / of + 1e-9) + " %" : null);
    const add = (label, value, note, name) => {
      const one = make("div", name || null);
      one.append(
        make("span", null, label),
        make("b", value.length > 8 ? "gp-long" : null, value),
        make("small", null, note || ""),
      );
      box.append(one);
    };
    add(words.planned, format.number(t.planned));
    add(mark(kind.started), format.number(t.started), share(t.started, t.planned));
    add(mark(kind.finish), format.number(t.finished), share(t.finished, t.planned), "gp-first");
    if (kind.served !== kind.finish) add(mark(kind.served), format.number(t.serving), share(t.serving, t.planned));
    add(mark(kind.accepted), format.number(t.accepted), share(t.accepted, t.planned));
    add(words.overdue, format.number(t.overdue), share(t.overdue, t.planned), t.overdue ? "gp-late" : null);
    add(words.people, format.range(t.people));
    const sure = t.people && t.served && t.people[0] === t.people[1] && t.served[0] === t.served[1];
    add(words.served, format.range(t.served), sure ? share(t.served[0], t.people[0]) : null);
    for (const key of ["km", "done_km", "budget"]) if (t[key] !== null) add(words[key], format.number(t[key], 1));
    while (box.children.length % 4) box.append(make("div"));
    return box;
  }
  let curve = null;
  function draw() {
    const kind = data.kinds[viewState.kind];
    curve = makeCurve(data, kind, format);
    const box = make("section", "gp-curve-box");
    box.append(make("h2", null, words.curve), curve.svg, curve.key);
    if (kind.curve.undated)
      box.append(make("p", "gp-sub", format.fill(words.undated, format.number(kind.curve.undated))));
    if (kind.curve.before) box.append(make("p", "gp-sub", format.fill(words.before, format.number(kind.curve.before))));
    box.append(make("p", "gp-forecast", kind.forecast.text));
    body.replaceChildren(figures(kind), box, ...lists(kind));
    for (const dot of switches.querySelectorAll("input")) dot.checked = dot.value === kind.id;
    drawLegend();
  }
  function drawLegend() {
    const model = models[viewState.kind];
    const kind = model.kind;
    const counts = format.counts();
    const closed = legend.querySelector("details");
    const box = make("details");
    const row = (mark, label, count, name) => {
      const line = make("p", "gp-state" + (name ? " " + name : ""));
      line.append(mark, make("span", null, label));
      if (count !== undefined) line.append(make("b", null, format.number(count)));
      box.append(line);
    };
    box.open = closed ? closed.open : viewState.wide;
    box.append(make("summary", null, format.fill(words.on_day, formatDay(viewState.day))));
    const bar = make("div", "gp-stack");
    for (let m = model.marks - 1; m >= -1; m--) {
      const count = counts.standing[m + 1];
      const part = make("i");
      row(
        format.dot(m, false),
        m < 0 ? words.none : kind.milestones[m].label,
        count,
        m === kind.finish ? "gp-finish" : m === kind.finish - 1 ? "gp-open-from" : null,
      );
      if (!count) continue;
      part.style.flexGrow = String(count);
      part.style.background = styleColour(mapLayers.colourOf(m));
      bar.append(part);
    }
    box.querySelector("summary").after(bar);
    row(format.dot(-1, true), words.ring, counts.overdue, counts.overdue ? "gp-late gp-open-from" : "gp-open-from");
    data.road_kinds.forEach((road, k) => {
      if (!data.roads[k].n.length) return;
      const mark = make("i", "gp-swatch gp-line");
      mark.style.borderTop = 1.6 * road.weight + "px solid " + styleColour(road.colour);
      mark.style.opacity = String(road.alpha);
      row(mark, road.label, undefined, k ? null : "gp-open-from");
    });
    if (viewState.day < data.on) box.append(make("p", "gp-sub", format.fill(words.plan_of, formatDay(data.on))));
    if (mapLayers.nowhere())
      box.append(make("p", "gp-sub", format.fill(words.no_place, format.number(mapLayers.nowhere()))));
    legend.replaceChildren(box);
  }
  return { panel, legend, draw, drawLegend, mark: (day) => curve.mark(day), body };
}
