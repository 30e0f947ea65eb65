// The length of a scale bar. Nothing here draws.

// The longest of 1, 2, 5, 10, 20, … metres that is no longer than so many pixels: {metres, pixels}.
export function chooseScale(metresPerPixel, most) {
  const limit = metresPerPixel * most;
  const power = 10 ** Math.floor(Math.log10(limit));
  const metres = power * [5, 2, 1].find((step) => step * power <= limit);
  return { metres, pixels: metres / metresPerPixel };
}
