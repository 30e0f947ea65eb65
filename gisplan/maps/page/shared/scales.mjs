// The scales of a curve: numbers along an axis, and points as the path of an SVG. Nothing here draws.

// Round numbers that divide a length into about four.
export function valueTicks(most) {
  const raw = most / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= raw);
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, k) => k * step);
}

// Whole numbers that divide a count into about four.
export function countTicks(most) {
  const raw = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= raw);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, k) => k * step);
}

// Points in pixels as a path: straight from one to the next, or in steps that stay level until the next one.
export function tracePath(points, stepped) {
  const text = (value) => value.toFixed(1);
  return points
    .map(([x, y], k) => {
      if (k && stepped) return "H" + text(x) + "V" + text(y);
      return (k ? "L" : "M") + text(x) + " " + text(y);
    })
    .join("");
}
