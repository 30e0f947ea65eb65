// Curves as plain SVG: people served against what is built, and what other budgets would serve.
import { makeSvg } from "./elements.mjs";
import { styleColour } from "./scheme.mjs";
import { tracePath, valueTicks } from "./scales.mjs";

// series: {points: [[x, y, label]], colour, dash, stepped, dots, hollow}; colour: its name; label: a point's tooltip.
export function drawCurve(series, { label, xName, yName, number }) {
  const wide = 268;
  const high = 150;
  const left = 44;
  const right = 8;
  const up = 16;
  const down = 30;
  const all = series.flatMap((one) => one.points);
  const mostX = Math.max(...all.map((p) => p[0]), 1e-9);
  const mostY = Math.max(...all.map((p) => p[1]), 1e-9);
  const x = (v) => left + (v / mostX) * (wide - left - right);
  const y = (v) => high - down - (v / mostY) * (high - up - down);
  const svg = makeSvg("svg", {
    viewBox: "0 0 " + wide + " " + high,
    role: "img",
    "aria-label": label,
    class: "gp-curve",
  });
  for (const v of valueTicks(mostY)) {
    svg.append(
      makeSvg("line", { x1: left, x2: wide - right, y1: y(v), y2: y(v), stroke: styleColour("rule") }),
      makeSvg("text", { x: left - 4, y: y(v) + 3, "text-anchor": "end" }, number(v)),
    );
  }
  for (const v of valueTicks(mostX))
    svg.append(
      makeSvg("text", { x: x(v), y: high - down + 12, "text-anchor": v === 0 ? "start" : "middle" }, number(v)),
    );
  svg.append(makeSvg("line", { x1: left, x2: wide - right, y1: y(0), y2: y(0), stroke: styleColour("frame") }));
  svg.append(
    makeSvg("text", { x: left, y: 9 }, yName),
    makeSvg("text", { x: wide - right, y: high - 4, "text-anchor": "end" }, xName),
  );
  for (const one of series) {
    const d = tracePath(
      one.points.map((p) => [x(p[0]), y(p[1])]),
      one.stepped,
    );
    if (one.points.length > 1)
      svg.append(
        makeSvg("path", {
          d,
          fill: "none",
          stroke: styleColour(one.colour),
          "stroke-width": 2,
          ...(one.dash ? { "stroke-dasharray": one.dash } : {}),
        }),
      );
    if (one.dots)
      for (const p of one.points) {
        const dot = makeSvg("circle", {
          cx: x(p[0]),
          cy: y(p[1]),
          r: one.big || 2.6,
          fill: styleColour(one.hollow ? "panel" : one.colour),
          stroke: styleColour(one.colour),
          "stroke-width": 1.5,
        });
        if (p[2]) dot.append(makeSvg("title", {}, p[2]));
        svg.append(dot);
      }
  }
  return svg;
}
