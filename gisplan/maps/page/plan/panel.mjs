// The panel: how good the plan is, kilometres against budgets, who is joined, stretches, steps and curves.
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { fillWords } from "../shared/wording.mjs";
import { makeLegend } from "./legend.mjs";
import { makeScore } from "./score.mjs";
import { makeBudgetCurve, makeNext, makeSteps } from "./steps.mjs";
import { makeStretchList } from "./stretch_list.mjs";

export function makePanel(data, model, mapLayers, viewState, details, format, act) {
  const words = data.words;
  const panel = make("section", "gp-panel");
  const { legend, draw: drawLegend } = makeLegend(data, model, mapLayers, viewState, format, act);
  panel.setAttribute("aria-label", words.fold);
  const fold = make("button", "gp-fold", "☰");
  const head = make("header");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => panel.classList.toggle("gp-folded");
  head.append(make("h1", null, data.title));
  panel.append(
    fold,
    head,
    make("p", "gp-sub", data.subtitle),
    make("p", "gp-answer" + (data.proven ? " gp-proven" : ""), data.answer),
  );
  const good = data.serve_all ? format.costUnit : format.prize;
  panel.append(
    make(
      "p",
      "gp-sub gp-proof",
      [
        words.value + " " + good(data.value),
        words.bound + " " + good(data.bound),
        words.gap + " " + format.number(data.gap, 2) + " %",
        data.proven ? words.proven : words.not_proven,
      ].join(" · "),
    ),
  );
  for (const line of data.warnings) panel.append(make("p", "gp-warn", line));
  const tick = (label, on, run) => {
    const line = make("label", "gp-tick");
    const box = make("input");
    box.type = "checkbox";
    box.checked = on;
    box.onchange = () => run(box.checked);
    line.append(box, make("span", null, label));
    return line;
  };
  const money = make("div", "gp-money");
  const hand = make("p", "gp-sub gp-changed");
  const who = make("div", "gp-who");
  panel.append(hand, money, who);
  const undo = makeButton(words.undo, () => {
    model.undo();
    act.refresh();
  });
  const back = makeButton(words.reset, () => {
    model.reset();
    act.refresh();
  });
  const save = makeButton(words.save, () => act.save(viewState.fixAll), "gp-button gp-main");
  const acts = make("p", "gp-buttons");
  acts.append(undo, back, save);
  panel.append(
    acts,
    tick(words.fix_all, false, (on) => {
      viewState.fixAll = on;
    }),
    tick(words.whole, false, (on) => {
      viewState.whole = on;
    }),
    make("p", "gp-sub gp-hint", words.save_hint),
  );

  const stretches = makeStretchList(data, model, details, format, act);
  const steps = makeSteps(data, model, details, format, act);
  panel.append(stretches.box, steps.box);
  if (data.budget_curve.length) panel.append(makeBudgetCurve(data, format));
  if (data.score) panel.append(makeScore(data, model, viewState, format, act));
  if (data.next.length && !data.serve_all) panel.append(makeNext(data, details, format, act));
  const rule = make("details");
  const read = make("details");
  rule.append(make("summary", null, words.standard), make("p", null, data.standard), make("p", "gp-sub", data.source));
  for (const p of data.programmes) if (p.source) rule.append(make("p", "gp-sub", p.label + " — " + p.source));
  read.append(make("summary", null, words.read));
  for (const item of data.inputs)
    read.append(
      make("p", "gp-input", item.layer + " · " + item.path),
      make("p", "gp-sub", item.counts),
      make("code", null, item.sha256),
    );
  panel.append(rule, read, make("p", "gp-sub gp-foot", data.settings));

  const found = model.totals();
  function refresh() {
    const now = model.totals();
    const count = model.count();
    hand.textContent = count ? fillWords(words.changed, format.number(count)) : words.as_found;
    hand.classList.toggle("gp-hand", count > 0);
    money.replaceChildren(
      makeTable(
        [words.programme + " (" + data.cost.label + ")", words.budget, words.built, words.left],
        data.programmes.map((p, k) => {
          const name = make("span", null, p.label);
          const bar = make("span", "gp-bar");
          const inner = make("i");
          const over = p.budget !== null && now.spent[k] > p.budget;
          inner.style.width =
            (p.budget ? Math.min(100, (100 * now.spent[k]) / p.budget) : now.spent[k] ? 100 : 0) + "%";
          inner.style.background = styleColour(p.colour);
          bar.append(inner);
          name.append(bar);
          const left = make(
            "span",
            over ? "gp-over" : null,
            p.budget === null ? "–" : format.cost(p.budget - now.spent[k]),
          );
          return [name, p.budget === null ? "–" : format.cost(p.budget), format.cost(now.spent[k]), left];
        }),
        "gp-budgets",
      ),
    );
    data.programmes.forEach((p, k) => {
      if (p.budget !== null && now.spent[k] > p.budget)
        money.append(
          make("p", "gp-warn", p.label + ": " + fillWords(words.over, format.costUnit(now.spent[k] - p.budget))),
        );
    });
    if (now.outside) money.append(make("p", "gp-warn", fillWords(words.outside, format.costUnit(now.outside))));
    if (now.unconnected)
      money.append(make("p", "gp-warn", fillWords(words.unconnected, format.costUnit(now.unconnected))));
    const sign = (v) => (v > 0 ? "+" + format.number(v, 1) : v < 0 ? "−" + format.number(-v, 1) : "0");
    const rows = ["villages", "groups", "people", "households"].map((key) => [
      words[key],
      format.number(now.before[key]),
      format.number(now.now[key]),
      sign(now.served[key]),
      sign(now.now[key] - found.now[key]),
    ]);
    rows.push([
      fillWords(words.prize, data.prize.label),
      ...[now.before.prize, now.now.prize].map((v) => format.prize(v / data.prize.parts)),
      sign(now.served.prize / data.prize.parts),
      sign((now.now.prize - found.now.prize) / data.prize.parts),
    ]);
    who.replaceChildren(
      make("h2", null, words.joined),
      makeTable(["", words.before, words.now, words.served, words.against], rows, "gp-joined"),
    );
    undo.disabled = !model.canUndo();
    back.disabled = !count;
    steps.drawPlot(now, count > 0);
    stretches.fill();
    drawLegend(now);
  }
  return { panel, legend, refresh };
}
