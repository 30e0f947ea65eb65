// Kinds of line that every map and its legend draw alike: dashes and gaps in pixels. Nothing here draws.
export const TOWN_DASH = [7, 3, 1.5, 3]; // of the boundaries of towns
