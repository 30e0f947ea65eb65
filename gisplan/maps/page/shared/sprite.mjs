// A small picture that is drawn once and put on the map, or into a legend, many times.

// paint: draws around the origin, at most `half` pixels far; the canvas has the pixels of the reader's screen.
export function makeSprite(half, paint) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * half * ratio;
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  ink.translate(half, half);
  paint(ink);
  return { canvas, half };
}

export function fillDisc(ink, radius, colour) {
  ink.beginPath();
  ink.arc(0, 0, radius, 0, 7);
  ink.fillStyle = colour;
  ink.fill();
}

export function drawCross(ink, half, weight, colour) {
  ink.beginPath();
  ink.moveTo(-half, -half);
  ink.lineTo(half, half);
  ink.moveTo(-half, half);
  ink.lineTo(half, -half);
  ink.strokeStyle = colour;
  ink.lineWidth = weight;
  ink.stroke();
}

// The ring around what is selected.
export function drawRing(ink, x, y, radius, colours) {
  for (const [colour, weight] of [
    [colours.halo, 6],
    [colours.edge, 3],
  ]) {
    ink.beginPath();
    ink.arc(x, y, radius, 0, 7);
    ink.strokeStyle = colour;
    ink.lineWidth = weight;
    ink.stroke();
  }
}
