// The legend: steps by colour, programmes by the kind of line, settlements and roads; most of them can be hidden.
import { make } from "../shared/elements.mjs";
import { makeLineSwatch } from "../shared/swatch.mjs";
import { makeSprite } from "../shared/sprite.mjs";
import { listLegend } from "./legend_entries.mjs";
import { drawSettlement, findRadius } from "./settlements.mjs";

export function makeLegend(data, model, shownPlan, mapLayers, viewState, scheme, format, act) {
  const words = data.words;
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
  const stroke = ({ colour, dash, weight }) => makeLineSwatch(data, colour, Boolean(dash), weight);
  const picture = (wide, high, paint) => {
    const sprite = makeSprite(Math.ceil(wide / 2), paint).canvas;
    sprite.className = "gp-picture";
    sprite.style.width = wide + "px";
    sprite.style.height = wide + "px";
    sprite.style.margin = (high - wide) / 2 + "px 7px " + (high - wide) / 2 + "px 0";
    return sprite;
  };
  const dot = (settlement) =>
    picture(22, 18, (ink) => drawSettlement(ink, { ...settlement, radius: findRadius(settlement) }, scheme.colours));
  // A programme's line as it is drawn on the map.
  const pattern = ({ colour, weight, dash }) =>
    picture(22, 14, (ink) => {
      ink.strokeStyle = scheme.colours[colour];
      ink.lineWidth = weight;
      ink.setLineDash(dash || []);
      ink.beginPath();
      ink.moveTo(-11, 0);
      ink.lineTo(11, 0);
      ink.stroke();
    });
  const swatch = ({ line, dot: settlement }) => {
    if (settlement) return dot(settlement);
    return line.isPattern ? pattern(line) : stroke(line);
  };
  function addClasses(classes) {
    if (!classes.length) return;
    title(words.by_step);
    const ramp = make("div", "gp-classes");
    for (const { label, line } of classes) {
      const one = make("span", null, label);
      one.prepend(stroke(line));
      ramp.append(one);
    }
    body.append(ramp);
  }
  function draw(now) {
    body.replaceChildren();
    for (const section of listLegend(data, model, shownPlan, mapLayers, viewState, now, format)) {
      if (section.title) title(section.title);
      addClasses(section.entries.filter((entry) => entry.isClass));
      if (section.title === words.roads)
        for (const key of ["numbers", "names"]) row(words[key], make("i", "gp-swatch gp-none"), key);
      for (const entry of section.entries) if (!entry.isClass) row(entry.label, swatch(entry), entry.key, entry.amount);
    }
  }
  return { legend, draw };
}
