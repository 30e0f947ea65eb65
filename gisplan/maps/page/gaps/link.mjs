// A view as the end of the page's address, and back: place, zoom, theme and what is selected. Nothing here draws.
import { findItem } from "./search.mjs";

// view: {lat, lon, zoom, theme, selected}; theme: a criterion's id, or null; selected: [kind, code or name], or null.
export function writeLink({ lat, lon, zoom, theme, selected }) {
  const parts = [
    ["at", lat.toFixed(5) + "," + lon.toFixed(5)],
    ["zoom", String(Math.round(zoom * 100) / 100)],
  ];
  if (theme) parts.push(["theme", theme]);
  if (selected) parts.push(selected);
  return "#" + parts.map(([name, value]) => name + "=" + encodeURIComponent(value).replace(/%2C/g, ",")).join("&");
}

// What a link asks for; what it does not say, or says of what the page does not have, is null.
export function readLink(data, text) {
  const asked = new Map();
  for (const part of text.replace(/^#/, "").split("&")) {
    const cut = part.indexOf("=");
    if (cut > 0) asked.set(part.slice(0, cut), decode(part.slice(cut + 1)));
  }
  const place = (asked.get("at") || "").split(",").map(Number);
  const good = asked.get("at") && place.length === 2 && Math.abs(place[0]) <= 90 && Math.abs(place[1]) <= 180;
  const zoom = asked.has("zoom") ? Number(asked.get("zoom")) : NaN;
  const theme = data.criteria.findIndex((criterion) => criterion.id === asked.get("theme"));
  let selected = null;
  for (const [kind, key] of asked) selected = selected || findItem(data, kind, key);
  return { at: good ? place : null, zoom: zoom >= 0 && zoom <= 19 ? zoom : null, theme, selected };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
