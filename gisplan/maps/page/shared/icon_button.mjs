// A button with a small drawing, whose label is read and shown as a tooltip.
import { make, makeSvg } from "./elements.mjs";

const ICONS = {
  play: "M3 1.5V14.5L14 8Z",
  pause: "M3 2H6.5V14H3ZM9.5 2H13V14H9.5Z",
  back: "M10.5 2L4.5 8L10.5 14",
  on: "M5.5 2L11.5 8L5.5 14",
};

// `draw` of the button changes its drawing and its label.
export function makeIconButton(icon, label, run) {
  const one = make("button", "gp-button gp-time-button");
  const svg = makeSvg("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" });
  const path = makeSvg("path", {});
  svg.append(path);
  one.append(svg);
  one.draw = (name, text) => {
    const line = name === "back" || name === "on";
    path.setAttribute("d", ICONS[name]);
    path.setAttribute("style", line ? "fill:none;stroke:currentColor;stroke-width:2.4" : "fill:currentColor");
    one.setAttribute("aria-label", text);
    one.title = text;
  };
  one.draw(icon, label);
  one.onclick = run;
  return one;
}
