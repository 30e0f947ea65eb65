// The legend: the chosen criterion, its states with their symbols and counts, the shares of towns.
import { make } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { drawSymbol } from "./symbol_shapes.mjs";

// How a layer is drawn: its line, its area, its square or its ring; colours by their names.
export function makeSwatch(swatch) {
  const mark = make("i", "gp-swatch");
  if (swatch.line) {
    mark.classList.add("gp-line");
    mark.style.borderTop =
      (swatch.wide ? 6 : 3) + "px " + (swatch.dash ? "dashed " : "solid ") + styleColour(swatch.line);
  } else if (swatch.fill) {
    mark.classList.add("gp-area");
    mark.style.background = styleColour(swatch.fill);
    mark.style.borderColor = styleColour(swatch.edge || "frame");
  } else {
    mark.classList.add("gp-dot");
    if (swatch.square) mark.classList.add("gp-square");
    if (swatch.big) mark.classList.add("gp-big");
    mark.style.background = styleColour(swatch.ring ? "land" : swatch.dot || swatch.square);
    mark.style.borderColor = styleColour(swatch.ring || swatch.edge || "edge");
    if (swatch.sign) mark.textContent = swatch.sign;
  }
  return mark;
}

export function makeLegend(data, state, verdicts, number, scheme, act, layers) {
  const words = data.words;
  const s = data.settlements;
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
    const someNotJudged = !criterion && s.own.judged_for_exit.includes("0");
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
    if (someNotJudged) legend.append(make("p", "gp-sub gp-right", words.judged));
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
        make(
          "b",
          null,
          someNotJudged
            ? number(judged[letter]) + " (+" + number(all[letter] - judged[letter]) + ")"
            : number(all[letter]),
        ),
      );
      legend.append(line);
    }
    if (someNotJudged) {
      const line = make("p", "gp-state");
      line.append(picture("m", 6, true), make("span", null, words.judged_for_exit));
      line.append(make("b", null, number(s.own.judged_for_exit.split("1").length - 1)));
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
    const oriented = layers.filter((layer) => layer.orients && state.on[layer.key]);
    if (!oriented.length) return;
    const around = make("p", "gp-around");
    for (const { swatch, label } of oriented) {
      const one = make("span");
      one.append(makeSwatch(swatch), label);
      around.append(one);
    }
    legend.append(around);
  }
  return { legend, fillLegend };
}

// For a picture: the states that are shown with their counts;
// of the villages' own verdict those judged for exit, then the others.
export function listLegend(data, state, verdicts, number, colours) {
  const names = { x: "missed", u: "unknown", a: "met_if_assumed", m: "met" };
  const { all, judged } = verdicts.count(state.criterion);
  const others = state.criterion < 0 && data.settlements.own.judged_for_exit.includes("0");
  const count = (k) => (others ? number(judged[k]) + " (+" + number(all[k] - judged[k]) + ")" : number(all[k]));
  const shown = Object.keys(names).filter((letter) => all[letter] && !state.hide[letter]);
  const mark = (letter) => (ink) => {
    const { canvas, half } = drawSymbol(colours, letter, 6, false);
    ink.drawImage(canvas, 0, -half, 2 * half, 2 * half);
    return 2 * half;
  };
  const rows = shown.map((letter) => [mark(letter), data.words[names[letter]] + " " + count(letter)]);
  return others ? [...rows, [null, data.words.judged]] : rows;
}
