// What the legend lists of what is shown, in sections: for the panel and for the saved picture. Nothing here draws.
import { TOWN_DASH } from "../shared/line_styles.mjs";
import { PATTERNS, UNSEALED_STYLES } from "./line_styles.mjs";
import { listClasses } from "./step_sums.mjs";

const FIRST_STEPS = { colour: "step_1", weight: 5 }; // in which the lines of the programmes are shown

// Each section: {title, entries}. Each entry: {label, and `line` {colour, dash, weight} or `dot` {kind, group, far};
// `key`: the name of its switch, where it has one; `amount`: what is spent on it; `isClass`: a class of the steps}.
export function listLegend(data, model, shownPlan, mapLayers, viewState, now, format) {
  const plan = viewState.mode === "list" ? listOfRoads(data, model, mapLayers, format) : null;
  return [
    plan || { title: null, entries: listSteps(data, model, shownPlan, now, format) },
    { title: data.words.settlements, entries: listSettlements(data, mapLayers, format) },
    { title: data.words.roads, entries: listRoads(data) },
  ];
}

function listOfRoads(data, model, mapLayers, format) {
  const entries = mapLayers.listKinds.map((kind) => {
    const cost = model.every.reduce((sum, i) => sum + (kind.has(i) ? data.units.cost[i] : 0), 0);
    const line = { colour: kind.colour, dash: kind.dash, weight: 5 };
    return { label: data.words[kind.key], line, amount: format.costUnit(cost) };
  });
  return { title: null, entries };
}

function listSteps(data, model, shownPlan, now, format) {
  const { words, programmes } = data;
  const { steps } = shownPlan.order();
  const line = (colour, weight, dash = null) => ({ colour, weight, dash });
  const classes = listClasses(steps, shownPlan.classes).map(([from, to], k) => ({
    label: from === to ? format.number(from) : from + "–" + to,
    line: line("step_" + k, 6),
    isClass: true,
  }));
  return [
    ...classes,
    ...programmes.map((p, k) => ({
      label: p.label,
      line: { ...FIRST_STEPS, dash: PATTERNS[k % PATTERNS.length], isPattern: true },
      amount: format.costUnit(now.spent[k]),
    })),
    ...(now.unconnected ? [{ label: words.loose, line: line("edge", 4, [3, 4]) }] : []),
    ...(model.every.some(model.done) ? [{ label: words.done, line: line("reach", 5) }] : []),
    ...(model.count() ? [{ label: words.by_hand, line: line("unknown", 9) }] : []),
    ...(shownPlan.until() < steps ? [{ label: words.later, line: line("frame", 2, [2, 3]) }] : []),
  ];
}

function listSettlements(data, mapLayers, format) {
  const { words } = data;
  const entry = (key, label, kind, more = {}) => ({ key, label, dot: { kind, group: false, far: false, ...more } });
  const isFar = data.settlements.code.some((_, m) => mapLayers.isEndFar(m));
  const far = words.dot_far.replace("{0}", format.metres(data.far_m));
  return [
    entry("served", words.dot_won, "served"),
    ...(isFar ? [entry(null, far, "served", { group: true, far: true })] : []),
    entry("left", words.dot_left, "left"),
    entry("before", words.dot_before, "before"),
    entry("groups", words.show_groups, "left", { group: true }),
  ];
}

function listRoads(data) {
  const { words, units: u, roads } = data;
  const there = [true, u.surface.some((code, i) => code === null && u.candidate[i] !== "1"), u.candidate.includes("1")];
  const unsealed = UNSEALED_STYLES.map(({ key, colour, dash }, k) => ({
    ...(k ? { needs: "unsealed" } : { key: "unsealed" }),
    label: words[key],
    line: { colour, dash, weight: k === 2 ? 3 : 2 },
  }));
  const sealed = data.road_kinds.map((kind, k) => ({
    key: "road-" + k,
    label: kind.label,
    line: { colour: kind.colour, dash: kind.dash, weight: 2 },
  }));
  const isAside = roads.vertex.some((v) => v < 0);
  return [
    ...unsealed.filter((_, k) => there[k]),
    ...sealed.filter((_, k) => k || isAside),
    { key: "boundary", label: words.boundary, line: { colour: "field", dash: TOWN_DASH, weight: 1 } },
  ];
}

// Those of a section that the map shows: whose switch is on.
export const listShown = (entries, on) =>
  entries.filter(({ key, needs }) => (!key || on[key]) && (!needs || on[needs]));
