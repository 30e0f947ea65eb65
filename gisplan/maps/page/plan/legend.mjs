// The legend: programmes, settlements and roads; most of them can be hidden.
import { make } from "../shared/elements.mjs";
import { makeLineSwatch, styleColour } from "../shared/scheme.mjs";

export function makeLegend(data, model, mapLayers, viewState, format, act) {
  const words = data.words;
  const u = data.units;
  const legend = make("section", "gp-legend");
  function row(label, swatch, key, count) {
    const line = make("label", "gp-state");
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
    if (count !== undefined) line.append(make("b", null, count));
    legend.append(line);
  }
  const stroke = (colour, dash, weight) => makeLineSwatch(data, colour, dash, weight);
  const dot = (colour, mark, ring) => {
    const one = make("i", "gp-swatch gp-dot gp-big", mark);
    one.style.background = styleColour(colour);
    one.style.borderColor = styleColour(ring || "halo");
    return one;
  };
  function draw(now) {
    legend.replaceChildren();
    if (viewState.mode === "list")
      for (const kind of mapLayers.listKinds) {
        row(
          words[kind.key],
          stroke(kind.colour, kind.dash, 5),
          null,
          format.costUnit(model.every.reduce((sum, i) => sum + (kind.has(i) ? u.cost[i] : 0), 0)),
        );
      }
    else {
      data.programmes.forEach((p, k) => row(p.label, stroke(p.colour, null, 5), null, format.costUnit(now.spent[k])));
      if (now.unconnected) row(words.loose, stroke("field", true, 5));
      if (model.every.some(model.done)) row(words.done, stroke("reach", null, 5));
      if (model.count()) row(words.by_hand, stroke("unknown", null, 9));
    }
    row(words.dot_won, dot("reach", "", "edge"), "served");
    row(words.dot_left, dot("missed", "×"), "left");
    row(words.dot_before, dot("met", ""), "before");
    row(words.show_groups, make("i", "gp-swatch gp-none"), "groups");
    row(words.numbers, make("i", "gp-swatch gp-none"), "numbers");
    row(words.unsealed, stroke("unsealed", true, 2), "unsealed");
    row(words.unknown_surface, stroke("unknown_surface", true, 2));
    data.road_kinds.forEach((kind, k) => {
      if (k || data.roads.vertex.some((v) => v < 0)) row(kind.label, stroke(kind.colour, kind.dash, 2), "road-" + k);
    });
  }
  return { legend, draw };
}
