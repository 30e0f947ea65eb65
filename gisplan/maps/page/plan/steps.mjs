// The steps, each with its road, its town, whom it serves, its cost and where the seal ends; and the curve above them.
import { drawCurve } from "../shared/curve.mjs";
import { make, makeTable } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
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
  const nameOf = (m) => (s.village[m] >= 0 ? details.title(s.village[m]) + " " : "") + details.title(m);
  const asFound = () => shownPlan.order().asFound;
  return {
    roads,
    towns,
    served: (step) => step.settlements.map(nameOf),
    seal: (k) => mapLayers.sealEnds.most(shownPlan.order().sums[k].settlements),
    // As the plan as found has it: for edits it is not found anew.
    toSettlements: (k) =>
      asFound() && data.steps[k].km_to_settlements !== undefined ? data.steps[k].km_to_settlements * 1e6 : null,
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
  steps.append(head, plot, walk, make("p", "gp-sub", words.steps_note));
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
        fillWords(words.step_n, k + 1) + ": " + format.costUnit(total.cost) + ", " + format.number(total.people),
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

const inUnit = (label, unit) => label + " (" + unit + ")";

// The steps as a table, for paper and for those who do not see the map.
export function makeStepTable(data, shownPlan, texts, format) {
  const words = data.words;
  const heads = [words.step, words.roads, words.town, words.newly, inUnit(words.length, words.km)];
  heads.push(inUnit(words.whole_length, words.km));
  if (format.hasMoney) heads.push(inUnit(words.cost, words.yuan));
  heads.push(words.people, inUnit(words.seal_end, words.metre));
  const rows = shownPlan.order().sums.map((step, k) => {
    const whole = texts.toSettlements(k);
    const seal = texts.seal(k);
    return [
      k + 1,
      format.list(texts.roads(step)),
      format.list(texts.towns(step)),
      format.list(texts.served(step)),
      format.kmNumber(step.mm),
      whole === null ? null : format.kmNumber(whole),
      ...(format.hasMoney ? [format.moneyNumber(step)] : []),
      format.number(step.people),
      seal === null ? null : format.number(Math.round(seal)),
    ];
  });
  return makeTable(heads, rows, "gp-step-table");
}
