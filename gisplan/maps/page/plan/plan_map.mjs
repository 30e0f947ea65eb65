// The plan's page: wiring. Everything from data goes into the page as text (textContent), never as markup.
import { CanvasLayer } from "../shared/canvas.mjs";
import { make } from "../shared/elements.mjs";
import { worldX, worldY } from "../shared/geometry.mjs";
import { dressMap, listenToPrinting } from "../shared/map_page.mjs";
import { makeNamePane } from "../shared/name_pane.mjs";
import { saveFile } from "../shared/save.mjs";
import { makeScheme } from "../shared/scheme.mjs";
import { makeNumberFormat } from "../shared/wording.mjs";
import { makeDetails } from "./details.mjs";
import { makePlanState } from "./edits.mjs";
import { makeLayers } from "./layers.mjs";
import { makePanel } from "./panel.mjs";
import { makeReach } from "./reach.mjs";

export function showPlan(map, data) {
  const root = map.getContainer();
  const wide = root.clientWidth > 700;
  const s = data.settlements;
  const u = data.units;
  document.body.classList.add("gp-plan");
  const viewState = {
    mode: "plan",
    lit: [],
    picked: [],
    selected: null,
    fixAll: false,
    whole: false,
    on: { unsealed: true, served: true, left: true, before: true, groups: true, numbers: true, names: true },
  };
  data.road_kinds.forEach((_, k) => {
    viewState.on["road-" + k] = true;
  });
  const number = makeNumberFormat(data.lang, "–");
  const cost = (parts) =>
    (parts / data.cost.parts).toLocaleString(data.lang, {
      minimumFractionDigits: data.cost.digits,
      maximumFractionDigits: data.cost.digits,
    });
  const format = { number, cost, costUnit: (parts) => cost(parts) + " " + data.cost.label, prize: (v) => number(v, 1) };
  const model = makePlanState(data);
  if (data.score) {
    const sealed = Uint8Array.from(model.every, (i) => (data.score.built[i] === "1" || model.done(i) ? 1 : 0));
    viewState.listServed = makeReach(data).evaluate(sealed).served;
  }
  const scheme = makeScheme(data);
  const mapLayers = makeLayers(data, model, viewState, scheme);
  const under = new CanvasLayer((view) => mapLayers.draw(view));
  const over = new CanvasLayer((view) => {
    if (printing.before) mapLayers.draw(view);
    mapLayers.drawOver(view);
  });
  const margins = () => ({ paddingTopLeft: [wide ? 365 : 15, 15], paddingBottomRight: [15, 15] });
  const act = {
    redraw() {
      under.redraw();
      over.redraw();
      nameAll();
    },
    refresh() {
      panel.refresh();
      details.refresh();
      act.redraw();
    },
    change(units, how) {
      model.change(units, how);
      act.refresh();
    },
    toggle(units, into) {
      const all = model.change(units, (i) => model.put(i, into));
      act.refresh();
      return all;
    },
    light(units) {
      viewState.lit = units;
      under.redraw();
    },
    select(place, units) {
      viewState.selected = place;
      viewState.picked = units;
      if ((place || units.length) && !wide) panel.panel.classList.add("gp-folded");
      under.redraw();
      over.redraw();
    },
    focus(latlng) {
      map.setView(latlng, Math.max(map.getZoom(), 13), { animate: false });
      if (!wide) map.panBy([0, root.clientHeight * 0.25], { animate: false });
    },
    fit(units) {
      if (!units.length) return;
      const box = mapLayers.box(units);
      viewState.lit = units;
      map.fitBounds(
        L.latLngBounds(map.unproject([box[0], box[1]], 0), map.unproject([box[2], box[3]], 0)),
        Object.assign({ animate: false, maxZoom: 14 }, margins()),
      );
      under.redraw();
    },
    save(fixAll) {
      saveFile("locks.csv", "text/csv", model.writeLocks(fixAll));
    },
  };
  const details = makeDetails(map, data, model, mapLayers, viewState, format, act);
  const panel = makePanel(data, model, mapLayers, viewState, details, format, act);

  // A click on a settlement opens its details; on a stretch it puts it in or out and opens its details.
  const world = (latlng) => map.project(latlng, 0);
  map.on("click", (e) => {
    const at = world(e.latlng);
    const near = 10 / 2 ** map.getZoom();
    const m = mapLayers.pickDot(at.x, at.y, near * 0.8);
    tip.style.display = "none"; // it showed the state before the click
    if (m >= 0) {
      details.showSettlement(m);
      return;
    }
    const i = mapLayers.pickUnit(at.x, at.y, near);
    if (i >= 0) {
      const units = viewState.whole ? model.ofSegment.get(u.segment[i]) : [i];
      if (viewState.mode === "plan") act.toggle(units, !model.isIn(i));
      details.showUnit(i);
      return;
    }
    const road = mapLayers.pickRoad(at.x, at.y, near * 0.7);
    if (road) details.showRoad(road);
    else details.close();
  });
  const tip = make("div", "gp-tip");
  map.on("mousemove", (e) => {
    const at = world(e.latlng);
    const near = 8 / 2 ** map.getZoom();
    const m = mapLayers.pickDot(at.x, at.y, near);
    const i = m >= 0 ? -1 : mapLayers.pickUnit(at.x, at.y, near);
    root.style.cursor = m >= 0 || i >= 0 ? "pointer" : "";
    tip.style.display = m >= 0 || i >= 0 ? "block" : "none";
    if (m >= 0) tip.textContent = (s.village[m] >= 0 ? details.title(s.village[m]) + " · " : "") + details.title(m);
    else if (i >= 0)
      tip.textContent = [details.text(u.segment[i]), format.costUnit(u.cost[i]), details.stateOf(i)].join(" · ");
    tip.style.left = e.containerPoint.x + 14 + "px";
    tip.style.top = e.containerPoint.y + 12 + "px";
  });
  map.on("mouseout", () => {
    tip.style.display = "none";
  });

  // Names: towns, then villages that are served, then the others; none covers another.
  const names = makeNamePane(map);
  const seats = data.seats.map((seat) => ({ name: seat.name, x: worldX(seat.x), y: worldY(seat.y), seat: true }));
  const rank = { served: 0, left: 1, before: 2 };
  function* listNames(zoom) {
    for (const seat of seats) if (seat.name) yield seat;
    const some = [];
    for (let m = 0; m < s.code.length; m++)
      if (s.name[m] >= 0 && mapLayers.shown(m) && (m < s.villages || zoom >= 13)) some.push(m);
    some.sort(
      (x, y) =>
        (x >= s.villages) - (y >= s.villages) ||
        rank[mapLayers.kindOf(x)] - rank[mapLayers.kindOf(y)] ||
        s.people_once[y] - s.people_once[x],
    );
    for (const m of some) yield { name: details.title(m), x: mapLayers.places[2 * m], y: mapLayers.places[2 * m + 1] };
  }
  function nameAll() {
    const zoom = map.getZoom();
    names.draw(listNames(zoom), { sides: () => [[8, 0]], most: zoom < data.zoom + 1 ? (wide ? 45 : 22) : 140 });
  }
  map.on("moveend zoomend", nameAll);
  dressMap(map, data, [panel.panel, panel.legend, details.details]);
  root.append(panel.panel, details.details, tip);
  if (wide) root.append(panel.legend);
  else {
    panel.panel.append(panel.legend);
    panel.panel.classList.add("gp-folded");
  }
  scheme.changed = () => act.refresh();
  // The steps and an open details fill the pages after the map.
  const printed = make("section", "gp-print");
  const home = panel.legend.parentNode;
  const printing = listenToPrinting(map, data, scheme, {
    left: 315,
    arrange() {
      const steps = panel.panel.querySelector(".gp-steps").cloneNode(true);
      steps.open = true;
      printed.replaceChildren(make("h2", null, data.title + " · " + data.words.steps), ...[...steps.children].slice(1));
      document.body.append(printed, details.details);
      panel.panel.append(panel.legend);
      tip.style.display = "none";
    },
    restore() {
      root.append(details.details);
      printed.remove();
      home.append(panel.legend);
    },
  });
  map.fitBounds(data.bounds, Object.assign({ animate: false }, margins()));
  data.zoom = map.getZoom();
  panel.refresh();
  under.addTo(map);
  over.addTo(map);
  nameAll();
  // What a script may ask and do; used by the tests.
  window.gisplanPlan = {
    totals: model.totals,
    served: () => Array.from(model.now().served),
    joined: () => Array.from(model.now().joined),
    toggle: act.toggle,
    isIn: model.isIn,
    locks: model.writeLocks,
  };
  document.documentElement.dataset.ready = "yes";
}
