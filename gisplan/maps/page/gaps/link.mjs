// A view of the gap map as the end of the page's address, and back. Nothing here draws.
import { describePlace, formatLink, parseLink, readPlace } from "../shared/link.mjs";
import { findItem } from "./search.mjs";

// view: {lat, lon, zoom, theme, selected}; theme: a criterion's id, or null; selected: [kind, code or name], or null.
export const writeLink = ({ theme, selected, ...view }) =>
  formatLink([...describePlace(view), ["theme", theme], ...(selected ? [selected] : [])]);

// What a link asks for; what it does not say, or says of what the page does not have, is null.
export function readLink(data, text) {
  const asked = parseLink(text);
  const theme = data.criteria.findIndex((criterion) => criterion.id === asked.get("theme"));
  let selected = null;
  for (const [kind, key] of asked) selected = selected || findItem(data, kind, key);
  return { ...readPlace(asked), theme, selected };
}
