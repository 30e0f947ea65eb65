// What the pages' maps have in common: their controls, what lies on them, and how they are printed.
import { make, makeButton } from "./elements.mjs";
import { fillWords } from "./wording.mjs";

// parts: elements on the map in which clicks and scrolling are their own.
export function dressMap(map, data, parts) {
  const root = map.getContainer();
  for (const part of parts) {
    L.DomEvent.disableClickPropagation(part);
    L.DomEvent.disableScrollPropagation(part);
  }
  document.documentElement.lang = data.lang;
  root.before(...makeSkips(root, data.words));
  root.setAttribute("role", "main");
  root.setAttribute("aria-label", data.words.map + " · " + data.title);
  map.attributionControl.remove();
  if (data.credits.length) makeCredits(data.credits).addTo(map);
  L.control
    .zoom({ position: "bottomright", zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out })
    .addTo(map);
  makeScale(data.words).addTo(map);
}

// Leaflet's scale bar writes "m" and "km" in every language.
function makeScale(words) {
  const control = L.control.scale({ imperial: false, position: "bottomright" });
  const update = control._updateScale;
  control._updateScale = (bar, text, share) => {
    const [value, unit] = text.split(" ");
    update.call(control, bar, fillWords(unit === "m" ? words.in_metres : words.in_km, value), share);
  };
  return control;
}

// What the first Tab reaches: ways past the panel, to the map and to the search where the page has one.
function makeSkips(root, words) {
  const skipMap = makeButton(words.skip_map, () => root.focus(), "gp-skip");
  const skipSearch = makeButton(
    words.skip_search,
    () => {
      const field = root.querySelector('input[type="search"]');
      const folded = field && field.closest(".gp-folded");
      if (folded) folded.classList.remove("gp-folded");
      if (field) field.focus();
    },
    "gp-skip",
  );
  root.tabIndex = 0;
  return [skipMap, skipSearch];
}

// Whose data they are, as a line of text below the other controls.
function makeCredits(credits) {
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => make("div", "gp-credits", credits.join(" · "));
  return control;
}

// The arrow to the north: every map is drawn with north at its top.
export function makeNorth(data) {
  const north = make("div", "gp-north", data.words.north);
  north.prepend(make("span", null, "▲"));
  return north;
}

// On paper the map fills a page, in light colours: what was in view, or the whole county. `left`: what the panel
// covers, in pixels; `arrange` and `restore`: what else changes for paper, and back.
export function listenToPrinting(map, data, scheme, { left, arrange, restore }) {
  const root = document.documentElement;
  const printing = { before: null };
  window.addEventListener("beforeprint", () => {
    if (printing.before) return;
    printing.before = { center: map.getCenter(), zoom: map.getZoom() };
    const view = map.getZoom() <= data.zoom ? L.latLngBounds(data.bounds) : map.getBounds();
    root.classList.add("gp-paper");
    scheme.use("light");
    scheme.changed();
    arrange();
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(view, { animate: false, paddingTopLeft: [left, 8], paddingBottomRight: [8, 8] });
  });
  window.addEventListener("afterprint", () => {
    const { before } = printing;
    if (!before) return;
    root.classList.remove("gp-paper");
    scheme.follow();
    restore();
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.center, before.zoom, { animate: false });
    printing.before = null;
    scheme.changed();
  });
  return printing;
}

// The view as the end of the page's address; a page in a notebook has no address. write: the link of a view; read:
// does what a link asks for, and returns the place and the zoom of it; isHeld: whether the view is not the reader's.
export function keepAddress(map, { write, read, isHeld }) {
  let opened = false;
  function share() {
    if (!opened || isHeld()) return;
    const { lat, lng } = map.getCenter();
    try {
      window.history.replaceState(null, "", write({ lat, lon: lng, zoom: map.getZoom() }));
    } catch {
      opened = false;
    }
  }
  function follow() {
    const { at, zoom } = read(window.location.hash);
    if (at) map.setView(at, zoom === null ? map.getZoom() : zoom, { animate: false });
  }
  map.on("moveend", share);
  window.addEventListener("hashchange", follow);
  return {
    share,
    open() {
      follow();
      opened = true;
    },
  };
}
