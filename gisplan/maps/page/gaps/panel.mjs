// The panel: whose verdicts, search, the switch of criterion by sector, layers, towns, what was read.
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { fillWords, punctuate } from "../shared/wording.mjs";
import { makeCopyButton } from "../shared/copy_link.mjs";
import { makeSwatch } from "../shared/swatch.mjs";
import { makeLegend } from "./legend.mjs";
import { makeSearchBox } from "./search_box.mjs";
import { makeShownTable } from "./table.mjs";
import { listGravest } from "./village_rank.mjs";

const GRAVEST = 5;

export function makePanel(data, state, verdicts, details, mapLayers, dots, scheme, act) {
  const words = data.words;
  const marks = punctuate(data.lang);
  const number = details.number;
  const letters = { m: "met", a: "met_if_assumed", x: "missed", u: "unknown" };
  const reasons = [];
  const panel = make("section", "gp-panel");
  panel.setAttribute("aria-label", data.title);
  const fold = make("button", "gp-fold", "☰");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => panel.classList.toggle("gp-folded");
  const head = make("header");
  head.append(make("h1", null, data.title), details.badge(data.state));
  panel.append(fold, head, make("p", "gp-sub", data.subtitle));
  panel.append(make("h2", "gp-headline", data.headline), makeGravest(), makeReasons());
  for (const line of data.warnings) panel.append(make("p", "gp-warn", line));

  panel.append(...makeSearchBox(data, verdicts, details, act));

  const only = make("label", "gp-only");
  const tick = make("input");
  tick.type = "checkbox";
  only.append(tick, make("span", null, words.only_gaps));
  tick.onchange = () => {
    state.hide.m = state.hide["-"] = tick.checked;
    act.redraw();
  };
  const boxes = {};
  const show = (key) => {
    state.on[key] = boxes[key].checked = true;
  };
  const toggle = (layer) => {
    const line = make("label", "gp-layer");
    const box = make("input");
    box.type = "checkbox";
    box.checked = state.on[layer.key];
    boxes[layer.key] = box;
    box.onchange = () => {
      state.on[layer.key] = box.checked;
      act.redraw();
    };
    line.append(box, makeSwatch(layer.swatch), make("span", null, layer.label));
    if (layer.count !== undefined) line.append(make("b", null, number(layer.count)));
    return line;
  };

  // The switch: the villages' own verdict, then each sector with its criteria and layers.
  const radios = [];
  const radio = (k, label, role) => {
    const line = make("label", "gp-criterion");
    const dot = make("input");
    dot.type = "radio";
    dot.name = "gp-criterion";
    dot.value = String(k);
    dot.checked = state.criterion === k;
    dot.onchange = () => act.choose(k);
    radios.push([k, dot]);
    const text = make("span", null, label);
    if (role) text.append(make("small", null, " " + role));
    line.append(dot, text);
    for (const letter of "xua") {
      const count = verdicts.say(k, letter, number);
      if (!count) continue;
      const mark = make("b", "gp-" + letters[letter], data.marks[letters[letter]] + count);
      mark.title = words[letters[letter]];
      line.append(mark);
    }
    return line;
  };
  // What the villages fall short of: each reason colours the map by its criterion.
  function makeReasons() {
    const list = make("div", "gp-reasons");
    const judged = data.settlements.own.judged_for_exit.split("1").length - 1;
    if (data.reasons.length) list.append(make("p", "gp-sub", fillWords(words.of_judged, number(judged))));
    for (const { criterion, villages } of data.reasons) {
      const button = make("button", "gp-reason");
      button.append(make("b", null, number(villages)), make("span", null, data.criteria[criterion].label));
      button.onclick = () => act.choose(state.criterion === criterion ? -1 : criterion);
      reasons.push([criterion, button]);
      list.append(button);
    }
    return list;
  }
  // The villages judged for exit that fall short and have the most people.
  function makeGravest() {
    const list = make("div", "gp-worst");
    const gravest = listGravest(data, GRAVEST);
    if (gravest.length) list.append(make("p", "gp-sub", words.gravest));
    for (const { i, people, missed } of gravest) {
      const button = make("button", "gp-row");
      button.append(make("b", null, details.title(i)));
      if (people !== null) button.append(" " + fillWords(words.people_count, number(people)));
      button.append(make("span", null, marks.colon + missed.map((k) => data.criteria[k].label).join(marks.comma)));
      button.onclick = () => details.go(i);
      list.append(button);
    }
    return list;
  }
  const layers = dots.layers.concat(mapLayers.layers.slice().reverse());
  const choice = make("details", "gp-choice");
  choice.append(make("summary", null, words.layers), only);
  choice.append(make("p", "gp-sub", words.colour_by));
  if (data.exits) choice.append(radio(-1, words.verdict));
  for (const sector of data.sectors.concat([{ id: "ground", label: words.ground }])) {
    const criteria = data.criteria.flatMap((c, k) => (c.sector === sector.id ? [[k, c]] : []));
    const own = layers.filter((layer) => layer.sector === sector.id);
    if (!criteria.length && !own.length) continue;
    const group = make("section", "gp-group");
    group.append(make("h2", null, sector.label));
    for (const [k, c] of criteria) group.append(radio(k, c.label, c.role));
    if (own.length) {
      const folded = make("div", "gp-layers");
      for (const layer of own) folded.append(toggle(layer));
      if (sector.id === "ground") folded.append(toggle({ key: "names", label: words.names, swatch: { dot: "text" } }));
      group.append(folded);
    }
    choice.append(group);
  }
  panel.append(choice);

  const towns = make("details", "gp-towns");
  const grid = make("div");
  towns.append(make("summary", null, words.towns), grid);
  towns.ontoggle = () => fillTowns(verdicts.count(state.criterion).towns);
  const table = makeShownTable(data, state, verdicts, details, act);
  if (data.towns.name.length) panel.append(towns);
  const tools = make("p", "gp-buttons");
  tools.append(table.opener, makeCopyButton(words));
  panel.append(tools);
  const read = make("details");
  read.append(make("summary", null, words.read));
  for (const item of data.inputs) {
    read.append(
      make("p", "gp-input", item.layer + " · " + item.path),
      make("p", "gp-sub", item.counts),
      make("code", null, item.sha256),
    );
  }
  const rule = make("details");
  const source = make("p", "gp-sub", null);
  rule.append(
    make("summary", null, words.standard),
    make("p", null, data.exits ? data.answer : null),
    make("p", null, data.standard),
    make("p", "gp-sub", data.source),
    source,
  );
  panel.append(rule, read, make("p", "gp-sub gp-foot", data.settings));

  const { legend, fillLegend } = makeLegend(data, state, verdicts, number, scheme, act, layers);

  // What follows the chosen criterion: the legend with its counts, the towns' table, the source.
  function refresh() {
    const criterion = data.criteria[state.criterion];
    const counted = verdicts.count(state.criterion).towns;
    fillLegend();
    fillTowns(counted);
    table.fill();
    source.textContent = criterion ? criterion.label + " — " + criterion.source : "";
    for (const [k, button] of reasons) button.setAttribute("aria-pressed", String(k === state.criterion));
    for (const [k, dot] of radios) dot.checked = k === state.criterion;
    tick.checked = Boolean(state.hide.m && state.hide["-"]);
  }
  // The towns with their counts, the largest share missed first.
  function fillTowns(counted) {
    if (!towns.open) return;
    const shares = counted.map(verdicts.share);
    const rows = counted
      .map((c, t) => [t, c, shares[t]])
      .filter((row) => row[2] !== null)
      .sort((a, b) => b[2] - a[2] || b[1].x - a[1].x || a[0] - b[0])
      .map(([t]) => {
        const open = makeButton(data.towns.name[t], () => act.town(t), "gp-row");
        return [open, ...["x", "u", "m"].map((letter) => verdicts.sayTown(state.criterion, t, letter, number))];
      });
    const listed = makeTable([words.one_town, words.missed, words.unknown, words.met], rows);
    if (verdicts.isSplit(state.criterion)) listed.prepend(make("caption", "gp-sub", words.judged));
    grid.replaceChildren(listed);
  }
  return { panel, legend, sheet: table.sheet, layers, refresh, show };
}
