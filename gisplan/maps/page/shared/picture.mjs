// The map as a picture to be saved: what is in view, with title, finding, date, names and legend.
import { breakLines } from "./break_lines.mjs";
import { chooseScale } from "./scale_bar.mjs";
import { writeLength } from "./wording.mjs";

const TITLE = { font: "bold 18px", high: 24 };
const NOTE = { font: "12px", high: 18 };
const ROW = 24; // of the legend
const EDGE = 14;
const MARK = 30; // a mark and its space are at most so wide
const RATIO = 2; // pixels of the picture for one of the page
const FONT = '"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';

// paint: draws layers and symbols, as on the page. legend: [mark, text] of each entry; a mark draws around the
// origin and returns its width.
export function drawPicture(map, data, colours, paint, legend) {
  const size = map.getSize();
  const canvas = document.createElement("canvas");
  const ink = canvas.getContext("2d");
  const rows = arrangeLegend(ink, legend, size.x);
  const over = [
    ...arrangeLines(ink, TITLE, data.title + " · " + data.headline, size.x),
    ...arrangeLines(ink, NOTE, data.subtitle, size.x),
    ...arrangeLines(ink, NOTE, data.warnings.join(" "), size.x),
  ];
  const credits = arrangeLines(ink, NOTE, data.credits.join(" · "), size.x);
  const sum = (lines) => lines.reduce((high, line) => high + line.style.high, 0);
  const head = sum(over) + 14;
  const foot = 16 + ROW * rows.length + sum(credits);
  canvas.width = size.x * RATIO;
  canvas.height = (size.y + head + foot) * RATIO;
  ink.scale(RATIO, RATIO);
  ink.fillStyle = colours.paper;
  ink.fillRect(0, 0, size.x, size.y + head + foot);
  drawMap(ink, map, size, head, paint);
  drawNames(ink, map, head, colours);
  ink.setTransform(RATIO, 0, 0, RATIO, 0, 0);
  ink.fillStyle = colours.panel;
  ink.fillRect(0, 0, size.x, head);
  ink.fillRect(0, head + size.y, size.x, foot);
  drawLines(ink, over, 4, colours.text);
  rows.forEach((row, k) => drawRow(ink, colours, row, head + size.y + 8 + ROW * (k + 0.5)));
  drawLines(ink, credits, head + size.y + 8 + ROW * rows.length, colours.text);
  drawScale(ink, map, colours, size, head, data.words);
  return canvas;
}

// A text in lines that fit the width: it breaks at spaces and between Chinese characters.
function arrangeLines(ink, style, text, width) {
  ink.font = style.font + " " + FONT;
  return breakLines(text, width - 2 * EDGE, (part) => ink.measureText(part).width).map((line) => ({ style, line }));
}

function drawLines(ink, lines, top, colour) {
  let y = top;
  ink.fillStyle = colour;
  ink.textBaseline = "alphabetic";
  ink.textAlign = "left";
  for (const { style, line } of lines) {
    y += style.high;
    ink.font = style.font + " " + FONT;
    ink.fillText(line, EDGE, y - 4);
  }
}

function drawMap(ink, map, size, head, paint) {
  const scale = 2 ** map.getZoom();
  const corner = map.getPixelBounds().min;
  const box = [corner.x / scale, corner.y / scale, (corner.x + size.x) / scale, (corner.y + size.y) / scale];
  ink.beginPath();
  ink.rect(0, head, size.x, size.y);
  ink.save();
  ink.clip();
  ink.translate(0, head);
  paint({ ink, scale, dx: corner.x, dy: corner.y, box, size });
  ink.restore();
}

