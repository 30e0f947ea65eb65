// The gap map on paper: the legend goes on in the panel, warnings stand below the map, open details on the next page.
import { make } from "../shared/elements.mjs";

const PAGE = 712; // pixels that a page is high
const MOST_NOTES = 190; // pixels; warnings that need more stand on a page of their own

export function makePaper(map, data, panel, details) {
  const root = map.getContainer();
  const notes = make("section", "gp-paper-notes");
  for (const line of data.warnings) notes.append(make("p", "gp-warn", line));
  const { parentNode, nextSibling } = panel.legend;
  return {
    arrange() {
      panel.panel.append(panel.legend);
      document.body.append(notes, details.details);
      const high = notes.offsetHeight;
      root.style.setProperty("--paper-height", PAGE - (high > MOST_NOTES ? 0 : high) + "px");
    },
    restore() {
      notes.remove();
      parentNode.insertBefore(panel.legend, nextSibling && nextSibling.parentNode === parentNode ? nextSibling : null);
      root.append(details.details);
      root.style.removeProperty("--paper-height");
    },
  };
}
