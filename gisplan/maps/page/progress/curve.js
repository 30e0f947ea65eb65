// The plan against what was done, as plain SVG; beyond the last day the forecast, with its uncertainty.
"use strict";
// Whole numbers that divide a count into about four.
function gpCountTicks(most) {
  const raw = Math.max(1, most / 4), power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= raw);
  return Array.from({length: Math.floor(most / step) + 1}, (_, k) => k * step);
}
// The first of some months between two days: each, every second, third, sixth, or each year's.
function gpMonthTicks(from, to, most) {
  const start = new Date(from * 864e5), first = start.getUTCFullYear() * 12 + start.getUTCMonth() + (start.getUTCDate() > 1 ? 1 : 0);
  const firstDay = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / 864e5;
  for (const step of [1, 2, 3, 6, 12, 24, 60, 120]) {
    const found = [];
    for (let month = Math.ceil(first / step) * step; firstDay(month) <= to; month += step) {
      found.push({day: firstDay(month), text: gpDay(firstDay(month)).slice(0, 7), short: step < 12 && month % 12 !== 0});
    }
    if (found.length <= most || step === 120) return found;
  }
  return [];
}
function gpProgressCurve(data, kind, format) {
  const words = data.words, on = data.on, c = kind.curve, f = kind.forecast, works = kind.works.code.length;
  const wide = 376, high = 216, left = 44, right = 12, up = 44, down = 22;
  const known = Math.max(on, c.last_due ?? on), from = Math.min(kind.first, known - 30, ...(c.planned.length ? [c.planned[0][0]] : []));
  const far = [f.late, f.middle, f.early].find((day) => day !== null) ?? on;
  // a forecast that is far off goes out of the picture instead of pressing the rest together
  const to = Math.max(known, Math.min(far, on + Math.max(60, known - from))) + 0.02 * (known - from + 30);
  const x = (day) => left + (day - from) / (to - from) * (wide - left - right), y = (n) => high - down - n / works * (high - up - down);
  const svg = gpSvg("svg", {viewBox: "0 0 " + wide + " " + high, role: "img", "aria-label": [words.curve, kind.label].join(" · "), class: "gp-curve gp-s-curve"});
  const line = (x1, y1, x2, y2, more) => svg.append(gpSvg("line", {x1, y1, x2, y2, ...more}));
  const near = 13 * works / (high - up - down);  // ticks whose numbers would cover that of all works are left out
  for (const n of [...gpCountTicks(works).filter((n) => n < works - near), works]) {
    line(left, y(n), wide - right, y(n), {stroke: n === works ? "#999" : "#e2e2e2"});
    svg.append(gpSvg("text", {x: left - 4, y: y(n) + 3, "text-anchor": "end"}, format.number(n)));
  }
  svg.append(gpSvg("text", {transform: "translate(9 " + (up + (high - up - down) / 2) + ") rotate(-90)", "text-anchor": "middle", class: "gp-unit-name"}, words.works));
  for (const tick of gpMonthTicks(from, to, 7)) {
    line(x(tick.day), y(0), x(tick.day), y(0) + 4, {stroke: "#555"});
    if (x(tick.day) < wide - 21) svg.append(gpSvg("text", {x: x(tick.day), y: high - 7, "text-anchor": "middle"}, tick.text));
  }
  line(left, y(0), wide - right, y(0), {stroke: "#555"});

  const done = c.finished.length ? c.finished[c.finished.length - 1][1] : c.before;
  if (f.early !== null) {
    const edge = (day) => day === null ? [x(to), y(done + (works - done) * 0.02)] : [x(day), y(works)];
    const points = [[x(on), y(done)], edge(f.early), ...(f.late === null ? [[x(to), y(works)]] : []), edge(f.late)];
    const clip = "gp-clip-" + kind.id, box = gpSvg("clipPath", {id: clip});
    box.append(gpSvg("rect", {x: left, y: up - 8, width: wide - left - right, height: high - up - down + 8}));
    const fan = gpSvg("g", {"clip-path": "url(#" + clip + ")"});
    fan.append(gpSvg("polygon", {points: points.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "), fill: data.palette.pending, "fill-opacity": 0.35}));
    if (f.middle !== null) fan.append(gpSvg("line", {x1: x(on), y1: y(done), x2: x(f.middle), y2: y(works), stroke: data.palette.met, "stroke-width": 1.8, "stroke-dasharray": "2 3"}));
    svg.append(box, fan);
    if (f.middle !== null && f.middle <= to) svg.append(gpSvg("circle", {cx: x(f.middle), cy: y(works), r: 3.2, fill: "#fff", stroke: data.palette.met, "stroke-width": 1.6}));
  }
  const step = (points, last, start) => {
    let path = "M" + x(from).toFixed(1) + " " + y(start).toFixed(1);
    for (const [day, n] of points) path += "H" + x(day).toFixed(1) + "V" + y(n).toFixed(1);
    return path + "H" + x(last).toFixed(1);
  };
  if (c.planned.length) svg.append(gpSvg("path", {d: step(c.planned, Math.max(on, c.last_due), 0), fill: "none", stroke: "#333", "stroke-width": 1.6, "stroke-dasharray": "6 3"}));
  svg.append(gpSvg("path", {d: step(c.finished, on, c.before), fill: "none", stroke: data.palette.met, "stroke-width": 2.6}));

  // Days with a name: each has a row of its own above the plot.
  const named = [];
  if (c.last_due === on) named.push([on, words.as_of_due, "#333"]);
  else {
    named.push([on, words.as_of, "#333"]);
    if (c.last_due !== null) named.push([c.last_due, words.all_due, data.palette.missed]);
  }
  if (f.middle !== null && f.middle <= to) named.push([f.middle, words.likely, data.palette.met]);
  named.sort((one, two) => two[0] - one[0]);  // the later the higher, so that no line crosses a name
  named.forEach(([day, text, colour], row) => {
    const top = 9 + 11 * row, before = x(day) > left + 0.5 * (wide - left - right);
    line(x(day), top - 7, x(day), text === words.likely ? y(works) - 4 : y(0), {stroke: colour, "stroke-width": 1, "stroke-dasharray": text === words.all_due ? "4 2" : "none", "stroke-opacity": 0.7});
    svg.append(gpSvg("text", {x: x(day) + (before ? -4 : 4), y: top, "text-anchor": before ? "end" : "start", fill: colour, class: "gp-named-day"}, format.fill(text, gpDay(day))));
  });
  const hand = gpSvg("line", {x1: x(on), x2: x(on), y1: y(works), y2: y(0), class: "gp-hand-day"});
  svg.append(hand);
  const tick = (style, text) => {
    const one = gpMake("span", "gp-key"), mark = gpMake("i");
    Object.assign(mark.style, style);
    one.append(mark, gpMake("span", null, text));
    return one;
  };
  const key = gpMake("p", "gp-keys");
  if (c.planned.length) key.append(tick({borderTop: "2px dashed #333"}, words.curve_planned));
  key.append(tick({borderTop: "3px solid " + data.palette.met}, words.curve_finished));
  if (f.early !== null) key.append(tick({height: "9px", background: data.palette.pending + "59", borderTop: "2px dotted " + data.palette.met}, words.curve_forecast));
  return {svg, key, mark(day) {
    for (const side of ["x1", "x2"]) hand.setAttribute(side, x(Math.max(from, day)));
    hand.style.display = day === on ? "none" : "";
  }};
}
