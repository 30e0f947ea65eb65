// The works' page: wiring. Everything from data goes into the page as text (textContent), never as markup.
import { CanvasLayer } from "../shared/canvas.mjs";
import { make } from "../shared/elements.mjs";
import { worldX, worldY } from "../shared/geometry.mjs";
import { dressMap, keepAddress, listenToPrinting, makeNorth } from "../shared/map_page.mjs";
import { makeScheme } from "../shared/scheme.mjs";
import { formatDay, parseDay } from "./days.mjs";
import { makeDetails } from "./details.mjs";
import { makeFormat } from "./figures.mjs";
import { makeKindModel } from "./kind_model.mjs";
import { makeLayers } from "./layers.mjs";
import { makeLegend } from "./legend.mjs";
import { makeNames } from "./names.mjs";
import { makePanel } from "./panel.mjs";
import { makePaper } from "./paper.mjs";
import {
  describeLate,
  describeWaiting,
  fitFilter,
  listFitting,
  listMonths,
  listShown,
  makeFilter,
  makeSteps,
  sortByUrgency,
} from "./shown_works.mjs";
import { makeTimeBar } from "./time_bar.mjs";
import { readLink, writeLink } from "./view_link.mjs";

export function showProgress(map, data) {
  const root = map.getContainer();
  const wide = root.clientWidth > 700;
  document.body.classList.add("gp-progress");
  const viewState = { kind: 0, day: data.on, selected: null, spot: null, wide, filter: makeFilter(data.on) };
  const scheme = makeScheme(data);
  if (!data.kinds.length) {
    showNothing(map, data, viewState, scheme);
    return;
  }
  const models = data.kinds.map((kind) => makeKindModel(kind, data.on));
  const format = makeFormat(data);
  // What is chosen (a town, a programme, …) has the figures; what is shown (of it only the overdue, …) is listed.
  let counted = {}; // until the day or the filter changes
  const count = (which) => {
    if (!counted[which]) counted[which] = models[viewState.kind].count(viewState.day, viewState[which]);
    return counted[which];
  };
  format.counts = () => count("fitting");
  format.shownCounts = () => count("shown");
  // a dot of the map as a picture for legend and details
  format.dot = (m, late) => {
    const { canvas, half } = mapLayers.makeDot(m, late, late ? 4.4 : 5.4);
    canvas.className = "gp-dot-picture";
    canvas.style.width = canvas.style.height = 2 * half + "px";
    return canvas;
  };
  const mapLayers = makeLayers(data, models, viewState, scheme);
  const under = new CanvasLayer((view) => mapLayers.draw(view));
  const over = new CanvasLayer((view) => {
    if (printing.before) mapLayers.draw(view);
    mapLayers.drawOver(view);
  });
  // Beside the legend where the map is not made smaller by it.
  const margins = (bounds) => {
    const left = panel.panel.offsetWidth + 25;
    const padding = (x) => ({ paddingTopLeft: [x, 15], paddingBottomRight: [15, 110] });
    if (!wide) return { paddingTopLeft: [12, 60], paddingBottomRight: [12, 150] };
    if (!bounds) return padding(left);
    const zoom = (x) => map.getBoundsZoom(bounds, false, L.point(x + 15, 125));
    return padding(left + [230, 170, 110, 60, 0].find((more) => zoom(left + more) === zoom(left)));
  };
  // Which works are shown, by the kind, the filter and the day.
  function choose() {
    const model = models[viewState.kind];
    viewState.fitting = listFitting(data, model, viewState.filter);
    viewState.shown = listShown(model, viewState.fitting, viewState.filter, viewState.day);
    viewState.isShown = new Uint8Array(model.n);
    for (const i of viewState.shown) viewState.isShown[i] = 1;
    counted = {};
  }
  function refresh(works) {
    choose();
    panel.refresh(works);
    legend.draw();
    time.refresh();
    details.refresh();
    over.redraw();
    if (works) nameAll();
    share();
  }
  const act = {
    setDay(day) {
      viewState.day = Math.max(data.kinds[viewState.kind].first, Math.min(data.on, day));
      refresh(["overdue", "due14", "due30"].includes(viewState.filter.only));
    },
    setKind(k) {
      if (k === viewState.kind || !data.kinds[k]) return;
      details.close();
      time.stop();
      viewState.kind = k;
      viewState.filter = fitFilter(data.kinds[k], viewState.filter);
      show();
    },
    filter(filter) {
      viewState.filter = filter;
      refresh(true);
    },
    skip: () => time.focus(),
    goFirst() {
      const model = models[viewState.kind];
      if (viewState.shown.length) act.go(sortByUrgency(data, model, viewState.shown, viewState.day)[0]);
    },
    select(i, spot) {
      viewState.selected = i;
      viewState.spot = spot || null;
      if (i !== null && i >= 0 && !mapLayers.place(i)) viewState.selected = null;
      if (i !== null && !wide) panel.panel.classList.add("gp-folded");
      over.redraw();
      share();
    },
    focus(box) {
      const corner = (k) => map.unproject([box[k], box[k + 1]], 0);
      map.fitBounds(
        L.latLngBounds(corner(0), corner(2)),
        Object.assign({ animate: false, maxZoom: Math.max(13, map.getZoom()) }, margins()),
      );
      if (!wide) map.panBy([0, root.clientHeight * 0.2], { animate: false });
    },
    go(i) {
      const at = mapLayers.place(i);
      const box = mapLayers.box(i) || (at && [...at, ...at]);
      if (box) act.focus(box);
      details.show(i);
    },
    goVillage(k) {
      if (data.villages.x[k] === null) return;
      const at = [worldX(data.villages.x[k]), worldY(data.villages.y[k])];
      details.close();
      act.focus([...at, ...at]);
      act.select(-1, at);
    },
  };
  const details = makeDetails(map, data, models, mapLayers, viewState, format, act);
  choose();
  const panel = makePanel(data, models, viewState, details, format, act);
  const legend = makeLegend(data, models, mapLayers, viewState, format);
  const time = makeTimeBar(data, viewState, act, format);
  // All anew, for another kind or a link.
  function show() {
    choose();
    viewState.day = Math.max(data.kinds[viewState.kind].first, viewState.day);
    panel.layOut();
    time.layOut();
    refresh(true);
  }
  // The view stands in the page's address, so that it can be sent.
  const address = keepAddress(map, {
    write: (view) => writeLink(data, { ...viewState, ...view }),
    read(text) {
      const { kind, day, filter, work, ...place } = readLink(data, text);
      Object.assign(viewState, { kind, day, filter });
      details.close();
      show();
      if (work >= 0) act.go(work);
      return place;
    },
    isHeld: () => printing.before !== null,
  });
  const share = address.share;

  const workAt = (e, near) => {
    const at = map.project(e.latlng, 0);
    const scale = 2 ** map.getZoom();
    return mapLayers.pick(at.x, at.y, near / scale, scale);
  };
  map.on("click", (e) => {
    const i = workAt(e, 11);
    tip.style.display = "none";
    if (i >= 0) details.show(i);
    else details.close();
  });
  const tip = make("div", "gp-tip");
  map.on("mousemove", (e) => {
    const i = workAt(e, 8);
    const model = models[viewState.kind];
    root.style.cursor = i >= 0 ? "pointer" : "";
    tip.style.display = i >= 0 ? "block" : "none";
    if (i < 0) return;
    const m = model.standing(i, viewState.day);
    const late = model.isLate(i, viewState.day);
    tip.textContent = [
      details.text(model.kind.works.name[i]),
      m < 0 ? data.words.none : model.kind.milestones[m].label,
      late ? data.words.overdue : null,
    ]
      .filter(Boolean)
      .join(" · ");
    tip.style.left = e.containerPoint.x + 14 + "px";
    tip.style.top = e.containerPoint.y + 12 + "px";
  });
  map.on("mouseout", () => {
    tip.style.display = "none";
  });

  const nameAll = makeNames(map, data, mapLayers, details, wide);
  map.on("moveend", nameAll);
  dressMap(map, data, [panel.panel, legend.legend, details.details, time.bar]);
  root.prepend(panel.skip);
  root.append(panel.panel, makeNorth(data), legend.legend, details.details, time.bar, tip);
  if (!wide) panel.panel.classList.add("gp-folded");
  scheme.changed = () => {
    panel.refresh(true);
    legend.draw();
    details.refresh();
    under.redraw();
    over.redraw();
  };
  const paper = makePaper(data, models, { panel, legend, details }, viewState, format, choose);
  const printing = listenToPrinting(map, data, scheme, {
    left: 364,
    arrange() {
      tip.style.display = "none";
      time.stop();
      paper.arrange();
    },
    restore: paper.restore,
  });
  map.fitBounds(data.bounds, Object.assign({ animate: false }, margins(L.latLngBounds(data.bounds))));
  data.zoom = map.getZoom();
  const begin = () => {
    under.addTo(map);
    over.addTo(map);
    show();
    address.open();
    document.documentElement.dataset.ready = "yes";
  };
  // What a script may ask and do; used by the tests.
  window.gisplanProgress = {
    kinds: () => data.kinds.map((kind) => kind.id),
    kind: () => data.kinds[viewState.kind].id,
    day: () => formatDay(viewState.day),
    setKind: (id) => act.setKind(data.kinds.findIndex((kind) => kind.id === id)),
    setDay: (text) => act.setDay(parseDay(text)),
    counts: () => format.counts(),
    filter: (part) => act.filter({ ...viewState.filter, ...part }),
    shown: () => viewState.shown.map((i) => details.text(models[viewState.kind].kind.works.code[i])),
    late: () => describeLate(data, models[viewState.kind], viewState.day),
    waiting: () => describeWaiting(data, models[viewState.kind], viewState.day),
    months: () => listMonths(models[viewState.kind], viewState.fitting, viewState.day),
    steps: () => makeSteps(models[viewState.kind], viewState.fitting),
    playing: time.playing,
    show: (code) => act.go(models[viewState.kind].kind.works.code.findIndex((place) => data.texts[place] === code)),
  };
  mapLayers.whenRead(begin);
}

// A ledger without works, or before its first event: whose it is, as of when, and that there is nothing.
function showNothing(map, data, viewState, scheme) {
  const panel = make("section", "gp-panel");
  const head = make("header");
  const mapLayers = makeLayers(data, [], viewState, scheme);
  head.append(make("h1", null, data.title), make("span", "gp-what", data.words.heading));
  panel.append(
    head,
    make("p", "gp-answer", data.known),
    make("p", "gp-sub gp-store", data.code + " · " + data.store),
    make("p", "gp-warn", data.words.no_works),
  );
  map.getContainer().append(panel);
  dressMap(map, data, [panel]);
  map.fitBounds(data.bounds, {
    animate: false,
    paddingTopLeft: [viewState.wide ? 450 : 12, 15],
    paddingBottomRight: [15, 15],
  });
  const under = new CanvasLayer((view) => mapLayers.draw(view));
  scheme.changed = () => under.redraw();
  window.gisplanProgress = { kinds: () => [] };
  mapLayers.whenRead(() => {
    under.addTo(map);
    document.documentElement.dataset.ready = "yes";
  });
}
