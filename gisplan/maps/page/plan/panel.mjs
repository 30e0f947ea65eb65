// The panel: the finding, edits, budgets, before and after, steps, segments, towns, curves; all can be folded.
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { fillWords } from "../shared/wording.mjs";
import { makeEditBar } from "./edit_bar.mjs";
import { findFarthest } from "./farthest.mjs";
import { makeBudgetCurve, makeNext } from "./other_budgets.mjs";
import { makeScore } from "./score.mjs";
import { makeSteps, makeStepTable } from "./steps.mjs";
import { makeStretchList } from "./stretch_list.mjs";
import { makeTownTables } from "./tables.mjs";
import { makeYearTable } from "./year_table.mjs";

export function makePanel(data, model, shownPlan, viewState, details, texts, format, act, deskEdits) {
  const words = data.words;
  const panel = make("section", "gp-panel");
  panel.setAttribute("aria-label", words.panel);
  const fold = make("button", "gp-fold", "☰");
  const head = make("header");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => {
    panel.classList.toggle("gp-folded");
    fold.setAttribute("aria-expanded", String(!panel.classList.contains("gp-folded")));
  };
  head.append(make("h1", null, data.title));
  const ofFound = make("p", "gp-warn");
  panel.append(fold, head, ofFound, make("p", "gp-headline", data.headline), make("p", "gp-sub", data.subtitle));
  for (const line of data.help) panel.append(make("p", "gp-note", line));
  for (const line of data.findings) panel.append(make("p", "gp-finding", line));
  const farthest = findFarthest(data);
  if (farthest >= 0) {
    const end = format.metres(data.settlements.seal_end_m[farthest]);
    const said = fillWords(words.farthest, details.fullTitle(farthest), end);
    panel.append(makeButton(said, () => details.go(farthest), "gp-row gp-farthest"));
  }
  for (const line of data.warnings) panel.append(make("p", "gp-warn", line));

  const edits = makeEditBar(data, model, viewState, format, act);
  const tick = (label, key) => {
    const line = make("label", "gp-tick");
    const box = make("input");
    box.type = "checkbox";
    box.checked = viewState[key];
    box.onchange = () => {
      viewState[key] = box.checked;
    };
    line.append(box, make("span", null, label));
    return line;
  };
  const how = make("details", "gp-how");
  how.append(
    make("summary", null, words.how),
    make("p", "gp-sub", words.how_note),
    tick(words.fix_all, "fixAll"),
    tick(words.whole, "whole"),
    make("p", "gp-sub gp-hint", words.save_hint),
  );
  edits.box.append(how, edits.kept);
  panel.append(edits.box);

  const part = (title, open) => {
    const box = make("details", "gp-section");
    const body = make("div");
    box.open = open;
    box.append(make("summary", null, title), body);
    panel.append(box);
    return { box, body };
  };
  const money = part(words.budgets, true);
  const years = deskEdits ? makeYearTable(data, model, deskEdits, format) : null;
  if (years) panel.append(years.box);
  const who = part(words.joined, true);
  const steps = makeSteps(data, model, shownPlan, viewState, texts, format, act);
  const stretches = makeStretchList(data, model, shownPlan, details, format, act);
  const towns = makeTownTables(data, model, shownPlan, details, format, act);
  const next = data.next.length && !data.serve_all ? makeNext(data, model, details, format, act) : null;
  const table = make("details", "gp-steps-too");
  let order = { key: null, down: false };
  const sortTable = (turned) => {
    order = turned;
    fillTable();
    table.querySelector('[data-key="' + turned.key + '"]').focus();
  };
  function fillTable() {
    table.replaceChildren(table.firstChild);
    const does = { sort: sortTable, showStep: act.showStep };
    if (table.open) table.append(makeStepTable(data, shownPlan, texts, format, order, does));
  }
  table.append(make("summary", null, words.step_table));
  table.ontoggle = fillTable;
  panel.append(steps.box, table, stretches.box, towns.box);
  if (next) panel.append(next.box);
  if (data.budget_curve.length) panel.append(makeBudgetCurve(data, format));
  if (data.score) panel.append(makeScore(data, model, viewState, format, act));
  panel.append(...makeSources(data, format));

  const found = model.totals();
  function fillBudgets(now) {
    const used = (k) => (data.programmes[k].budget ? (100 * now.spent[k]) / data.programmes[k].budget : 100);
    const rows = data.programmes.map((p, k) => {
      const name = make("span", null, p.label);
      const bar = make("span", "gp-bar");
      const inner = make("i");
      const over = p.budget !== null && now.spent[k] > p.budget;
      inner.style.width = (now.spent[k] ? Math.min(100, used(k)) : 0) + "%";
      bar.append(inner);
      name.append(bar);
      const left = p.budget === null ? "–" : format.cost(p.budget - now.spent[k]);
      const cells = [name, p.budget === null ? "–" : format.cost(p.budget), format.cost(now.spent[k])];
      return [...cells, make("span", over ? "gp-over" : null, left)];
    });
    const warn = (text) => money.body.append(make("p", "gp-warn", text));
    money.body.replaceChildren(
      makeTable(
        [format.inUnit(words.programme, data.cost.label), words.budget, words.built, words.left],
        rows,
        "gp-budgets",
      ),
    );
    if (data.programmes.length > 1) money.body.append(make("p", "gp-sub gp-hint", words.budgets_note));
    if (data.price) money.body.append(make("p", "gp-sub", words.cost + format.colon + format.money(now)));
    data.programmes.forEach((p, k) => {
      if (p.budget !== null && now.spent[k] > p.budget)
        warn(p.label + format.colon + fillWords(words.over, format.costUnit(now.spent[k] - p.budget)));
    });
    if (now.outside) warn(fillWords(words.outside, format.costUnit(now.outside)));
    if (now.unconnected) warn(fillWords(words.unconnected, format.costUnit(now.unconnected)));
  }
  function fillServed(now) {
    const row = (label, key, shown, parts) => {
      const cells = [now.before[key], now.now[key]].map((v) => shown(v / parts));
      const more = [now.served[key], now.now[key] - found.now[key]].map((v) => format.sign(v / parts));
      return [label, ...cells, ...more];
    };
    const rows = ["villages", "groups", "people", "households"].map((key) => row(words[key], key, format.number, 1));
    if (!data.prize_is_counted)
      rows.push(row(fillWords(words.prize, data.prize.label), "prize", format.prize, data.prize.parts));
    who.body.replaceChildren(
      makeTable(["", words.before, words.now, words.served, words.against], rows, "gp-joined"),
      make("p", "gp-sub gp-hint", data.joined_note),
      make("p", "gp-sub gp-hint", words.against_note),
      ...data.differences.map((line) => make("p", "gp-sub gp-why", line)),
    );
  }
  // The finding: the plan's own as long as nothing was edited.
  function findHeadline(now = model.totals()) {
    if (!model.count()) return data.headline;
    const { added, removed } = model.sumEdits();
    const length = [format.km(added), format.km(removed), format.km(now.mm)];
    return fillWords(words.edited, ...length, format.number(now.served.people));
  }
  function refresh() {
    const now = model.totals();
    edits.refresh(now);
    ofFound.hidden = !model.count();
    ofFound.textContent = findHeadline(now) + format.gap + words.of_found;
    fillBudgets(now);
    if (years) years.refresh();
    fillServed(now);
    steps.refresh(now);
    stretches.fill();
    towns.refresh();
    fillTable();
    if (next) next.refresh();
    return now;
  }
  return {
    panel,
    refresh,
    refreshEdits: () => edits.refresh(model.totals()),
    restore: edits.restore,
    openEdits: edits.openText,
    findHeadline,
    towns,
    steps,
    now: model.totals,
  };
}

