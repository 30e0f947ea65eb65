// The map as a picture to be saved: what is in view, with title, finding, date, names and legend.
const HEAD = 78;
const FOOT = 40;
const RATIO = 2; // pixels of the picture for one of the page
const FONT = '"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';

// paint: draws layers and symbols, as on the page. legend: [mark, text] of each entry; a mark draws around the
// origin and returns its width.
export function drawPicture(map, data, colours, paint, legend) {
  const size = map.getSize();
  const canvas = document.createElement("canvas");
  canvas.width = size.x * RATIO;
  canvas.height = (size.y + HEAD + FOOT) * RATIO;
  const ink = canvas.getContext("2d");
  ink.scale(RATIO, RATIO);
  ink.fillStyle = colours.paper;
  ink.fillRect(0, 0, size.x, size.y + HEAD + FOOT);
  drawMap(ink, map, size, paint);
  drawNames(ink, map, colours);
  ink.setTransform(RATIO, 0, 0, RATIO, 0, 0);
  ink.fillStyle = colours.panel;
  ink.fillRect(0, 0, size.x, HEAD);
  ink.fillRect(0, HEAD + size.y, size.x, FOOT);
  ink.fillStyle = colours.text;
  ink.textBaseline = "alphabetic";
  ink.textAlign = "left";
  write(ink, "bold 18px", data.title + " · " + data.headline, 14, 30, size.x - 28);
  write(ink, "12px", data.subtitle, 14, 50, size.x - 28);
  write(ink, "12px", data.warnings.join(" "), 14, 68, size.x - 28);
  drawLegend(ink, colours, legend, HEAD + size.y + FOOT / 2);
  drawCredits(ink, colours, data.credits, size.x - 6, HEAD + size.y - 6);
  return canvas;
}

function write(ink, font, text, x, y, most) {
  ink.font = font + " " + FONT;
  ink.fillText(text, x, y, most);
}

function drawMap(ink, map, size, paint) {
  const scale = 2 ** map.getZoom();
  const corner = map.getPixelBounds().min;
  const box = [corner.x / scale, corner.y / scale, (corner.x + size.x) / scale, (corner.y + size.y) / scale];
  ink.beginPath();
  ink.rect(0, HEAD, size.x, size.y);
  ink.save();
  ink.clip();
  ink.translate(0, HEAD);
  paint({ ink, scale, dx: corner.x, dy: corner.y, box, size });
  ink.restore();
}

function drawNames(ink, map, colours) {
  ink.textAlign = "left";
  ink.textBaseline = "middle";
  ink.lineJoin = "round";
  for (const node of document.querySelectorAll(".gp-name")) {
    const at = map.layerPointToContainerPoint(L.DomUtil.getPosition(node));
    const is = (style) => node.classList.contains(style);
    ink.font =
      (is("gp-seat") ? "bold 15px " : is("gp-neighbour") ? "14px " : is("gp-number") ? "bold 13px " : "12px ") + FONT;
    ink.strokeStyle = colours.halo;
    ink.lineWidth = 3;
    ink.fillStyle = is("gp-water") ? colours.river_text : is("gp-neighbour") ? colours.quiet : colours.text;
    ink.save();
    ink.translate(at.x + node.offsetWidth / 2, at.y + HEAD + node.offsetHeight / 2);
    ink.rotate((Number(node.dataset.angle || 0) * Math.PI) / 180);
    ink.textAlign = "center";
    ink.strokeText(node.textContent, 0, 0);
    ink.fillText(node.textContent, 0, 0);
    ink.restore();
  }
}

function drawCredits(ink, colours, credits, x, y) {
  ink.font = "12px " + FONT;
  ink.textAlign = "right";
  ink.textBaseline = "alphabetic";
  ink.strokeStyle = colours.halo;
  ink.lineWidth = 3;
  ink.fillStyle = colours.text;
  ink.strokeText(credits.join(" · "), x, y, x - 6);
  ink.fillText(credits.join(" · "), x, y, x - 6);
}

function drawLegend(ink, colours, legend, y) {
  let x = 14;
  ink.textBaseline = "middle";
  for (const [mark, text] of legend) {
    if (mark) {
      ink.save();
      ink.translate(x, y);
      const wide = mark(ink);
      ink.restore();
      x += wide + 4;
    }
    ink.font = "13px " + FONT;
    ink.fillStyle = colours.text;
    ink.fillText(text, x, y);
    x += ink.measureText(text).width + 22;
  }
}
