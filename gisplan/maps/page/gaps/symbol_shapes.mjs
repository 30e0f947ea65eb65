// The symbol of each state as a small picture: a shape as well as a colour, and an edge that any ground shows.
const NAMES = { m: "met", x: "missed", u: "unknown", a: "unknown", "-": "not_asked" };

// Met is a disc, missed a diamond with a cross, unknown a light disc with a question mark; unknown and met if assumed
// has a core of the colour of met. ring: what is judged for exit stands on a broad ring.
export function drawSymbol(colours, letter, radius, ring) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  const half = Math.ceil(radius * 1.25 + 4);
  canvas.width = canvas.height = 2 * half * ratio;
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  ink.translate(half, half);
  const fill = (r, colour) => {
    ink.beginPath();
    if (letter === "x") {
      const d = r * 1.25;
      ink.moveTo(-d, 0);
      ink.lineTo(0, -d);
      ink.lineTo(d, 0);
      ink.lineTo(0, d);
      ink.closePath();
    } else ink.arc(0, 0, r, 0, 7);
    ink.fillStyle = colour;
    ink.fill();
  };
  fill(radius + (ring ? 3 : 2), colours.halo);
  if (letter !== "-") fill(radius + (ring ? 2.2 : 1.2), colours.edge);
  fill(radius, colours[NAMES[letter]]);
  if (letter === "a") fill(radius * 0.5, colours.met);
  if (letter === "x" && radius > 3.5) drawCross(ink, radius * 0.38, radius / 4);
  if (letter === "u" && radius > 4) {
    ink.fillStyle = "#111";
    ink.font = "bold " + Math.round(radius * 1.7) + "px sans-serif";
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.fillText("?", 0, radius * 0.12);
  }
  return { canvas, half };
}

function drawCross(ink, d, weight) {
  ink.beginPath();
  ink.moveTo(-d, -d);
  ink.lineTo(d, d);
  ink.moveTo(-d, d);
  ink.lineTo(d, -d);
  ink.strokeStyle = "#fff";
  ink.lineWidth = weight;
  ink.stroke();
}
