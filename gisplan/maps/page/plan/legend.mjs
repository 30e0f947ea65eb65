// The legend: steps by colour, programmes by the kind of line, settlements and roads; most of them can be hidden.
import { make } from "../shared/elements.mjs";
import { makeLineSwatch } from "../shared/swatch.mjs";
import { makeSprite } from "../shared/sprite.mjs";
import { PATTERNS } from "./layers.mjs";
import { drawSettlement } from "./settlements.mjs";
import { listClasses } from "./step_sums.mjs";

export function makeLegend(data, model, shownPlan, mapLayers, viewState, scheme, format, act) {
  const words = data.words;
  const u = data.units;
  const legend = make("details", "gp-legend");
  const body = make("div");
  const head = make("summary", null, words.legend);
  legend.append(head, body);
  function row(label, swatch, key, count) {
    const line = make(key ? "label" : "p", "gp-state");
    if (key) {
      const box = make("input");
      box.type = "checkbox";
      box.checked = viewState.on[key];
      box.name = key;
      box.onchange = () => {
        viewState.on[key] = box.checked;
        act.redraw();
      };
      line.append(box);
    } else line.append(make("i", "gp-nobox"));
    line.append(swatch, make("span", null, label));
    if (count !== undefined) {
      line.append(make("b", null, count));
      line.classList.add("gp-counted");
    }
    body.append(line);
  }
  const title = (text) => body.append(make("h3", null, text));
  const stroke = (colour, dash, weight) => makeLineSwatch(data, colour, dash, weight);
  const picture = (wide, high, paint) => {
    const sprite = makeSprite(Math.ceil(wide / 2), paint).canvas;
    sprite.className = "gp-picture";
    sprite.style.width = wide + "px";
    sprite.style.height = wide + "px";
    sprite.style.margin = (high - wide) / 2 + "px 7px " + (high - wide) / 2 + "px 0";
    return sprite;
  };
  const dot = (kind, group, far) =>
    picture(22, 18, (ink) =>
      drawSettlement(ink, { kind, group, far, radius: kind === "served" ? 5 : group ? 2.4 : 4.4 }, scheme.colours),
    );
  // A programme's line as it is drawn on the map.
  const pattern = (k) =>
    picture(22, 14, (ink) => {
      ink.strokeStyle = scheme.colours.step_1;
      ink.lineWidth = 5;
      ink.setLineDash(PATTERNS[k % PATTERNS.length] || []);
      ink.beginPath();
      ink.moveTo(-11, 0);
      ink.lineTo(11, 0);
      ink.stroke();
    });
  function fillSteps(now) {
    const { steps } = shownPlan.order();
    if (steps) {
      title(words.by_step);
      const ramp = make("div", "gp-classes");
      listClasses(steps, shownPlan.classes).forEach(([from, to], k) => {
        const one = make("span", null, from === to ? format.number(from) : from + "–" + to);
        one.prepend(stroke("step_" + k, null, 6));
        ramp.append(one);
      });
      body.append(ramp);
    }
    data.programmes.forEach((p, k) => row(p.label, pattern(k), null, format.costUnit(now.spent[k])));
    if (now.unconnected) row(words.loose, stroke("edge", true, 4));
    if (model.every.some(model.done)) row(words.done, stroke("reach", null, 5));
    if (model.count()) row(words.by_hand, stroke("unknown", null, 9));
    if (shownPlan.until() < steps) row(words.later, stroke("frame", true, 2));
  }
  function draw(now) {
    body.replaceChildren();
    if (viewState.mode === "list")
      for (const kind of mapLayers.listKinds) {
        const cost = model.every.reduce((sum, i) => sum + (kind.has(i) ? u.cost[i] : 0), 0);
        row(words[kind.key], stroke(kind.colour, kind.dash, 5), null, format.costUnit(cost));
      }
    else fillSteps(now);
    title(words.settlements);
    row(words.dot_won, dot("served", false, false), "served");
    if (data.settlements.code.some((_, m) => mapLayers.isEndFar(m)))
      row(words.dot_far.replace("{0}", format.metres(data.far_m)), dot("served", true, true));
    row(words.dot_left, dot("left", false, false), "left");
    row(words.dot_before, dot("before", false, false), "before");
    row(words.show_groups, dot("left", true, false), "groups");
    title(words.roads);
    row(words.numbers, make("i", "gp-swatch gp-none"), "numbers");
    row(words.names, make("i", "gp-swatch gp-none"), "names");
    row(words.unsealed, stroke("unsealed", true, 2), "unsealed");
    if (u.surface.some((code, i) => code === null && u.candidate[i] !== "1"))
      row(words.unknown_surface, stroke("unknown_surface", true, 2));
    if (u.candidate.includes("1")) row(words.candidate, stroke("unsealed", true, 3));
    data.road_kinds.forEach((kind, k) => {
      if (k || data.roads.vertex.some((v) => v < 0)) row(kind.label, stroke(kind.colour, kind.dash, 2), "road-" + k);
    });
    row(words.boundary, stroke("field", true, 1), "boundary");
  }
  return { legend, draw };
}
