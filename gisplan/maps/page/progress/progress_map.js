// The works' page: wiring. Everything from data goes into the page as text (textContent), never as markup.
"use strict";
function showProgress(map, data) {
  const root = map.getContainer(), wide = root.clientWidth > 700;
  document.body.classList.add("gp-progress");
  const view0 = {kind: 0, day: data.on, selected: null, spot: null, wide};
  if (!data.kinds.length) { gpProgressNothing(map, data, root, view0); return; }
  const models = data.kinds.map((kind) => gpProgressKind(kind, data.on));
  const number = (v, digits) => v === null || v === undefined ? "–" : v.toLocaleString(data.lang, {maximumFractionDigits: digits || 0});
  const fill = (template, ...values) => values.reduce((filled, value, k) => filled.replace("{" + k + "}", () => value), template);
  let counted = null;
  const format = {
    number, fill,
    range: (pair) => !pair ? "–" : pair[0] === pair[1] ? number(pair[0]) : pair[1] === null ? fill(data.words.at_least, number(pair[0])) : fill(data.words.range, number(pair[0]), number(pair[1])),
    counts() {
      if (!counted || counted.kind !== view0.kind || counted.at !== view0.day) counted = {kind: view0.kind, at: view0.day, counts: models[view0.kind].count(view0.day)};
      return counted.counts;
    },
    // a dot of the map as a picture for legend and details
    dot(m, late) {
      const canvas = gpMake("canvas", "gp-dot-picture"), ratio = window.devicePixelRatio || 1, size = 22;
      canvas.width = canvas.height = size * ratio;
      const ink = canvas.getContext("2d");
      ink.scale(ratio, ratio); ink.translate(size / 2, size / 2);
      gpProgressDot(ink, {colour: mapLayers.colourOf(m), none: m < 0, whole: models[view0.kind].finished(m), late, radius: late ? 4.4 : 5.4, ring: data.palette.missed});
      return canvas;
    },
  };
  const mapLayers = gpProgressLayers(data, models, view0);
  let before = null;  // what was in view before the page was printed
  const under = new GpInk((view) => mapLayers.draw(view)), over = new GpInk((view) => { if (before) mapLayers.draw(view); mapLayers.drawOver(view); });
  // Beside the legend where the map is not made smaller by it.
  const room = (bounds) => {
    const left = panel.panel.offsetWidth + 25, padding = (x) => ({paddingTopLeft: [x, 15], paddingBottomRight: [15, 110]});
    if (!wide) return {paddingTopLeft: [12, 60], paddingBottomRight: [12, 150]};
    if (!bounds) return padding(left);
    const zoom = (x) => map.getBoundsZoom(bounds, false, L.point(x + 15, 125));
    return padding(left + [230, 170, 110, 60, 0].find((more) => zoom(left + more) === zoom(left)));
  };
  const act = {
    setDay(day) {
      view0.day = Math.max(data.kinds[view0.kind].first, Math.min(data.on, day));
      time.refresh(); panel.drawLegend(); panel.mark(view0.day); over.redraw();
    },
    setKind(k) {
      if (k === view0.kind || !data.kinds[k]) return;
      details.close(); time.stop();
      view0.kind = k;
      panel.draw(); time.layOut(); act.setDay(view0.day); nameAll();
    },
    select(i, spot) {
      view0.selected = i; view0.spot = spot || null;
      if (i !== null && i >= 0 && !mapLayers.place(i)) view0.selected = null;
      if (i !== null && !wide) panel.panel.classList.add("gp-folded");
      over.redraw();
    },
    focus(box) {
      const corner = (k) => map.unproject([box[k], box[k + 1]], 0);
      map.fitBounds(L.latLngBounds(corner(0), corner(2)), Object.assign({animate: false, maxZoom: Math.max(13, map.getZoom())}, room()));
      if (!wide) map.panBy([0, root.clientHeight * 0.2], {animate: false});
    },
    go(i) {
      const at = mapLayers.place(i), box = mapLayers.box(i) || at && [...at, ...at];
      if (box) act.focus(box);
      details.show(i);
    },
    goVillage(k) {
      if (data.villages.x[k] === null) return;
      const at = [gpX(data.villages.x[k]), gpY(data.villages.y[k])];
      details.close();
      act.focus([...at, ...at]);
      act.select(-1, at);
    },
  };
  const details = gpProgressDetails(map, data, models, mapLayers, view0, format, act);
  const panel = gpProgressPanel(data, models, mapLayers, view0, details, format, act);
  const time = gpProgressTime(data, view0, act, format);

  const workAt = (e, near) => { const at = map.project(e.latlng, 0), scale = 2 ** map.getZoom(); return mapLayers.pick(at.x, at.y, near / scale, scale); };
  map.on("click", (e) => { const i = workAt(e, 11); tip.style.display = "none"; if (i >= 0) details.show(i); else details.close(); });
  const tip = gpMake("div", "gp-tip");
  map.on("mousemove", (e) => {
    const i = workAt(e, 8), model = models[view0.kind];
    root.style.cursor = i >= 0 ? "pointer" : "";
    tip.style.display = i >= 0 ? "block" : "none";
    if (i < 0) return;
    const m = model.standing(i, view0.day), late = model.isLate(i, view0.day);
    tip.textContent = [details.text(model.kind.works.name[i]), m < 0 ? data.words.none : model.kind.milestones[m].label, late ? data.words.overdue : null].filter(Boolean).join(" · ");
    tip.style.left = e.containerPoint.x + 14 + "px"; tip.style.top = e.containerPoint.y + 12 + "px";
  });
  map.on("mouseout", () => { tip.style.display = "none"; });

  // Names: the towns, and nearer the villages of the works; none covers another.
  const pane = map.createPane("gp-names"), pen = document.createElement("canvas").getContext("2d");
  pen.font = "12px sans-serif";
  function nameAll() {
    pane.replaceChildren();
    const scale = 2 ** map.getZoom(), origin = map.getPixelOrigin(), size = map.getSize(), corner = map.containerPointToLayerPoint([0, 0]), taken = [];
    const dots = mapLayers.spots(scale).map(([x, y]) => [x - origin.x, y - origin.y]);
    // to the right of its place, else where it covers the fewest dots
    const put = (name, e6, n6, seat) => {
      const x = gpX(e6) * scale - origin.x, y = gpY(n6) * scale - origin.y, width = pen.measureText(name).width * (seat ? 1.3 : 1) + 6;
      if (x < corner.x - 20 || x > corner.x + size.x || y < corner.y || y > corner.y + size.y) return;
      const free = [[9, 0], [-9 - width, 0], [-width / 2, 16], [-width / 2, -16]].map(([dx, dy]) => [x + dx, y + dy - 9, x + dx + width, y + dy + 9])
        .filter((b) => !taken.some((t) => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]))
        .map((b) => [b, dots.filter((d) => d[0] > b[0] - 5 && d[0] < b[2] + 5 && d[1] > b[1] - 3 && d[1] < b[3] + 3).length]);
      const [box, covered] = free.reduce((one, two) => two[1] < one[1] ? two : one, [null, Infinity]);
      if (covered > (wide ? 3 : 1)) return;
      taken.push(box);
      const node = gpMake("span", "gp-name" + (seat ? " gp-seat" : ""), name);
      L.DomUtil.setPosition(node, L.point(box[0], box[1]));
      pane.append(node);
    };
    for (const seat of data.seats) if (seat.name) put(seat.name, seat.x, seat.y, true);
    if (map.getZoom() < data.zoom + 1.5) return;
    data.villages.name.forEach((name, k) => { if (name >= 0 && data.villages.x[k] !== null && taken.length < 120) put(details.text(name), data.villages.x[k], data.villages.y[k], false); });
  }
  map.on("moveend zoomend", nameAll);
  map.on("zoomstart", () => pane.replaceChildren());
  for (const part of [panel.panel, panel.legend, details.details, time.bar]) { L.DomEvent.disableClickPropagation(part); L.DomEvent.disableScrollPropagation(part); }
  root.setAttribute("aria-label", data.words.map + " · " + data.title);
  root.append(panel.panel, details.details, panel.legend, time.bar, tip);
  if (!wide) panel.panel.classList.add("gp-folded");
  gpProgressPrint(map, data, panel, details, {
    before: () => before, note: (what) => { before = what; tip.style.display = "none"; time.stop(); },
  });
  map.attributionControl.setPrefix("");
  L.control.scale({imperial: false, position: "bottomright"}).addTo(map);
  map.fitBounds(data.bounds, Object.assign({animate: false}, room(L.latLngBounds(data.bounds))));
  data.zoom = map.getZoom();
  panel.draw(); time.layOut(); panel.mark(view0.day);
  under.addTo(map); over.addTo(map);
  nameAll();
  // What a script may ask and do; used by the tests.
  window.gisplanProgress = {
    kinds: () => data.kinds.map((kind) => kind.id), kind: () => data.kinds[view0.kind].id, day: () => gpDay(view0.day),
    setKind: (id) => act.setKind(data.kinds.findIndex((kind) => kind.id === id)), setDay: (text) => act.setDay(gpDayOf(text)),
    counts: () => format.counts(), playing: time.playing,
    show: (code) => act.go(models[view0.kind].kind.works.code.findIndex((place) => data.texts[place] === code)),
  };
  document.documentElement.dataset.ready = "yes";
}

// A ledger without works, or before its first event: whose it is, as of when, and that there is nothing.
function gpProgressNothing(map, data, root, view0) {
  const panel = gpMake("section", "gp-panel"), head = gpMake("header"), mapLayers = gpProgressLayers(data, [], view0);
  head.append(gpMake("h1", null, data.title), gpMake("span", "gp-what", data.words.heading));
  panel.append(head, gpMake("p", "gp-answer", data.known), gpMake("p", "gp-sub gp-store", data.code + " · " + data.store), gpMake("p", "gp-warn", data.words.no_works));
  root.append(panel);
  map.attributionControl.setPrefix("");
  map.fitBounds(data.bounds, {animate: false, paddingTopLeft: [view0.wide ? 450 : 12, 15], paddingBottomRight: [15, 15]});
  new GpInk((view) => mapLayers.draw(view)).addTo(map);
  window.gisplanProgress = {kinds: () => []};
  document.documentElement.dataset.ready = "yes";
}
