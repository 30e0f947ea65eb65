// The steps, each with its road, its town, whom it serves, its cost and where the seal ends; and the curve above them.
import { drawCurve } from "../shared/curve.mjs";
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { sortRows } from "../shared/sort_rows.mjs";
import { fillWords } from "../shared/wording.mjs";

const NAMED = 4; // settlements that a row names

// What the rows and the tables say of a step.
export function makeStepTexts(data, shownPlan, mapLayers, details, format) {
  const words = data.words;
  const u = data.units;
  const s = data.settlements;
  const distinct = (places) => [...new Set(places)].filter((place) => place >= 0).map(details.text);
  const roads = (step) => {
    const named = distinct(step.units.map((i) => u.name[i]));
    return named.length ? named : distinct(step.units.map((i) => u.segment[i]));
  };
  const towns = (step) => {
    const own = u.town ? distinct(step.units.map((i) => u.town[i])) : [];
    return own.length ? own : distinct(step.settlements.map((m) => s.town[m]));
  };
  const asFound = () => shownPlan.order().asFound;
  return {
    roads,
    towns,
    served: (step) => step.settlements.map(details.fullTitle),
    seal: (k) => mapLayers.sealEnds.most(shownPlan.order().sums[k].settlements),
    // As the plan as found has it: for edits it is not found anew.
    toSettlements: (k) =>
      asFound() && data.steps[k].km_to_settlements !== undefined ? data.steps[k].km_to_settlements * 1e6 : null,
    lacksWhole: () => !asFound() && data.steps.some((step) => step.km_to_settlements > step.km),
    short: (some, most) => format.list(some.slice(0, most)) + (some.length > most ? " …" : ""),
    sealText: (metres) => fillWords(words.seal_short, format.metres(metres)),
  };
}

export function makeSteps(data, model, shownPlan, viewState, texts, format, act) {
  const words = data.words;
  const steps = make("details", "gp-steps");
  const head = make("summary");
  const plot = make("div", "gp-plot");
  const walk = make("ol", "gp-list gp-walk");
  steps.open = true;
  const lengths = make("p", "gp-sub", words.no_whole);
  steps.append(head, plot, lengths, walk, make("p", "gp-sub", words.steps_note));
  let filled = null;

  function makeRow(step, k) {
    const item = make("li");
    const row = make("button", "gp-step");
    const number = make("span", "gp-nr", k + 1);
    const caption = make("span");
    const right = make("b", null, format.money(step));
    const seal = texts.seal(k);
    const whole = texts.toSettlements(k);
    number.style.borderColor = styleColour("step_" + shownPlan.classOf(k));
    const roads = texts.roads(step);
    caption.append(make("span", "gp-road", texts.short(roads, 2)));
    const towns = texts.towns(step);
    if (towns.length) caption.append(" · " + format.list(towns));
    const served = texts.served(step);
    caption.append(
      make("small", null, served.length ? texts.short(served, NAMED) : words.serves_nobody),
      ...(seal > data.far_m ? [make("small", "gp-far", texts.sealText(seal))] : []),
      ...(whole > step.mm ? [make("small", null, fillWords(words.whole_km, format.km(whole)))] : []),
    );
    if (format.hasMoney) right.append(make("small", null, format.km(step.mm)));
    right.append(make("small", null, "+" + fillWords(words.people_amount, format.number(step.people))));
    row.append(number, caption, right);
    row.onclick = () => act.showStep(k);
    item.append(row);
    return item;
  }
  function drawPlot(sums, now) {
    const value = (one) => one.cost / data.cost.parts;
    const points = [[0, 0, null]];
    sums.forEach(({ total }, k) =>
      points.push([
        value(total),
        total.people,
        fillWords(words.step_n, k + 1) +
          format.colon +
          format.costUnit(total.cost) +
          format.clause +
          format.number(total.people),
      ]),
    );
    const series = [{ points, colour: "accent", stepped: true, dots: points.length < 60 }];
    const until = shownPlan.until();
    if (until < sums.length)
      series.push({ points: [points[until]], colour: "edge", dots: true, big: 4.5, hollow: true });
    else if (model.count())
      series.push({
        points: [[now.cost / data.cost.parts, now.served.people, words.curve_by_hand]],
        colour: "edge",
        dots: true,
        big: 4,
        hollow: true,
      });
    plot.replaceChildren(
      make("p", "gp-sub", words.curve),
      drawCurve(series, {
        label: words.curve,
        xName: data.cost.label,
        yName: words.people,
        number: (v) => format.number(v, 1),
      }),
    );
  }
  function refresh(now) {
    const order = shownPlan.order();
    const until = shownPlan.until();
    if (filled !== order) {
      filled = order;
      head.textContent = words.steps + " · " + format.number(order.steps);
      walk.replaceChildren(...order.sums.map(makeRow));
      lengths.hidden = !texts.lacksWhole();
    }
    [...walk.children].forEach((item, k) => {
      item.classList.toggle("gp-later", k >= until);
      item.firstChild.setAttribute("aria-current", k === until - 1 && until < order.steps ? "step" : "false");
    });
    if (order.steps) drawPlot(order.sums, now);
    else plot.replaceChildren();
  }
  return { box: steps, refresh };
}

