// The plan's page: wiring. Everything from data goes into the page as text (textContent), never as markup.
import { CanvasLayer } from "../shared/canvas.mjs";
import { make } from "../shared/elements.mjs";
import { worldX, worldY } from "../shared/geometry.mjs";
import { dressMap, keepAddress, listenToPrinting } from "../shared/map_page.mjs";
import { makeNamePane } from "../shared/name_pane.mjs";
import { makeScheme } from "../shared/scheme.mjs";
import { makeDeskEdits } from "./desk_edits.mjs";
import { linkToDesk } from "./desk_link.mjs";
import { makeDetails } from "./details.mjs";
import { makePlanState } from "./edits.mjs";
import { makeFormats } from "./formats.mjs";
import { makeLayers } from "./layers.mjs";
import { makeLegend } from "./legend.mjs";
import { makePanel } from "./panel.mjs";
import { readLink, writeLink } from "./plan_link.mjs";
import { listenToPlanner } from "./planner_input.mjs";
import { arrangePrint } from "./print.mjs";
import { makeReach } from "./reach.mjs";
import { makeSaveShown } from "./save_shown.mjs";
import { makeShownPlan } from "./shown_plan.mjs";
import { findFlags, listNumbers, sampleLines } from "./step_numbers.mjs";
import { makeStepTexts } from "./steps.mjs";
import { makeUntilBar } from "./until_bar.mjs";

const NUMBERS = 20; // of steps, in view of the whole county

