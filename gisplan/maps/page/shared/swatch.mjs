// What legends show of how something is drawn.
import { make } from "./elements.mjs";
import { styleColour } from "./scheme.mjs";

// A line of a legend; what is too light for a white ground has an edge there, as on the map.
export function makeLineSwatch(data, colour, dash, weight) {
  const mark = make("i", "gp-swatch gp-line" + (data.cased.includes(colour) ? " gp-cased" : ""));
  mark.style.borderTop = (weight || 3) + "px " + (dash ? "dashed " : "solid ") + styleColour(colour);
  return mark;
}

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

// Layers in one quiet paragraph: each with its swatch.
export function makeAround(layers) {
  const around = make("p", "gp-around");
  for (const { swatch, label } of layers) {
    const one = make("span");
    one.append(makeSwatch(swatch), label);
    around.append(one);
  }
  return around;
}