// How good the plan is, by what, and from what: each can be unfolded.
function makeSources(data, format) {
  const words = data.words;
  const fold = (title) => {
    const box = make("details");
    box.append(make("summary", null, title));
    return box;
  };
  const good = data.serve_all ? format.costUnit : format.prize;
  const proof = fold(words.proof);
  const figures = [
    words.value + " " + good(data.value),
    words.bound + " " + good(data.bound),
    words.gap + " " + format.number(data.gap, 2) + " %",
    data.proven ? words.proven : words.not_proven,
  ];
  proof.append(
    make("p", "gp-answer" + (data.proven ? " gp-proven" : ""), data.answer),
    make("p", "gp-sub gp-proof", figures.join(" · ")),
    make("p", "gp-sub", data.serve_all ? words.bound_note_cost : words.bound_note),
  );
  const rule = fold(words.standard);
  rule.append(make("p", null, data.standard), make("p", "gp-sub", data.source));
  for (const p of data.programmes) if (p.source) rule.append(make("p", "gp-sub", p.label + " — " + p.source));
  const read = fold(words.read);
  for (const item of data.inputs)
    read.append(
      make("p", "gp-input", item.layer + " · " + item.path),
      make("p", "gp-sub", item.counts),
      make("code", null, item.sha256),
    );
  return [proof, rule, read, make("p", "gp-sub gp-foot", data.settings)];
}