// A number's line to its place and its frame, around the middle of the number.
function drawFlag(ink, node, colours) {
  const line = node.querySelector(".gp-leader");
  const [wide, high] = [node.offsetWidth / 2 - 1, node.offsetHeight / 2 - 1];
  ink.strokeStyle = window.getComputedStyle(node).borderTopColor;
  ink.lineWidth = 1.5;
  ink.beginPath();
  ink.moveTo(0, 0);
  if (line) ink.lineTo(...line.dataset.step.split(" ").map(Number));
  ink.stroke();
  ink.lineWidth = 2;
  ink.fillStyle = colours.panel;
  ink.beginPath();
  ink.arc(wide - high, 0, high, -Math.PI / 2, Math.PI / 2);
  ink.arc(high - wide, 0, high, Math.PI / 2, -Math.PI / 2);
  ink.closePath();
  ink.fill();
  ink.stroke();
  ink.fillStyle = colours.text;
}

function drawNames(ink, map, head, colours) {
  ink.textAlign = "left";
  ink.textBaseline = "middle";
  ink.lineJoin = "round";
  for (const node of document.querySelectorAll(".gp-name")) {
    const at = map.layerPointToContainerPoint(L.DomUtil.getPosition(node));
    const is = (style) => node.classList.contains(style);
    ink.font =
      (is("gp-seat") ? "bold 15px " : is("gp-neighbour") ? "14px " : is("gp-number") ? "bold 12px " : "12px ") + FONT;
    ink.strokeStyle = colours.halo;
    ink.lineWidth = 3;
    ink.fillStyle = is("gp-water") ? colours.river_text : is("gp-neighbour") ? colours.quiet : colours.text;
    ink.save();
    ink.translate(at.x + node.offsetWidth / 2, at.y + head + node.offsetHeight / 2);
    ink.rotate((Number(node.dataset.angle || 0) * Math.PI) / 180);
    ink.textAlign = "center";
    if (is("gp-number")) drawFlag(ink, node, colours);
    else ink.strokeText(node.textContent, 0, 0);
    ink.fillText(node.textContent, 0, 0);
    ink.restore();
  }
}

// The scale bar and the arrow to the north, in the lower right corner.
function drawScale(ink, map, colours, size, head, words) {
  const middle = size.y / 2;
  const points = [map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([100, middle])];
  const { metres, pixels } = chooseScale(map.distance(...points) / 100, 110);
  const [right, y] = [size.x - EDGE, head + size.y - 12];
  const stroke = (colour, weight) => {
    ink.strokeStyle = colour;
    ink.lineWidth = weight;
    ink.beginPath();
    ink.moveTo(right - pixels, y - 6);
    ink.lineTo(right - pixels, y);
    ink.lineTo(right, y);
    ink.lineTo(right, y - 6);
    ink.stroke();
  };
  const say = (text, x, at) => {
    ink.strokeStyle = colours.halo;
    ink.lineWidth = 3;
    ink.fillStyle = colours.text;
    ink.strokeText(text, x, at);
    ink.fillText(text, x, at);
  };
  stroke(colours.halo, 5);
  stroke(colours.text, 2);
  ink.font = "13px " + FONT;
  ink.textAlign = "center";
  ink.textBaseline = "alphabetic";
  say(writeLength(metres, words), right - pixels / 2, y - 5);
  if (words.north) {
    say("▲", right - 8, y - 46);
    say(words.north, right - 8, y - 31);
  }
}

const GAP = 22; // between two entries

// The entries of a legend in rows that fit a width.
function arrangeLegend(ink, legend, width) {
  ink.font = "13px " + FONT;
  const rows = [[]];
  let x = EDGE;
  for (const entry of legend) {
    const wide = (entry[0] ? MARK : 0) + ink.measureText(entry[1]).width + GAP;
    if (x + wide > width && rows[rows.length - 1].length) {
      rows.push([]);
      x = EDGE;
    }
    rows[rows.length - 1].push(entry);
    x += wide;
  }
  return rows;
}

function drawRow(ink, colours, row, y) {
  let x = EDGE;
  ink.textBaseline = "middle";
  ink.textAlign = "left";
  for (const [mark, text] of row) {
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
    x += ink.measureText(text).width + GAP;
  }
}
