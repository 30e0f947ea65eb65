// The panel: whose works, as of when; the kinds; figures, curve and forecast; the lists. And the legend with the day's counts.
"use strict";
function gpProgressPanel(data, models, mapLayers, view0, details, format, act) {
  const words = data.words, panel = gpMake("section", "gp-panel"), legend = gpMake("section", "gp-legend");
  panel.setAttribute("aria-label", words.fold);
  const fold = gpMake("button", "gp-fold", "☰"), head = gpMake("header");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => panel.classList.toggle("gp-folded");
  head.append(gpMake("h1", null, data.title), gpMake("span", "gp-what", words.heading));
  panel.append(fold, head, gpMake("p", "gp-answer", data.known), gpMake("p", "gp-sub gp-store", data.code + " · " + data.store));
  for (const line of data.warnings) panel.append(gpMake("p", "gp-warn", line));
  const switches = gpMake("div", "gp-kinds");
  switches.setAttribute("role", "radiogroup"); switches.setAttribute("aria-label", words.kinds);
  data.kinds.forEach((kind, k) => {
    const line = gpMake("label"), dot = gpMake("input");
    dot.type = "radio"; dot.name = "gp-kind"; dot.value = kind.id; dot.checked = k === view0.kind;
    dot.onchange = () => act.setKind(k);
    line.append(dot, gpMake("span", null, kind.label), gpMake("b", null, format.number(kind.works.code.length)));
    switches.append(line);
  });
  const body = gpMake("div", "gp-kind-body"), lists = gpProgressLists(data, details, format, act);
  panel.append(switches, body);
  const read = gpMake("details", "gp-read");
  read.append(gpMake("summary", null, words.read));
  for (const item of data.inputs) read.append(gpMake("p", "gp-input", item.layer + " · " + item.path), gpMake("p", "gp-sub", item.counts), gpMake("code", null, item.sha256));
  panel.append(read);

  function figures(kind) {
    const t = kind.total, box = gpMake("div", "gp-figures"), mark = (m) => kind.milestones[m].label;
    const share = (n, of) => of ? Math.floor(100 * n / of + 1e-9) + " %" : null;
    const add = (label, value, note, name) => {
      const one = gpMake("div", name || null);
      one.append(gpMake("span", null, label), gpMake("b", value.length > 8 ? "gp-long" : null, value), gpMake("small", null, note || ""));
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
    while (box.children.length % 4) box.append(gpMake("div"));
    return box;
  }
  let curve = null;
  function draw() {
    const kind = data.kinds[view0.kind];
    curve = gpProgressCurve(data, kind, format);
    const box = gpMake("section", "gp-curve-box");
    box.append(gpMake("h2", null, words.curve), curve.svg, curve.key);
    if (kind.curve.undated) box.append(gpMake("p", "gp-sub", format.fill(words.undated, format.number(kind.curve.undated))));
    if (kind.curve.before) box.append(gpMake("p", "gp-sub", format.fill(words.before, format.number(kind.curve.before))));
    box.append(gpMake("p", "gp-forecast", kind.forecast.text));
    body.replaceChildren(figures(kind), box, ...lists(kind));
    for (const dot of switches.querySelectorAll("input")) dot.checked = dot.value === kind.id;
    drawLegend();
  }
  function drawLegend() {
    const model = models[view0.kind], kind = model.kind, counts = format.counts();
    const closed = legend.querySelector("details"), box = gpMake("details"), row = (mark, label, count, name) => {
      const line = gpMake("p", "gp-state" + (name ? " " + name : ""));
      line.append(mark, gpMake("span", null, label));
      if (count !== undefined) line.append(gpMake("b", null, format.number(count)));
      box.append(line);
    };
    box.open = closed ? closed.open : view0.wide;
    box.append(gpMake("summary", null, format.fill(words.on_day, gpDay(view0.day))));
    const bar = gpMake("div", "gp-stack");
    for (let m = model.marks - 1; m >= -1; m--) {
      const count = counts.standing[m + 1], part = gpMake("i");
      row(format.dot(m, false), m < 0 ? words.none : kind.milestones[m].label, count, m === kind.finish ? "gp-finish" : m === kind.finish - 1 ? "gp-open-from" : null);
      if (!count) continue;
      part.style.flexGrow = String(count); part.style.background = mapLayers.colourOf(m);
      bar.append(part);
    }
    box.querySelector("summary").after(bar);
    row(format.dot(-1, true), words.ring, counts.overdue, counts.overdue ? "gp-late gp-open-from" : "gp-open-from");
    data.road_kinds.forEach((road, k) => {
      if (!data.roads[k].n.length) return;
      const mark = gpMake("i", "gp-swatch gp-line");
      mark.style.borderTop = 1.6 * road.weight + "px solid " + data.palette[road.colour];
      mark.style.opacity = String(road.alpha);
      row(mark, road.label, undefined, k ? null : "gp-open-from");
    });
    if (view0.day < data.on) box.append(gpMake("p", "gp-sub", format.fill(words.plan_of, gpDay(data.on))));
    if (mapLayers.nowhere()) box.append(gpMake("p", "gp-sub", format.fill(words.no_place, format.number(mapLayers.nowhere()))));
    legend.replaceChildren(box);
  }
  return {panel, legend, draw, drawLegend, mark: (day) => curve.mark(day), body};
}