// The columns of the table of steps: key, head, and what a cell shows of a row; numbers begin with the largest.
function listColumns(data, format) {
  const words = data.words;
  const known = (value, show) => (value === null ? null : show(value));
  const columns = [
    { key: "step", head: words.step },
    { key: "roads", head: words.roads },
    { key: "towns", head: words.town },
    { key: "served", head: words.newly },
    { key: "mm", head: format.inUnit(words.length, words.km), show: format.kmNumber, isNumber: true },
    {
      key: "whole",
      head: format.inUnit(words.whole_length, words.km),
      show: (v) => known(v, format.kmNumber),
      isNumber: true,
    },
    { key: "people", head: words.people, show: (v) => format.number(v), isNumber: true },
    {
      key: "seal",
      head: format.inUnit(words.seal_end, words.metre),
      show: (v) => known(v, format.number),
      isNumber: true,
    },
  ];
  const money = {
    key: "yuan",
    head: format.inUnit(words.cost, words.yuan),
    show: (_, row) => row.money,
    isNumber: true,
  };
  if (format.hasMoney) columns.splice(6, 0, money);
  return columns;
}

// A row for each step, in the order of building.
function listRows(shownPlan, texts, format) {
  return shownPlan.order().sums.map((step, k) => {
    const seal = texts.seal(k);
    return {
      step: k + 1,
      roads: format.list(texts.roads(step)),
      towns: format.list(texts.towns(step)),
      served: format.list(texts.served(step)),
      mm: step.mm,
      whole: texts.toSettlements(k),
      yuan: step.yuan || null,
      money: format.hasMoney ? format.moneyNumber(step) : null,
      people: step.people,
      seal: seal === null ? null : Math.round(seal),
    };
  });
}

// The steps as a table, for paper and for those who do not see the map. order: {key, down}; change: draws it anew with
// another order, so that the heads are buttons, and show: what a click on a step does.
export function makeStepTable(data, shownPlan, texts, format, order, act) {
  const columns = listColumns(data, format);
  const rows = listRows(shownPlan, texts, format);
  const sorted = order && order.key ? sortRows(rows, order.key, order.down) : rows;
  const makeHead = ({ key, head, isNumber }) => {
    if (!act) return head;
    const mark = order.key === key ? (order.down ? " ▼" : " ▲") : "";
    const turned = { key, down: order.key === key ? !order.down : Boolean(isNumber) };
    const button = makeButton(head + mark, () => act.sort(turned), "gp-sort");
    button.dataset.key = key;
    return button;
  };
  const makeCell = (row, { key, show }) => {
    if (act && key === "step") return makeButton(String(row.step), () => act.showStep(row.step - 1), "gp-row");
    return show ? show(row[key], row) : row[key];
  };
  const table = makeTable(
    columns.map(makeHead),
    sorted.map((row) => columns.map((column) => makeCell(row, column))),
    "gp-step-table",
  );
  if (act)
    table.querySelectorAll("thead th").forEach((cell, k) => {
      const isSorted = order.key === columns[k].key;
      cell.setAttribute("aria-sort", isSorted ? (order.down ? "descending" : "ascending") : "none");
    });
  return table;
}
