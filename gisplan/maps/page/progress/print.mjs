// On paper the map with its head and figures fills a page; curve, tables and lists fill the pages after it.
import { make } from "../shared/elements.mjs";

export function makePaper(data, panel) {
  const printed = make("section", "gp-print");
  return {
    arrange() {
      for (const more of panel.body.querySelectorAll(".gp-more")) more.click(); // paper has room for all
      printed.replaceChildren(
        make("h2", "gp-print-head", data.title + " · " + data.words.heading + " · " + data.known),
      );
      for (const part of [...panel.body.children].slice(1)) {
        const copy = part.cloneNode(true);
        if (copy.tagName === "DETAILS") copy.open = true;
        printed.append(copy);
      }
      document.body.append(printed);
      panel.panel.append(panel.legend);
    },
    restore() {
      printed.remove();
      panel.panel.after(panel.legend);
    },
  };
}