export function showPlan(map, data) {
  const root = map.getContainer();
  const wide = root.clientWidth > 700;
  const s = data.settlements;
  document.body.classList.add("gp-plan");
  data.far_m = data.seal_ends ? data.seal_ends.far_m : Infinity;
  const on = ["unsealed", "served", "left", "before", "groups", "numbers", "names", "boundary"];
  const viewState = {
    mode: "plan",
    lit: [],
    picked: [],
    selected: null,
    link: null,
    fixAll: false,
    whole: false,
    until: null,
    on: Object.fromEntries([...on, ...data.road_kinds.map((_, k) => "road-" + k)].map((key) => [key, true])),
  };
  const format = makeFormats(data);
  const model = makePlanState(data);
  if (data.score) {
    const sealed = Uint8Array.from(model.every, (i) => (data.score.built[i] === "1" || model.done(i) ? 1 : 0));
    viewState.listServed = makeReach(data).evaluate(sealed).served;
  }
  const shownPlan = makeShownPlan(data, model, viewState);
  const scheme = makeScheme(data);
  const mapLayers = makeLayers(data, model, shownPlan, viewState, scheme);
  const under = new CanvasLayer((view) => mapLayers.draw(view));
  const over = new CanvasLayer((view) => {
    if (printing.before) mapLayers.draw(view);
    mapLayers.drawOver(view);
  });
  const bottom = wide ? 130 : 190;
  const left = () => (!wide ? 15 : legend.legend.open ? 625 : 370);
  const margins = () => ({ paddingTopLeft: [left(), wide ? 15 : 130], paddingBottomRight: [15, bottom] });
  const act = {
    redraw() {
      under.redraw();
      over.redraw();
      nameAll();
    },
    refresh() {
      const now = panel.refresh();
      details.refresh();
      untilBar.refresh();
      legend.draw(now);
      act.redraw();
    },
    refreshEdits: () => panel.refreshEdits(),
    change(units, how) {
      model.change(units, how);
      act.refresh();
    },
    toggle(units, into) {
      const all = model.change(units, (i) => model.put(i, into));
      act.refresh();
      return all;
    },
    step(run) {
      run();
      act.refresh();
    },
    light(units) {
      viewState.lit = units;
      under.redraw();
    },
    select(place, units, link) {
      viewState.selected = place;
      viewState.picked = units;
      viewState.link = link || null;
      if ((place || units.length) && !wide) panel.panel.classList.add("gp-folded");
      under.redraw();
      over.redraw();
      address.share();
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
    // All steps up to a number of them; null or all of them: the whole plan.
    showUntil(count) {
      const { steps } = shownPlan.order();
      viewState.until = count === null || count >= steps ? null : Math.max(0, count);
      const now = panel.now();
      panel.steps.refresh(now);
      untilBar.refresh();
      legend.draw(now);
      act.redraw();
      address.share();
    },
    showStep(k) {
      const { units } = shownPlan.order().sums[k];
      if (shownPlan.until() <= k) act.showUntil(k + 1);
      act.fit(units);
      details.showUnit(units.reduce((longest, i) => (data.units.mm[i] > data.units.mm[longest] ? i : longest)));
    },
  };
  const details = makeDetails(map, data, model, shownPlan, mapLayers, viewState, format, act);
  const texts = makeStepTexts(data, shownPlan, mapLayers, details, format);
  const deskEdits = data.desk ? makeDeskEdits(data, model) : null;
  const desk = deskEdits ? linkToDesk(data, model, deskEdits, act) : null;
  const panel = makePanel(data, model, shownPlan, viewState, details, texts, format, act, deskEdits);
  const legend = makeLegend(data, model, shownPlan, mapLayers, viewState, scheme, format, act);
  const untilBar = makeUntilBar(data, shownPlan, () => viewState.mode !== "plan", format, act);
  const said = { until: () => untilBar.bar.querySelector("output").textContent, headline: panel.findHeadline };
  const save = makeSaveShown(map, data, model, shownPlan, mapLayers, viewState, scheme, format, said);
  panel.panel.insertBefore(save, panel.panel.querySelector(".gp-foot"));
  const tip = make("div", "gp-tip");
  listenToPlanner(map, data, model, mapLayers, viewState, details, tip, format, act);

  // Names: towns, the numbers of the steps, villages that are served, then the others; none covers another.
  const names = makeNamePane(map);
  const seats = data.seats.map((seat) => ({ name: seat.name, x: worldX(seat.x), y: worldY(seat.y), seat: true }));
  const rank = { served: 0, left: 1, before: 2 };
  function* listVillages(zoom) {
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
  let flags = { order: null };
  function listSteps() {
    const order = shownPlan.order();
    if (flags.order !== order) flags = { order, parts: findFlags(mapLayers.lines, order.step) };
    const colourOf = (k) => "step_" + shownPlan.classOf(k);
    return listNumbers(mapLayers.lines, flags.parts, {
      until: shownPlan.until(),
      steps: order.steps,
      colourOf,
      isSmall: !wide,
    });
  }
  function* listNames(zoom) {
    // on a small map names leave no room for numbers, so these come first
    const numbers = viewState.on.numbers && viewState.mode === "plan" ? listSteps() : [];
    if (!wide) yield* numbers;
    if (viewState.on.names) for (const seat of seats) if (seat.name) yield seat;
    if (wide) yield* numbers;
    if (viewState.on.names) yield* listVillages(zoom);
  }
  function nameAll() {
    const zoom = map.getZoom();
    const near = zoom - data.zoom;
    const view = names.findView();
    const numbers = Math.round((wide ? NUMBERS : NUMBERS / 2) * 4 ** Math.max(0, near));
    const roads = viewState.on.numbers && viewState.mode === "plan" ? mapLayers.listRoadPlaces(view, sampleLines) : [];
    names.draw(listNames(zoom), {
      sides: (w) => [
        [8, 0],
        [-w - 8, 0],
        [-w / 2, -15],
        [-w / 2, 15],
      ],
      dots: roads,
      most: numbers + (near < 1 ? (wide ? 25 : 12) : 140),
      mostOf: { numbers },
    });
  }
  dressMap(map, data, [panel.panel, legend.legend, details.details, untilBar.bar]);
  root.append(panel.panel, details.details, untilBar.bar, tip);
  // What stands above the bar follows its height, which is that of its texts.
  new window.ResizeObserver(() => root.style.setProperty("--until-high", untilBar.bar.offsetHeight + "px")).observe(
    untilBar.bar,
  );
  legend.legend.open = root.clientWidth >= 1200;
  if (wide) root.append(legend.legend);
  else {
    panel.panel.insertBefore(legend.legend, panel.panel.querySelector(".gp-edits"));
    panel.panel.classList.add("gp-folded");
  }
  scheme.changed = () => act.refresh();
  const printing = listenToPrinting(
    map,
    data,
    scheme,
    arrangePrint(data, shownPlan, texts, format, { panel, legend, details, tip, untilBar }),
  );
  const address = keepAddress(map, {
    write: (place) => writeLink(data, { ...place, until: viewState.until, selected: viewState.link }),
    read(text) {
      const asked = readLink(data, text);
      if (asked.until !== viewState.until) act.showUntil(asked.until);
      if (asked.unit >= 0) {
        if (!asked.at) act.fit([asked.unit]);
        details.showUnit(asked.unit);
      } else if (asked.settlement >= 0) details.go(asked.settlement);
      return asked;
    },
    isHeld: () => printing.before !== null,
  });
  map.fitBounds(data.bounds, Object.assign({ animate: false }, margins()));
  data.zoom = map.getZoom();
  map.on("moveend", nameAll); // which follows each change of the zoom, too
  under.addTo(map);
  over.addTo(map);
  panel.restore();
  act.refresh();
  address.open();
  // What a script may ask and do; used by the tests.
  window.gisplanPlan = {
    totals: model.totals,
    served: () => Array.from(model.now().served),
    joined: () => Array.from(model.now().joined),
    order: () => ({ step: Array.from(shownPlan.order().step), served: Array.from(shownPlan.order().servedStep) }),
    sums: () => ({ ...shownPlan.sums(), until: shownPlan.until() }),
    toggle: act.toggle,
    isIn: model.isIn,
    locks: model.writeLocks,
    sealEnd: mapLayers.sealEnds.measure,
    openEdits: panel.openEdits,
    desk,
  };
  document.documentElement.dataset.ready = "yes";
}
