// The legend: the chosen criterion, its states with their symbols and counts, the shares of towns.
import { make } from "../shared/elements.mjs";
import { makeAround, makeSwatch } from "../shared/swatch.mjs";
import { fillWords } from "../shared/wording.mjs";
import { listStages } from "./ledger_details.mjs";
import { drawSymbol } from "./symbol_shapes.mjs";

export function makeLegend(data, state, verdicts, number, scheme, act, layers) {
  const words = data.words;
  const letters = { m: "met", a: "met_if_assumed", x: "missed", u: "unknown" };
  const legend = make("section", "gp-legend");
  legend.setAttribute("aria-label", words.legend);
  const picture = (letter, radius, ring) => {
    const { canvas, half } = drawSymbol(scheme.colours, letter, radius, ring);
    canvas.className = "gp-picture";
    canvas.style.width = canvas.style.height = 2 * half + "px";
    return canvas;
  };
  function fillLegend() {
    const criterion = data.criteria[state.criterion];
    const { all, judged, towns } = verdicts.count(state.criterion);
    const split = verdicts.isSplit(state.criterion);
    legend.replaceChildren(make("h2", null, act.chosen()));
    if (criterion)
      legend.append(
        make(
          "p",
          "gp-sub",
          [criterion.kind === "group" ? words.group : words.village, criterion.required, criterion.role]
            .filter(Boolean)
            .join(" · "),
        ),
      );
    const sum = Object.values(all).reduce((a, b) => a + b, 0);
    legend.append(make("p", "gp-sub gp-right", split ? words.judged : fillWords(words.of_all, number(sum))));
    for (const letter of ["x", "u", "a", "m", "-"]) {
      if (!all[letter]) continue;
      const line = make("label", "gp-state");
      const box = make("input");
      const name = letters[letter];
      box.type = "checkbox";
      box.checked = !state.hide[letter];
      box.onchange = () => {
        state.hide[letter] = !box.checked;
        act.redraw();
      };
      const mark = picture(letter, letter === "-" ? 3 : 6, false);
      line.append(
        box,
        mark,
        make("span", null, name ? words[name] : criterion ? words.not_asked : words.nothing_required),
        make("b", null, verdicts.say(state.criterion, letter, number)),
      );
      legend.append(line);
    }
    if (split) {
      const line = make("p", "gp-state");
      line.append(picture("m", 6, true), make("span", null, words.judged_for_exit));
      line.append(make("b", null, number(Object.values(judged).reduce((a, b) => a + b, 0))));
      legend.append(line);
    }
    const shares = towns.map(verdicts.share);
    if (data.towns.areas.n.length && state.on.towns && shares.some((v) => v !== null)) {
      legend.append(make("p", "gp-sub", criterion ? words.share : words.share_deciding));
      const ramp = make("div", "gp-ramp");
      const classes = verdicts.classes();
      ["0", "≤25", "≤50", "≤75", "≤100 %"].forEach((text, place) => {
        const step = make("span", null, text);
        step.prepend(
          makeSwatch({ fill: "share_" + place }),
          make("b", null, number(classes.filter((c) => c === place).length)),
        );
        ramp.append(step);
      });
      legend.append(ramp);
    }
    for (const { key, overlay } of layers) {
      if (overlay && overlay.stages && state.on[key]) legend.append(...listStages(data, overlay, number));
    }
    const oriented = layers.filter((layer) => isExplained(layer) && state.on[layer.key]);
    if (oriented.length) legend.append(makeAround(oriented));
  }
  return { legend, fillLegend };
}

// What the legend explains besides the verdicts: roads, missing links, near misses, and what lies around.
const isExplained = ({ key, road, orients }) => road || orients || key === "near" || key.startsWith("links-");

// For a picture: the states that are shown with their counts;
// of the villages' own verdict those judged for exit, then the others.
export function listLegend(data, state, verdicts, number, colours, layers) {
  const names = { x: "missed", u: "unknown", a: "met_if_assumed", m: "met" };
  const { all } = verdicts.count(state.criterion);
  const count = (letter) => verdicts.say(state.criterion, letter, number);
  const shown = Object.keys(names).filter((letter) => all[letter] && !state.hide[letter]);
  const mark = (letter) => (ink) => {
    const { canvas, half } = drawSymbol(colours, letter, 6, false);
    ink.drawImage(canvas, 0, -half, 2 * half, 2 * half);
    return 2 * half;
  };
  const rows = shown.map((letter) => [mark(letter), data.words[names[letter]] + " " + count(letter)]);
  const split = verdicts.isSplit(state.criterion) ? [[null, data.words.judged]] : [];
  const explained = layers.filter((layer) => isExplained(layer) && state.on[layer.key]);
  return [...rows, ...split, ...explained.map(({ swatch, label }) => [drawSwatch(swatch, colours), label])];
}

// A swatch on a canvas, from its left end.
const drawSwatch = (swatch, colours) => (ink) => {
  ink.strokeStyle = colours[swatch.ring || swatch.line || swatch.edge || "frame"];
  ink.lineWidth = swatch.ring ? 3 : 2.5;
  ink.setLineDash(Array.isArray(swatch.dash) ? swatch.dash : swatch.dash ? [6, 4] : []);
  ink.beginPath();
  if (swatch.ring) ink.arc(8, 0, 6, 0, 7);
  else if (swatch.line) {
    ink.moveTo(0, 0);
    ink.lineTo(24, 0);
  } else {
    ink.lineWidth = 1;
    ink.rect(0, -6, 22, 12);
    ink.fillStyle = colours[swatch.fill || swatch.square || "land"];
    ink.fill();
  }
  ink.stroke();
  ink.setLineDash([]);
  return swatch.ring ? 16 : 24;
};
