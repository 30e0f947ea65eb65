// Curves as plain SVG: people served against what is built, and what other budgets would serve.
"use strict";
const gpSvg = (tag, attributes, text) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  if (text !== undefined) node.textContent = text;
  return node;
};
// Round numbers that divide a length into about four.
function gpTicks(most) {
  const raw = most / 4 || 1, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= raw);
  return Array.from({length: Math.floor(most / step + 1e-9) + 1}, (_, k) => k * step);
}
// series: {points: [[x, y, label]], colour, dash, stepped, dots, hollow}; label is a point's tooltip.
function gpCurve(series, {label, xName, yName, number}) {
  const wide = 268, high = 150, left = 44, right = 8, up = 16, down = 30;
  const all = series.flatMap((one) => one.points);
  const mostX = Math.max(...all.map((p) => p[0]), 1e-9), mostY = Math.max(...all.map((p) => p[1]), 1e-9);
  const x = (v) => left + v / mostX * (wide - left - right), y = (v) => high - down - v / mostY * (high - up - down);
  const svg = gpSvg("svg", {viewBox: "0 0 " + wide + " " + high, role: "img", "aria-label": label, class: "gp-curve"});
  for (const v of gpTicks(mostY)) {
    svg.append(gpSvg("line", {x1: left, x2: wide - right, y1: y(v), y2: y(v), stroke: "#ddd"}), gpSvg("text", {x: left - 4, y: y(v) + 3, "text-anchor": "end"}, number(v)));
  }
  for (const v of gpTicks(mostX)) svg.append(gpSvg("text", {x: x(v), y: high - down + 12, "text-anchor": v === 0 ? "start" : "middle"}, number(v)));
  svg.append(gpSvg("line", {x1: left, x2: wide - right, y1: y(0), y2: y(0), stroke: "#555"}));
  svg.append(gpSvg("text", {x: left, y: 9}, yName), gpSvg("text", {x: wide - right, y: high - 4, "text-anchor": "end"}, xName));
  for (const one of series) {
    const steps = one.points.map((p, k) => (k && one.stepped ? "H" + x(p[0]).toFixed(1) + "V" + y(p[1]).toFixed(1)
      : (k ? "L" : "M") + x(p[0]).toFixed(1) + " " + y(p[1]).toFixed(1)));
    if (steps.length > 1) svg.append(gpSvg("path", {d: steps.join(""), fill: "none", stroke: one.colour, "stroke-width": 2, ...(one.dash ? {"stroke-dasharray": one.dash} : {})}));
    if (one.dots) for (const p of one.points) {
      const dot = gpSvg("circle", {cx: x(p[0]), cy: y(p[1]), r: one.big || 2.6, fill: one.hollow ? "#fff" : one.colour, stroke: one.colour, "stroke-width": 1.5});
      if (p[2]) dot.append(gpSvg("title", {}, p[2]));
      svg.append(dot);
    }
  }
  return svg;
}
