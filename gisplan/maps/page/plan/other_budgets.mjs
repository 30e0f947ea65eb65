// What other budgets would serve, and what would come next beyond the budgets.
import { drawCurve } from "../shared/curve.mjs";
import { make, makeTable } from "../shared/elements.mjs";
import { fillWords } from "../shared/wording.mjs";
import { sumUnits } from "./step_sums.mjs";

export function makeBudgetCurve(data, format) {
  const words = data.words;
  const cost = format.inUnit(data.cost.unit === "km" ? words.length : words.cost, data.cost.label);
  const box = make("details", "gp-budget-curve");
  const points = data.budget_curve.map((p) => [
    p.cost / data.cost.parts,
    p.value,
    Math.round(100 * p.share) + " %" + format.colon + format.prize(p.value),
  ]);
  box.append(make("summary", null, words.budget_curve), make("p", "gp-sub", words.budget_curve_note));
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
      [words.share, cost, fillWords(words.served_of, data.prize.label), words.at_most, words.proof],
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

// A click adds what a row says, and another takes it out again.
export function makeNext(data, model, details, format, act) {
  const words = data.words;
  const u = data.units;
  const text = details.text;
  const box = make("details", "gp-next");
  box.append(make("summary", null, words.next), make("p", "gp-sub", words.next_note));
  const rows = data.next.map((way) => {
    const row = make("button", "gp-step");
    const names = [...new Set(way.units.map((i) => (u.name[i] >= 0 ? u.name[i] : u.segment[i])))].map(text);
    const mark = make("span", "gp-nr", "+");
    const sums = sumUnits(data, way.units);
    const right = make("b", null, format.money(sums));
    if (format.hasMoney) right.append(make("small", null, format.km(sums.mm)));
    right.append(make("small", null, "+" + fillWords(data.prize.amount, format.prize(way.gain))));
    row.append(mark, make("span", null, format.list(names.slice(0, 3)) + (names.length > 3 ? " …" : "")), right);
    const isIn = () => way.units.every(model.isIn);
    row.onclick = () => {
      act.toggle(way.units, !isIn());
      act.fit(way.units);
    };
    box.append(row);
    return () => {
      mark.textContent = isIn() ? "✓" : "+";
      row.setAttribute("aria-pressed", String(isIn()));
      row.title = fillWords(isIn() ? words.take_out : words.put_in);
    };
  });
  return { box, refresh: () => rows.forEach((run) => run()) };
}
