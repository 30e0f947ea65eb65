// A view as the end of the page's address, and back. Nothing here draws.

// parts: [name, value] of what the view says; what is null is left out.
export const formatLink = (parts) =>
  "#" +
  parts
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => name + "=" + encodeURIComponent(value).replace(/%2C/g, ","))
    .join("&");

// What a link says, by name; what cannot be read is empty.
export function parseLink(text) {
  const asked = new Map();
  for (const part of text.replace(/^#/, "").split("&")) {
    const cut = part.indexOf("=");
    if (cut > 0) asked.set(part.slice(0, cut), decode(part.slice(cut + 1)));
  }
  return asked;
}

export const describePlace = ({ lat, lon, zoom }) => [
  ["at", lat.toFixed(5) + "," + lon.toFixed(5)],
  ["zoom", String(Math.round(zoom * 100) / 100)],
];

// The place and the zoom that a link asks for; null where it does not, or where there is no such place.
export function readPlace(asked) {
  const place = (asked.get("at") || "").split(",").map(Number);
  const good = asked.get("at") && place.length === 2 && Math.abs(place[0]) <= 90 && Math.abs(place[1]) <= 180;
  const zoom = asked.has("zoom") ? Number(asked.get("zoom")) : NaN;
  return { at: good ? place : null, zoom: zoom >= 0 && zoom <= 19 ? zoom : null };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
