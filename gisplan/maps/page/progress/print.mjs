// On printed: the map with its head and figures fills a page; curve, tables and lists fill the pages after it.
import { make } from "../shared/elements.mjs";

export function listenToPrinting(map, data, panel, details, state) {
  const printed = make("section", "gp-print");
  window.addEventListener("beforeprint", () => {
    if (state.before()) return;
    state.note({ center: map.getCenter(), zoom: map.getZoom() });
    const view = map.getZoom() <= data.zoom ? L.latLngBounds(data.bounds) : map.getBounds();
    document.documentElement.classList.add("gp-paper");
    for (const more of panel.body.querySelectorAll(".gp-more")) more.click(); // printed has room for all
    printed.replaceChildren(make("h2", "gp-print-head", data.title + " · " + data.words.heading + " · " + data.known));
    for (const part of [...panel.body.children].slice(1)) {
      const copy = part.cloneNode(true);
      if (copy.tagName === "DETAILS") copy.open = true;
      printed.append(copy);
    }
    document.body.append(printed);
    panel.panel.append(panel.legend);
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(view, { animate: false, paddingTopLeft: [330, 8], paddingBottomRight: [8, 8] });
  });
  window.addEventListener("afterprint", () => {
    const before = state.before();
    if (!before) return;
    document.documentElement.classList.remove("gp-paper");
    printed.remove();
    panel.panel.after(panel.legend);
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.center, before.zoom, { animate: false });
    state.note(null);
  });
}
