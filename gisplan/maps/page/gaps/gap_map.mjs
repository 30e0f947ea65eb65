// The gap map. Everything from data goes into the page as text (textContent), never as markup.
import { CanvasLayer } from "../shared/canvas.mjs";
import { make } from "../shared/elements.mjs";
import { worldX, worldY } from "../shared/geometry.mjs";
import { makeNamePane } from "../shared/name_pane.mjs";
import { makeDetails } from "./details.mjs";
import { makeLayers } from "./layers.mjs";
import { makePanel } from "./panel.mjs";
import { makeScheme } from "./scheme.mjs";
import { makeDots } from "./symbols.mjs";
import { makeVerdicts } from "./verdicts.mjs";

export function showGaps(map, data) {
  const s = data.settlements;
  const root = map.getContainer();
  const wide = root.clientWidth > 700;
  const state = {
    criterion: data.exits ? data.first : Math.max(0, data.first),
    hide: { m: false, x: false, u: false, a: false, "-": false },
    on: { names: true },
    selected: null,
  };
  if (!data.criteria.length) state.criterion = -1;
  const verdicts = makeVerdicts(data, state);
  const scheme = makeScheme(data);
  const mapLayers = makeLayers(data, state, verdicts, scheme);
  const dots = makeDots(data, state, verdicts, mapLayers, scheme);
  let before = null; // what was in view before the page was printed
  // on printed the upper canvas is opaque: it holds the mapLayers too
  const under = new CanvasLayer(mapLayers.draw);
  const over = new CanvasLayer((view) => {
    if (before) mapLayers.draw(view);
    dots.draw(view);
  });
  const act = {
    chosen: () => (state.criterion < 0 ? data.words.verdict : data.criteria[state.criterion].label),
    choose(k) {
      state.criterion = k;
      if ("links-" + k in state.on) panel.show("links-" + k);
      sort();
      act.redraw();
    },
    redraw() {
      dots.arrange();
      panel.refresh();
      under.redraw();
      over.redraw();
      nameAll();
    },
    // on a phone the details lies below: the panel makes room, and the place moves into the upper half
    focus(latlng) {
      map.setView(latlng, Math.max(map.getZoom(), 13), { animate: false });
      if (!wide) map.panBy([0, root.clientHeight * 0.25], { animate: false });
    },
    select(place) {
      if (place && !wide) panel.panel.classList.add("gp-folded");
      state.selected = place;
      over.redraw();
    },
    town(t) {
      const some = s.town.flatMap((town, i) => (town === t && s.x[i] !== null ? [[s.y[i] / 1e6, s.x[i] / 1e6]] : []));
      if (some.length) map.fitBounds(L.latLngBounds(some), Object.assign({ animate: false, maxZoom: 14 }, margins()));
      details.showTown(t);
    },
    work(layer, i) {
      const overlay = data.overlays[layer];
      const shape = mapLayers.worked[layer];
      const part = shape.of.indexOf(i);
      panel.show(layer + "-" + overlay.progress[i]);
      if (overlay.x[i] !== null) act.focus([overlay.y[i] / 1e6, overlay.x[i] / 1e6]);
      else if (part >= 0) {
        const corner = (k) => map.unproject([shape.boxes[4 * part + k], shape.boxes[4 * part + k + 1]], 0);
        map.fitBounds(L.latLngBounds(corner(0), corner(2)), Object.assign({ animate: false, maxZoom: 14 }, margins()));
      }
      act.redraw();
      details.showWork(layer, i);
    },
  };
  const details = makeDetails(map, data, state, verdicts, act);
  const panel = makePanel(data, state, verdicts, details, mapLayers, dots, scheme, act);
  const margins = () => ({ paddingTopLeft: [wide ? 330 : 15, 15], paddingBottomRight: [15, 15] });

  // A click asks for the nearest point, then line, then area, within ten pixels.
  const world = (latlng) => map.project(latlng, 0);
  map.on("click", (e) => {
    const at = world(e.latlng);
    const near = 10 / 2 ** map.getZoom();
    const found = dots.pick(at.x, at.y, near * 1.2, 2 ** map.getZoom()) || mapLayers.pick(at.x, at.y, near * 0.7);
    if (!found) details.close();
    else if ("settlement" in found) details.showSettlement(found.settlement);
    else if ("work" in found) details.showWork(found.work, found.item);
    else if ("miss" in found) details.showMiss(found.miss);
    else if ("road" in found) details.showRoad(found.road, [at.x, at.y]);
    else if ("layer" in found) details.showWork(found.layer.works || found.layer.key, found.item);
    else details.showTown(found.town);
  });
  const tip = make("div", "gp-tip");
  map.on("mousemove", (e) => {
    const at = world(e.latlng);
    const found = dots.pick(at.x, at.y, 9 / 2 ** map.getZoom(), 2 ** map.getZoom());
    root.style.cursor = found ? "pointer" : "";
    tip.style.display = found && "settlement" in found ? "block" : "none";
    if (!found || !("settlement" in found)) return;
    const i = found.settlement;
    const home = s.home[i] >= 0 ? details.title(s.home[i]) + " · " : "";
    tip.textContent = home + details.title(i);
    tip.style.left = e.containerPoint.x + 14 + "px";
    tip.style.top = e.containerPoint.y + 12 + "px";
  });
  map.on("mouseout", () => {
    tip.style.display = "none";
  });

  // Names: towns, then gaps, then the larger ones; none covers another. Of what is met only when one has zoomed in.
  const names = makeNamePane(map);
  const seats = data.seats.map((seat) => ({ name: seat.name, x: worldX(seat.x), y: worldY(seat.y), seat: true }));
  let named = [];
  function sort() {
    const weight = { x: 2, u: 1, a: 1, m: 0, "-": -1 };
    const rank = (i) => (state.criterion < 0 && verdicts.judged_for_exit(i) ? 3 : 0) + weight[verdicts.letter(i)];
    named = [];
    for (let i = 0; i < s.code.length; i++)
      if (s.name[i] && s.x[i] !== null && verdicts.letter(i) in weight) named.push([i, rank(i), s.people[i] || 0]);
    named.sort((a, b) => b[1] - a[1] || b[2] - a[2]);
  }
  const fallsShort = (i) => verdicts.letter(i) === "x" && (state.criterion >= 0 || verdicts.judged_for_exit(i));
  function* listNames(zoom) {
    for (const seat of seats) if (seat.name) yield seat;
    const shown = new Set(dots.drawn());
    const near = zoom >= data.zoom + 2;
    for (const [i] of named) {
      if (!shown.has(i) || (i >= s.villages && zoom < 13) || !(near || fallsShort(i))) continue;
      yield { name: s.name[i], x: dots.places[2 * i], y: dots.places[2 * i + 1] };
    }
  }
  function nameAll() {
    if (!state.on.names) {
      names.clear();
      return;
    }
    const zoom = map.getZoom();
    const gap = state.criterion < 0 ? 11 : 8;
    names.draw(listNames(zoom), { sides: () => [[gap, 0]], most: zoom < data.zoom + 1 ? (wide ? 60 : 25) : 160 });
  }
  map.on("moveend zoomend", nameAll);

  for (const part of [panel.panel, panel.legend, details.details]) {
    L.DomEvent.disableClickPropagation(part);
    L.DomEvent.disableScrollPropagation(part);
  }
  root.setAttribute("aria-label", data.words.map + " · " + data.title);
  root.append(panel.panel, details.details, tip);
  if (wide) root.append(panel.legend);
  else {
    panel.panel.insertBefore(panel.legend, panel.panel.querySelector(".gp-choice"));
    panel.panel.classList.add("gp-folded");
  }
  // On printed the map fills a page, and an open details the pages after it.
  window.addEventListener("beforeprint", () => {
    if (before) return;
    before = { center: map.getCenter(), zoom: map.getZoom() };
    const view = map.getZoom() <= data.zoom ? L.latLngBounds(data.bounds) : map.getBounds();
    document.documentElement.classList.add("gp-paper");
    scheme.use("light");
    panel.refresh();
    document.body.append(details.details);
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(view, { animate: false, padding: [8, 8] });
    tip.style.display = "none";
  });
  window.addEventListener("afterprint", () => {
    if (!before) return;
    document.documentElement.classList.remove("gp-paper");
    scheme.follow();
    panel.refresh();
    root.append(details.details);
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.center, before.zoom, { animate: false });
    before = null;
  });
  scheme.changed = () => act.redraw();
  if (!mapLayers.areas.parts) root.classList.add("gp-all-land");
  map.attributionControl.setPrefix("");
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  map.fitBounds(data.bounds, Object.assign({ animate: false }, margins()));
  data.zoom = map.getZoom();
  sort();
  dots.arrange();
  panel.refresh();
  under.addTo(map);
  over.addTo(map);
  nameAll();
  document.documentElement.dataset.ready = "yes";
}
