// The gap map. Everything from data goes into the page as text (textContent), never as markup.
"use strict";
function showGaps(map, data) {
  const words = data.words, colours = data.palette;
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  };
  const number = (n, digits) => n === null || n === undefined ? "–"
    : n.toLocaleString(data.lang, {maximumFractionDigits: digits || 0});

  // Lines come as differences of millionths of a degree.
  const unpack = (packed) => {
    const lines = [];
    let i = 0, x = 0, y = 0;
    for (const count of packed.n) {
      const line = new Array(count);
      for (let k = 0; k < count; k++) {
        x += packed.xy[i++]; y += packed.xy[i++];
        line[k] = [y / 1e6, x / 1e6];
      }
      lines.push(line);
    }
    return lines;
  };

  const canvas = L.canvas({padding: 0.5, tolerance: 4});
  const groups = {}, rows = [];
  const group = (key, label, count, swatch) => {
    groups[key] = L.layerGroup().addTo(map);
    rows.push({key, label, count, swatch});
    return groups[key];
  };
  const draw = (lines, style) => L.polyline(lines, Object.assign({renderer: canvas, interactive: false}, style));

  // Ground: boundary and roads.
  const boundary = unpack(data.boundary);
  if (boundary.length) {
    draw(boundary, {color: colours.boundary, weight: 1.5, dashArray: "6 4"})
      .addTo(group("boundary", words.boundary, null, {line: colours.boundary, dash: true}));
  }
  const roads = unpack(data.roads);
  data.road_kinds.forEach((kind, index) => {
    const lines = roads.filter((_, i) => data.roads.kind[i] === index);
    if (!lines.length) return;
    draw(lines, {color: colours[kind.colour], weight: kind.weight, dashArray: kind.dash, smoothFactor: 1.5})
      .addTo(group("road-" + index, kind.label, lines.length, {line: colours[kind.colour], dash: kind.dash}));
  });
  const critical = unpack(data.critical);
  if (critical.length) {
    const layer = group("critical", words.critical, critical.length, {line: colours.critical, wide: true});
    draw(critical, {color: colours.critical, weight: 7, opacity: 0.35}).addTo(layer);
    map.removeLayer(layer);
  }
  const links = unpack(data.links);
  if (links.length) {
    draw(links, {color: colours.missing_link, weight: 3, dashArray: "2 6"})
      .addTo(group("links", words.links, data.link_count, {line: colours.missing_link, dash: true}));
  }
  for (const turns of [false, true]) {
    const some = data.near.filter((miss) => (miss.verdicts > 0) === turns);
    if (!some.length) continue;
    const layer = group(turns ? "near" : "near-other", turns ? words.near : words.near_other, some.length, {ring: colours.near_miss, big: turns});
    if (!turns) map.removeLayer(layer);  // there can be thousands, and joining them turns nothing
    for (const miss of some) {
      L.circleMarker([miss.y, miss.x], {renderer: canvas, radius: miss.verdicts ? 8 : 5, color: colours.near_miss,
        weight: miss.verdicts ? 3 : 1.5, fillOpacity: 0}).on("click", (e) => { stop(e); showMiss(miss); }).addTo(layer);
    }
  }

  // Settlements: a shape as well as a colour for each state.
  const stop = (e) => L.DomEvent.stopPropagation(e);
  const shapes = {met: 5, missed: 8, unknown: 7};
  const markers = [];
  for (const kind of ["village", "group"]) {
    for (const state of ["met", "unknown", "missed"]) {
      const some = data.settlements.filter((s) => s.kind === kind && s.state === state && s.x !== null);
      if (!some.length) continue;
      const key = kind + "-" + state, small = kind === "group" ? 0.65 : 1;
      const layer = group(key, words[kind] + " · " + words[state], some.length,
        {dot: colours[state], edge: state === "unknown" ? "#111" : "#fff", big: state === "missed"});
      for (const s of some) {
        const marker = L.circleMarker([s.y, s.x], {renderer: canvas, radius: shapes[state] * small,
          color: state === "unknown" ? "#111111" : "#ffffff", weight: state === "unknown" ? 1.8 : 1.2,
          fillColor: colours[state], fillOpacity: 1});
        marker.on("click", (e) => { stop(e); showSettlement(s); }).addTo(layer);
        s.key = key; markers.push(s);
      }
    }
  }

  // The sheet beside the map (below it on a phone).
  const sheet = make("aside", "gp-sheet"), halo = L.circleMarker([0, 0], {radius: 15, color: "#111", weight: 2.5, fill: false});
  const open = (title, place) => {
    sheet.replaceChildren();
    const close = make("button", "gp-close", "×");
    close.setAttribute("aria-label", words.close);
    close.onclick = () => { sheet.classList.remove("gp-open"); halo.remove(); };
    sheet.append(close, make("h2", null, title));
    sheet.classList.add("gp-open");
    if (place) halo.setLatLng(place).addTo(map); else halo.remove();
  };
  const table = (pairs) => {
    const list = make("dl");
    for (const [label, value] of pairs) {
      if (value === null || value === undefined || value === "") continue;
      list.append(make("dt", null, label), make("dd", null, value));
    }
    sheet.append(list);
  };
  const badge = (state) => {
    const mark = make("span", "gp-badge gp-" + state, data.marks[state] + " " + words[state]);
    mark.style.background = colours[state];
    return mark;
  };
  function showSettlement(s) {
    open(s.name || s.code, s.x === null ? null : [s.y, s.x]);
    table([[words.kind, words["one_" + s.kind]], [words.code, s.code], [words.home, s.home], [words.town, s.town],
      [words.people, number(s.people)], [words.households, number(s.households)]]);
    for (const verdict of s.verdicts) {
      const head = make("h3", null, verdict.label + " ");
      head.append(badge(verdict.state));
      sheet.append(head, make("p", null, verdict.why));
      table(verdict.evidence);
    }
    const members = data.settlements.filter((g) => g.kind === "group" && g.village === s.code && s.kind === "village");
    if (members.length) {
      sheet.append(make("h3", null, words.groups));
      for (const g of members) {
        const row = make("button", "gp-row");
        row.append(badge(g.state), make("span", null, " " + (g.name || g.code)));
        row.onclick = (e) => { e.stopPropagation(); go(g); };
        sheet.append(row);
      }
    }
  }
  function showMiss(miss) {
    open(words.near_one, [miss.y, miss.x]);
    table([[words.end_of, miss.segment], [words.beside, miss.near], [words.gap, number(miss.gap, 1) + " m"],
      [words.would_turn, number(miss.verdicts)], [words.people, number(miss.people)]]);
    sheet.append(make("p", null, words.look));
  }
  function showRoad(i, latlng) {
    const kind = data.road_kinds[data.roads.kind[i]];
    open(data.roads.code[i], latlng);
    table([[words.surface, kind.label], [words.surface_code, data.roads.surface[i]], [words.class, data.roads.class[i]]]);
  }
  const go = (s) => {
    if (s.x !== null) map.setView([s.y, s.x], Math.max(map.getZoom(), 13));
    showSettlement(s);
  };

  // A click beside everything else asks for the nearest road within ten pixels.
  map.on("click", (e) => {
    let best = 100, found = -1;
    const reach = map.getBounds().pad(0.05);
    const scale = Math.cos(e.latlng.lat * Math.PI / 180), unit = map.project([0, 1], map.getZoom()).x - map.project([0, 0], map.getZoom()).x;
    roads.forEach((line, i) => {
      if (!map.hasLayer(groups["road-" + data.roads.kind[i]])) return;
      for (let k = 1; k < line.length; k++) {
        const a = line[k - 1], b = line[k];
        if (!reach.contains(a) && !reach.contains(b)) continue;
        const ax = (a[1] - e.latlng.lng) * unit, ay = (a[0] - e.latlng.lat) * unit / scale;
        const dx = (b[1] - a[1]) * unit, dy = (b[0] - a[0]) * unit / scale;
        const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
        const d = (ax + t * dx) ** 2 + (ay + t * dy) ** 2;
        if (d < best) { best = d; found = i; }
      }
    });
    if (found >= 0) showRoad(found, e.latlng);
    else { sheet.classList.remove("gp-open"); halo.remove(); }
  });

  // The panel: whose verdicts, search, layers with their counts, what was read.
  const panel = make("section", "gp-panel");
  const fold = make("button", "gp-fold", "☰");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => panel.classList.toggle("gp-folded");
  const head = make("header");
  head.append(make("h1", null, data.title), badge(data.state));
  panel.append(fold, head, make("p", "gp-sub", data.subtitle));
  for (const line of data.warnings) panel.append(make("p", "gp-warn", line));
  const search = make("input");
  search.type = "search"; search.placeholder = words.search; search.setAttribute("aria-label", words.search);
  const results = make("div", "gp-results");
  search.oninput = () => {
    results.replaceChildren();
    const asked = search.value.trim().toLowerCase();
    if (!asked) return;
    const hits = data.settlements.filter((s) => (s.name || "").toLowerCase().includes(asked) || (s.code || "").startsWith(asked));
    for (const s of hits.slice(0, 12)) {
      const row = make("button", "gp-row");
      row.append(badge(s.state), make("span", null, " " + [s.name || s.code, s.home, s.town].filter(Boolean).join(" · ")));
      row.onclick = (e) => { e.stopPropagation(); results.replaceChildren(); search.value = s.name || s.code; go(s); };
      results.append(row);
    }
    if (!hits.length) results.append(make("p", "gp-sub", words.nothing_found));
  };
  panel.append(search, results);
  const toggles = {};
  const only = make("label", "gp-only"), tick = make("input");
  tick.type = "checkbox";
  only.append(tick, make("span", null, words.only_gaps));
  panel.append(only);
  tick.onchange = () => {
    for (const key of ["village-met", "group-met"]) {
      if (toggles[key]) { toggles[key].checked = !tick.checked; toggles[key].onchange(); }
    }
  };
  const legend = make("div", "gp-legend");
  for (const row of rows.slice().reverse()) {
    const line = make("label"), box = make("input"), swatch = make("i", "gp-swatch");
    box.type = "checkbox"; box.checked = map.hasLayer(groups[row.key]);
    box.onchange = () => { if (box.checked) map.addLayer(groups[row.key]); else map.removeLayer(groups[row.key]); name_all(); };
    toggles[row.key] = box;
    const s = row.swatch;
    if (s.line) { swatch.classList.add("gp-line"); swatch.style.borderTop = (s.wide ? 6 : 3) + "px " + (s.dash ? "dashed " : "solid ") + s.line; }
    else {
      swatch.classList.add("gp-dot");
      swatch.style.background = s.ring ? "#fff" : s.dot;
      swatch.style.borderColor = s.ring || s.edge;
      if (s.big) swatch.classList.add("gp-big");
    }
    line.append(box, swatch, make("span", null, row.label));
    if (row.count !== null) line.append(make("b", null, number(row.count)));
    legend.append(line);
  }
  panel.append(legend);
  const read = make("details");
  read.append(make("summary", null, words.read));
  for (const item of data.inputs) {
    read.append(make("p", "gp-input", item.layer + " · " + item.path), make("p", "gp-sub", item.counts), make("code", null, item.sha256));
  }
  panel.append(read, make("p", "gp-sub gp-foot", data.settings));
  const root = map.getContainer();
  for (const part of [panel, sheet]) { L.DomEvent.disableClickPropagation(part); L.DomEvent.disableScrollPropagation(part); root.append(part); }

  // Names: gaps first, then the larger ones; none covers another.
  const pane = map.createPane("gp-names");
  const weight = {missed: 2, unknown: 1, met: 0};
  const named = markers.slice().sort((a, b) => (a.kind === b.kind ? 0 : a.kind === "village" ? -1 : 1)
    || weight[b.state] - weight[a.state] || (b.people || 0) - (a.people || 0));
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "12px sans-serif";
  function name_all() {
    pane.replaceChildren();
    const view = map.getBounds().pad(0.02), taken = [], zoom = map.getZoom();
    const limit = zoom < data.zoom + 1 ? 40 : 160;
    const ink = data.seats.map((s) => ({name: s.name, x: s.x, y: s.y, seat: true}));
    for (const s of ink.concat(named)) {
      if (taken.length >= limit) break;
      if (!s.name || !view.contains([s.y, s.x])) continue;
      if (!s.seat && !map.hasLayer(groups[s.key])) continue;
      if (s.kind === "group" && zoom < 13) continue;
      const p = map.latLngToLayerPoint([s.y, s.x]), w = pen.measureText(s.name).width * (s.seat ? 1.25 : 1) + 6;
      const box = [p.x + 7, p.y - 9, p.x + 7 + w, p.y + 9];
      if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
      taken.push(box);
      const name = make("span", "gp-name" + (s.seat ? " gp-seat" : ""), s.name);
      L.DomUtil.setPosition(name, L.point(box[0], box[1]));
      pane.append(name);
    }
  }
  map.on("moveend zoomend", name_all);
  map.on("zoomstart", () => pane.replaceChildren());

  map.attributionControl.setPrefix("");
  L.control.scale({imperial: false, position: "bottomright"}).addTo(map);
  const wide = root.clientWidth > 700;
  map.fitBounds(data.bounds, {paddingTopLeft: [wide ? 320 : 10, 10], paddingBottomRight: [10, 10], animate: false});
  data.zoom = map.getZoom();
  if (!wide) panel.classList.add("gp-folded");
  name_all();
  document.documentElement.dataset.ready = "yes";
}
