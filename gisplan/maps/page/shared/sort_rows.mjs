// The order of the rows of a table. Nothing here draws.

// What is not known comes last, whichever way the rest is sorted.
export function compareValues(a, b, down) {
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "string" ? a.localeCompare(b, "zh") : a - b;
  return down ? -order : order;
}

// Rows sorted by one of their keys; equal ones keep their order.
export const sortRows = (rows, key, down) =>
  rows
    .map((row, place) => [row, place])
    .sort(([a, k], [b, l]) => compareValues(a[key], b[key], down) || k - l)
    .map(([row]) => row);
