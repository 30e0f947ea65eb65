// One number a step, on a stem above its longest unit in the plan: of those in view the first, so that zooming in shows
// the later ones; a number that would cover another is left out.
import { isSeen } from "../shared/geometry.mjs";
import { placeLabels } from "../shared/label_placement.mjs";

const MOST = 20; // numbers that are shown at once

// A rectangle with round ends; a canvas's own is younger than the browsers of 2020.
function fillPill(ink, left, top, wide, high) {
  const r = Math.min(wide, high) / 2;
  const right = left + wide;
  const bottom = top + high;
  ink.beginPath();
  ink.arc(left + r, top + r, r, Math.PI, 1.5 * Math.PI);
  ink.arc(right - r, top + r, r, 1.5 * Math.PI, 0);
  ink.arc(right - r, bottom - r, r, 0, 0.5 * Math.PI);
  ink.arc(left + r, bottom - r, r, 0.5 * Math.PI, Math.PI);
  ink.fill();
}

// Return what draws the numbers of those steps that are built.
export function makeStepNumbers(u, lines, model, colours) {
  const middle = (part) => {
    const from = lines.starts[part];
    const to = lines.starts[part + 1] - 1;
    const at = (from + to) >> 1;
    return [lines.at[2 * at], lines.at[2 * at + 1]];
  };
  const flags = [];
  const size = (part) =>
    lines.boxes[4 * part + 2] - lines.boxes[4 * part] + (lines.boxes[4 * part + 3] - lines.boxes[4 * part + 1]);
  for (let part = 0; part < lines.parts; part++) {
    const step = u.step[lines.of[part]];
    if (step > 0 && (!flags[step] || size(part) > size(flags[step]))) flags[step] = part;
  }
  return (view) => {
    const ink = view.ink;
    const labels = [];
    ink.font = "600 12px sans-serif";
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    flags.forEach((part, step) => {
      if (!model.isIn(lines.of[part]) || !isSeen(lines, part, view.box)) return;
      const [x, y] = middle(part);
      labels.push({ step: String(step), x: x * view.scale - view.dx, y: y * view.scale - view.dy });
    });
    const width = (label) => ink.measureText(label.step).width + 8;
    const sides = (wide) => [[-wide / 2, -17]];
    for (const { label, box } of placeLabels(labels, { width, height: 17, sides, most: MOST })) {
      const { x, y } = label;
      const top = y - 17;
      const high = 16;
      ink.fillStyle = colours.edge;
      ink.fillRect(x - 0.75, top, 1.5, y - top);
      fillPill(ink, box[0], top - high / 2, box[2] - box[0], high);
      ink.fillStyle = colours.halo;
      ink.fillText(label.step, x, top + 0.5);
    }
  };
}
