// The gap map. Everything from data goes into the page as text (textContent), never as markup.
import { CanvasLayer } from "../shared/canvas.mjs";
import { make } from "../shared/elements.mjs";
import { worldX, worldY } from "../shared/geometry.mjs";
import { dressMap, keepAddress, listenToPrinting, makeNorth } from "../shared/map_page.mjs";
import { makeNamePane } from "../shared/name_pane.mjs";
import { drawPicture } from "../shared/picture.mjs";
import { nameFile, saveFile } from "../shared/save.mjs";
import { makeScheme } from "../shared/scheme.mjs";
import { makeDetails } from "./details.mjs";
import { makeLayers } from "./layers.mjs";
import { listenToDesk, takeStanding } from "./ledger_works.mjs";
import { readLink, writeLink } from "./link.mjs";
import { listLegend } from "./legend.mjs";
import { makeMeasure } from "./measure.mjs";
import { makePaper } from "./paper.mjs";
import { makePanel } from "./panel.mjs";
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
    town: -1,
    link: null,
  };
  if (!data.criteria.length) state.criterion = -1;
  const verdicts = makeVerdicts(data, state);
  const scheme = makeScheme(data);
  const mapLayers = makeLayers(data, state, verdicts, scheme);
  const dots = makeDots(data, state, verdicts, mapLayers, scheme);
  // on printed the upper canvas is opaque: it holds the mapLayers too
  const under = new CanvasLayer(mapLayers.draw);
  const over = new CanvasLayer((view) => {
    if (printing.before) mapLayers.draw(view);
    dots.draw(view);
    measure.draw(view, scheme.colours);
  });
  const measure = makeMeasure(map, data, () => over.redraw());
  const act = {
    chosen: () => (state.criterion < 0 ? data.words.verdict : data.criteria[state.criterion].label),
    choose(k) {
      state.criterion = k;
      if ("links-" + k in state.on) panel.show("links-" + k);
      sort();
      act.redraw();
      share();
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
    select(place, link) {
      if (place && !wide) panel.panel.classList.add("gp-folded");
      state.selected = place;
      state.link = link && link[1] ? link : null;
      state.town = state.link && link[0] === "town" ? data.towns.name.indexOf(link[1]) : -1;
      under.redraw();
      over.redraw();
      share();
    },
    savePicture() {
      const legend = listLegend(data, state, verdicts, details.number, scheme.colours, panel.layers);
      const paint = (view) => {
        mapLayers.draw(view);
        dots.draw(view);
      };
      const canvas = drawPicture(map, data, scheme.colours, paint, [[null, act.chosen()], ...legend]);
      canvas.toBlob((picture) => saveFile(nameFile(data.title, act.chosen(), ".png"), "image/png", picture));
    },
    // What a search or a link asks for: it comes into view with its details.
    open(found) {
      if ("settlement" in found) details.go(found.settlement);
      else if ("town" in found) act.town(found.town);
      else if ("road" in found) act.road(found.road);
      else if ("river" in found) act.river(found.river);
      else act.item(found.layer, found.item);
    },
    town(t) {
      const some = s.town.flatMap((town, i) => (town === t && s.x[i] !== null ? [[s.y[i] / 1e6, s.x[i] / 1e6]] : []));
      if (some.length) map.fitBounds(L.latLngBounds(some), Object.assign({ animate: false, maxZoom: 14 }, margins()));
      details.showTown(t);
    },
    road(i) {
      const middle = fitPart(mapLayers.roads, i);
      details.showRoad(i, middle);
    },
    river(name) {
      panel.show("rivers");
      fitBox(mapLayers.findRiver(name));
      act.redraw();
    },
    item(layer, i) {
      const overlay = data.overlays[layer];
      const { shape } = mapLayers.layers.find((one) => one.overlay === overlay) || {};
      const part = shape ? shape.of.indexOf(i) : -1;
      panel.show(
        overlay.progress ? layer + "-" + overlay.progress[i] : overlay.kind ? layer + "-" + overlay.kind[i] : layer,
      );
      if (overlay.x && overlay.x[i] !== null) act.focus([overlay.y[i] / 1e6, overlay.x[i] / 1e6]);
      else if (part >= 0) fitPart(shape, part);
      act.redraw();
      details.showWork(layer, i);
    },
  };
  // Bring a part of a shape into view; its middle in world coordinates.
  function fitPart(shape, part) {
    return fitBox(shape.boxes.slice(4 * part, 4 * part + 4));
  }
  function fitBox(box) {
    const bounds = L.latLngBounds(map.unproject([box[0], box[1]], 0), map.unproject([box[2], box[3]], 0));
    map.fitBounds(bounds, Object.assign({ animate: false, maxZoom: 14 }, margins()));
    return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  }
  const details = makeDetails(map, data, state, verdicts, act);
  const panel = makePanel(data, state, verdicts, details, mapLayers, dots, scheme, act);
  const margins = () => ({ paddingTopLeft: [wide ? 330 : 15, 15], paddingBottomRight: [15, 15] });

  // A click asks for the nearest point, then line, then area, within ten pixels.
  const isClose = () => map.getZoom() >= data.zoom + 2;
  const findTown = ({ originalEvent }) => {
    const { town } = originalEvent.target.dataset || {};
    return town === undefined ? null : { town: Number(town) };
  };
  const world = (latlng) => map.project(latlng, 0);
  map.on("click", (e) => {
    if (measure.on) {
      measure.add(e.latlng);
      return;
    }
    const at = world(e.latlng);
    const near = 10 / 2 ** map.getZoom();
    const found =
      dots.pick(at.x, at.y, near * 1.2, 2 ** map.getZoom()) ||
      findTown(e) ||
      mapLayers.pick(at.x, at.y, near * 0.7, isClose());
    if (!found) details.close();
    else if ("settlement" in found) details.showSettlement(found.settlement);
    else if ("work" in found) details.showWork(found.work, found.item);
    else if ("miss" in found) details.showMiss(found.miss);
    else if ("road" in found) details.showRoad(found.road, [at.x, at.y]);
    else if ("layer" in found) details.showWork(found.layer.works || found.layer.key, found.item);
    else details.showTown(found.town);
  });
  const north = makeNorth(data);
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
  const seats = data.seats.map((seat) => ({
    name: seat.name,
    x: worldX(seat.x),
    y: worldY(seat.y),
    seat: true,
    town: data.towns.name.indexOf(seat.name),
  }));
  let named = [];
  function sort() {
    const weight = { x: 2, u: 1, a: 1, m: 0, "-": -1 };
    const rank = (i) =>
      (verdicts.isSplit(state.criterion) && verdicts.judged_for_exit(i) ? 3 : 0) + weight[verdicts.letter(i)];
    named = [];
    for (let i = 0; i < s.code.length; i++)
      if (s.name[i] && s.x[i] !== null && verdicts.letter(i) in weight) named.push([i, rank(i), s.people[i] || 0]);
    named.sort((a, b) => b[1] - a[1] || b[2] - a[2]);
  }
  const fallsShort = (i) => verdicts.letter(i) === "x" && (state.criterion >= 0 || verdicts.judged_for_exit(i));
  function* listNames(zoom) {
    for (const seat of seats) if (seat.name) yield seat;
    const shown = new Set(dots.drawn());
    const near = isClose();
    for (const [i] of named) {
      if (!shown.has(i) || (i >= s.villages && zoom < 13) || !(near || fallsShort(i))) continue;
      yield { name: s.name[i], x: dots.places[2 * i], y: dots.places[2 * i + 1], group: "settlement" };
    }
    // rivers and what lies around come last: they take no place from a settlement
    yield* mapLayers.listNames(state.on, names.findView(), names.width);
  }
  function nameAll() {
    if (!state.on.names) {
      names.clear();
      return;
    }
    const zoom = map.getZoom();
    const gap = verdicts.isSplit(state.criterion) ? 11 : 8;
    const scale = 2 ** zoom;
    const inPixels = (i) => [dots.places[2 * i] * scale, dots.places[2 * i + 1] * scale];
    names.draw(listNames(zoom), {
      sides: (w) => [
        [gap, 0],
        [-w - gap, 0],
        [-w / 2, -gap - 8],
        [-w / 2, gap + 8],
        [gap - 2, -12],
        [gap - 2, 12],
        [-w - gap + 2, -12],
        [-w - gap + 2, 12],
      ],
      dots: dots.drawn().map(inPixels),
      symbols: data.ground.rivers || data.ground.water ? dots.drawn().map(inPixels) : [],
      mostOf: { settlement: zoom < data.zoom + 1 ? (wide ? 60 : 25) : 140 },
    });
  }

  // The view stands in the page's address, so that it can be sent.
  const address = keepAddress(map, {
    write(view) {
      const theme = state.criterion < 0 ? null : data.criteria[state.criterion].id;
      return writeLink({ ...view, theme, selected: state.link });
    },
    read(text) {
      const { theme, selected, ...place } = readLink(data, text);
      if (theme >= 0) act.choose(theme);
      if (selected) act.open(selected);
      return place;
    },
    isHeld: () => printing.before !== null,
  });
  const share = address.share;

  root.classList.add("gp-gaps");
  dressMap(map, data, [measure.button, panel.panel, panel.legend, panel.sheet, details.details]);
  root.append(panel.panel, details.details, panel.sheet, north, measure.button, measure.said, tip);
  if (wide) root.append(panel.legend);
  else {
    panel.panel.insertBefore(panel.legend, panel.panel.querySelector(".gp-choice"));
    panel.panel.classList.add("gp-folded");
  }
  scheme.changed = () => act.redraw();
  listenToDesk((works) => {
    const changed = takeStanding(data, works);
    if (!changed.length) return;
    dots.arrangeWorks();
    act.redraw();
    details.renew(changed);
  });
  const paper = makePaper(map, data, panel, details);
  const printing = listenToPrinting(map, data, scheme, {
    left: 260,
    arrange() {
      tip.style.display = "none";
      paper.arrange();
    },
    restore: paper.restore,
  });
  if (!mapLayers.areas.parts) root.classList.add("gp-all-land");
  map.fitBounds(data.bounds, Object.assign({ animate: false }, margins()));
  data.zoom = map.getZoom();
  map.on("moveend", nameAll); // from here on: all is named once at the start
  sort();
  dots.arrange();
  panel.refresh();
  nameAll();
  mapLayers.whenRead(() => {
    under.addTo(map);
    over.addTo(map);
    address.open();
    document.documentElement.dataset.ready = "yes";
  });
}
