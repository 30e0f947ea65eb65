// How the plan's map and its legend draw lines: dashes and gaps in pixels. Nothing here draws.
// Programmes differ by the kind of line: the first is whole.
export const PATTERNS = [null, [7, 3], [2.5, 2.5], [10, 3, 2, 3], [4, 6]];

// Roads that are not sealed, by kind: how the map draws them; a label of the page's words is their key.
export const UNSEALED_STYLES = [
  { key: "unsealed", colour: "unsealed", dash: [5, 4], weight: 1.2 },
  { key: "unknown_surface", colour: "unknown_surface", dash: [1, 4], weight: 2.2 },
  { key: "candidate", colour: "unsealed", dash: [10, 3, 1, 3], weight: 1.6 },
];
