// The symbol of each state as a small picture: a shape as well as a colour, and an edge that any ground shows.
import { drawCross, fillDisc, makeSprite } from "../shared/sprite.mjs";

const NAMES = { m: "met", x: "missed", u: "unknown", a: "unknown", "-": "not_asked" };

function fillDiamond(ink, radius, colour) {
  const d = radius * 1.25;
  ink.beginPath();
  ink.moveTo(-d, 0);
  ink.lineTo(0, -d);
  ink.lineTo(d, 0);
  ink.lineTo(0, d);
  ink.closePath();
  ink.fillStyle = colour;
  ink.fill();
}

// Met is a disc, missed a diamond with a cross, unknown a light disc with a question mark; unknown and met if assumed
// has a core of the colour of met. ring: what is judged for exit stands on a broad ring.
export function drawSymbol(colours, letter, radius, ring) {
  const fill = letter === "x" ? fillDiamond : fillDisc;
  return makeSprite(Math.ceil(radius * 1.25 + 4), (ink) => {
    fill(ink, radius + (ring ? 3 : 2), colours.halo);
    if (letter !== "-") fill(ink, radius + (ring ? 2.2 : 1.2), colours.edge);
    fill(ink, radius, colours[NAMES[letter]]);
    if (letter === "a") fill(ink, radius * 0.5, colours.met);
    if (letter === "x" && radius > 3.5) drawCross(ink, radius * 0.38, radius / 4, "#fff");
    if (letter === "u" && radius > 4) {
      ink.fillStyle = "#111";
      ink.font = "bold " + Math.round(radius * 1.7) + "px sans-serif";
      ink.textAlign = "center";
      ink.textBaseline = "middle";
      ink.fillText("?", 0, radius * 0.12);
    }
  });
}
