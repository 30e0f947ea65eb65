// The plan against what was done, as plain SVG; beyond the last day the forecast, with its uncertainty.
import { make, makeSvg } from "../shared/elements.mjs";
import { countTicks, tracePath } from "../shared/scales.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { formatDay, monthTicks } from "./days.mjs";

const NAME_TOP = 14; // where the first name of a day stands, in units of the picture
const NAME_HIGH = 16; // from one name to the next
const LETTER = 7; // how wide a letter is, at most; a Chinese character is as wide as the text is high
const CHARACTER = 12;

// How wide a text is drawn, at most.
export const measureText = (text) =>
  [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? CHARACTER : LETTER), 0);

// Names of days, each with a row of its own above the plot: the later the higher, so that no line crosses a name; on
// the side of its line where it fits, else as far to the right as it fits. x: of a day.
export function placeNames(labels, x, wide) {
  const sorted = labels.slice().sort((one, two) => two.day - one.day);
  return sorted.map((label, row) => {
    const long = measureText(label.text);
    const before = x(label.day) - 4 - long;
    const left = before >= 0 ? before : Math.max(0, Math.min(x(label.day) + 4, wide - long));
    return { ...label, left, right: left + long, top: NAME_TOP + NAME_HIGH * row };
  });
}

// c: what was due and finished, as steps from the first event on; works: of how many; forecast: null where it is not
// of these works.
export function makeCurve(data, kind, c, works, forecast, format) {
  const words = data.words;
  const on = data.on;
  const f = forecast || { early: null, middle: null, late: null };
  const wide = 376;
  const high = 230;
  const left = 44;
  const right = 12;
  const up = NAME_TOP + 3 * NAME_HIGH;
  const down = 22;
  const known = Math.max(on, c.last_due ?? on);
  const events = [...c.planned.slice(0, 1), ...c.finished.slice(0, 1)].map(([day]) => day);
  const from = Math.min(...events, known - 30);
  const far = [f.late, f.middle, f.early].find((day) => day !== null) ?? on;
  // a forecast that is far off goes out of the picture instead of pressing the rest together
  const to = Math.max(known, Math.min(far, on + Math.max(60, known - from))) + 0.02 * (known - from + 30);
  const x = (day) => left + ((day - from) / (to - from)) * (wide - left - right);
  const y = (n) => high - down - (n / Math.max(1, works)) * (high - up - down);
  const svg = makeSvg("svg", {
    viewBox: "0 0 " + wide + " " + high,
    role: "img",
    "aria-label": [words.curve, kind.label].join(" · "),
    class: "gp-curve gp-s-curve",
  });
  const line = (x1, y1, x2, y2, more) => svg.append(makeSvg("line", { x1, y1, x2, y2, ...more }));
  const near = (13 * works) / (high - up - down); // ticks whose numbers would cover that of all works are left out
  for (const n of [...countTicks(works).filter((tick) => tick < works - near), works]) {
    line(left, y(n), wide - right, y(n), { stroke: styleColour(n === works ? "field" : "rule") });
    svg.append(makeSvg("text", { x: left - 4, y: y(n) + 3, "text-anchor": "end" }, format.number(n)));
  }
  svg.append(
    makeSvg(
      "text",
      {
        transform: "translate(9 " + (up + (high - up - down) / 2) + ") rotate(-90)",
        "text-anchor": "middle",
        class: "gp-unit-name",
      },
      words.works,
    ),
  );
  for (const tick of monthTicks(from, to, 5)) {
    line(x(tick.day), y(0), x(tick.day), y(0) + 4, { stroke: styleColour("frame") });
    if (x(tick.day) < wide - 21)
      svg.append(makeSvg("text", { x: x(tick.day), y: high - 7, "text-anchor": "middle" }, tick.text));
  }
  line(left, y(0), wide - right, y(0), { stroke: styleColour("frame") });

  const done = c.finished.length ? c.finished[c.finished.length - 1][1] : c.before;
  if (f.early !== null) {
    const edge = (day) => (day === null ? [x(to), y(done + (works - done) * 0.02)] : [x(day), y(works)]);
    const points = [[x(on), y(done)], edge(f.early), ...(f.late === null ? [[x(to), y(works)]] : []), edge(f.late)];
    const clip = "gp-clip-" + kind.id;
    const box = makeSvg("clipPath", { id: clip });
    box.append(makeSvg("rect", { x: left, y: up - 8, width: wide - left - right, height: high - up - down + 8 }));
    const fan = makeSvg("g", { "clip-path": "url(#" + clip + ")" });
    fan.append(
      makeSvg("polygon", {
        points: points.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "),
        fill: styleColour("pending"),
        "fill-opacity": 0.35,
      }),
    );
    if (f.middle !== null)
      fan.append(
        makeSvg("line", {
          x1: x(on),
          y1: y(done),
          x2: x(f.middle),
          y2: y(works),
          stroke: styleColour("accent"),
          "stroke-width": 1.8,
          "stroke-dasharray": "2 3",
        }),
      );
    svg.append(box, fan);
    if (f.middle !== null && f.middle <= to)
      svg.append(
        makeSvg("circle", {
          cx: x(f.middle),
          cy: y(works),
          r: 3.2,
          fill: styleColour("panel"),
          stroke: styleColour("accent"),
          "stroke-width": 1.6,
        }),
      );
  }
  const step = (points, last, start) => {
    const path = tracePath(
      [[from, start], ...points].map(([day, n]) => [x(day), y(n)]),
      true,
    );
    return path + "H" + x(last).toFixed(1);
  };
  if (c.planned.length)
    svg.append(
      makeSvg("path", {
        d: step(c.planned, Math.max(on, c.last_due), 0),
        fill: "none",
        stroke: styleColour("text"),
        "stroke-width": 1.6,
        "stroke-dasharray": "6 3",
      }),
    );
  svg.append(
    makeSvg("path", {
      d: step(c.finished, on, c.before),
      fill: "none",
      stroke: styleColour("accent"),
      "stroke-width": 2.6,
    }),
  );

  // Days with a name: each has a row of its own above the plot.
  const named = [];
  if (c.last_due === on) named.push([on, words.as_of_due, "text"]);
  else {
    named.push([on, words.as_of, "text"]);
    if (c.last_due !== null) named.push([c.last_due, words.all_due, "late"]);
  }
  if (f.middle !== null && f.middle <= to) named.push([f.middle, words.likely, "accent"]);
  const labels = named.map(([day, text, colour]) => ({
    day,
    text: format.fill(text, formatDay(day)),
    colour,
    likely: text === words.likely,
    due: text === words.all_due,
  }));
  placeNames(labels, x, wide).forEach(({ day, text, colour, likely, due, left: at, top }) => {
    line(x(day), top - 9, x(day), likely ? y(works) - 4 : y(0), {
      stroke: styleColour(colour),
      "stroke-width": 1,
      "stroke-dasharray": due ? "4 2" : "none",
      "stroke-opacity": 0.7,
    });
    svg.append(makeSvg("text", { x: at, y: top, fill: styleColour(colour), class: "gp-named-day" }, text));
  });
  const hand = makeSvg("line", { x1: x(on), x2: x(on), y1: y(works), y2: y(0), class: "gp-hand-day" });
  svg.append(hand);
  const tick = (style, text) => {
    const one = make("span", "gp-key");
    const mark = make("i");
    Object.assign(mark.style, style);
    one.append(mark, make("span", null, text));
    return one;
  };
  const key = make("p", "gp-keys");
  if (c.planned.length) key.append(tick({ borderTop: "2px dashed " + styleColour("text") }, words.curve_planned));
  key.append(tick({ borderTop: "3px solid " + styleColour("accent") }, words.curve_finished));
  if (f.early !== null)
    key.append(
      tick(
        { height: "9px", background: styleColour("pending"), borderTop: "2px dotted " + styleColour("accent") },
        words.curve_forecast,
      ),
    );
  return {
    svg,
    key,
    mark(day) {
      for (const side of ["x1", "x2"]) hand.setAttribute(side, x(Math.max(from, day)));
      hand.style.display = day === on ? "none" : "";
    },
  };
}
