// The steps with the curve of people against what is built; what other budgets would serve; what would come next.
import { drawCurve } from "../shared/curve.mjs";
import { make, makeTable } from "../shared/elements.mjs";
import { fillWords } from "../shared/wording.mjs";
import { sumSteps } from "./edits.mjs";

export function makeSteps(data, model, details, format, act) {
  const words = data.words;
  const u = data.units;
  const text = details.text;
  const steps = make("details", "gp-steps");
  const plot = make("div", "gp-plot");
  steps.open = true;
  steps.append(
    make("summary", null, words.steps + " · " + format.number(data.steps.length)),
    make("p", "gp-sub", words.curve),
    plot,
    make("p", "gp-sub", words.steps_note),
  );
  const curve = [[0, 0, null]];
  const walk = make("div", "gp-list");
  const sums = sumSteps(data.steps);
  data.steps.forEach((step, k) => {
    const { cost, people } = sums[k];
    curve.push([
      cost / data.cost.parts,
      people,
      fillWords(words.step_n, k + 1) + ": " + format.costUnit(cost) + ", " + format.number(people) + " " + words.people,
    ]);
    const row = make("button", "gp-step");
    const caption = make(
      "span",
      null,
      step.segments.slice(0, 3).map(text).join(", ") + (step.segments.length > 3 ? " …" : ""),
    );
    const right = make("b", null, format.costUnit(step.cost));
    caption.append(
      make("small", null, "Σ " + format.costUnit(cost) + " · " + format.number(people) + " " + words.people),
    );
    right.append(make("small", null, "+" + format.number(step.people)));
    row.append(make("span", "gp-nr", k + 1), caption, right);
    row.onclick = () => act.fit(model.every.filter((i) => u.step[i] === k + 1));
    walk.append(row);
  });
  steps.append(walk);
  // What was changed by hand is a point beside the curve.
  function drawPlot(now, changed) {
    plot.replaceChildren(
      drawCurve(
        [
          { points: curve, colour: "accent", stepped: true, dots: true },
          ...(changed
            ? [
                {
                  points: [[now.cost / data.cost.parts, now.served.people, words.curve_by_hand]],
                  colour: "edge",
                  dots: true,
                  big: 4,
                  hollow: true,
                },
              ]
            : []),
        ],
        { label: words.curve, xName: data.cost.label, yName: words.people, number: (v) => format.number(v, 1) },
      ),
    );
  }
  return { box: steps, drawPlot };
}

export function makeBudgetCurve(data, format) {
  const words = data.words;
  const box = make("details", "gp-budget-curve");
  const points = data.budget_curve.map((p) => [
    p.cost / data.cost.parts,
    p.value,
    Math.round(100 * p.share) + " %: " + format.prize(p.value),
  ]);
  box.append(make("summary", null, words.budget_curve));
  box.append(
    drawCurve(
      [
        { points, colour: "accent", dots: true },
        { points: data.budget_curve.map((p) => [p.cost / data.cost.parts, p.bound]), colour: "field", dash: "4 3" },
      ],
      {
        label: words.budget_curve,
        xName: data.cost.label,
        yName: data.prize.label,
        number: (v) => format.number(v, 1),
      },
    ),
  );
  box.append(
    makeTable(
      [words.share, words.cost, words.served, words.at_most, words.proof],
      data.budget_curve.map((p) => [
        Math.round(100 * p.share) + " %",
        format.cost(p.cost),
        format.prize(p.value),
        format.prize(p.bound),
        p.proven ? words.yes : words.no,
      ]),
    ),
  );
  return box;
}

export function makeNext(data, details, format, act) {
  const words = data.words;
  const u = data.units;
  const text = details.text;
  const box = make("details", "gp-next");
  box.append(make("summary", null, words.next));
  for (const way of data.next) {
    const row = make("button", "gp-step");
    const names = [...new Set(way.units.map((i) => text(u.segment[i])))];
    row.append(
      make("span", null, "+"),
      make("span", null, names.slice(0, 3).join(", ") + (names.length > 3 ? " …" : "")),
      make("b", null, format.costUnit(way.cost) + " · +" + format.prize(way.gain)),
    );
    row.onclick = () => act.fit(way.units);
    box.append(row);
  }
  return box;
}
