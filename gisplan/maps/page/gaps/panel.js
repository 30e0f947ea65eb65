// The panel: whose verdicts, search, the switch of criterion by sector, layers, towns, what was read; and the legend.
"use strict";
function gpPanel(data, state, verdicts, details, mapLayers, dots, act) {
  const words = data.words, s = data.settlements, number = details.number;
  const letters = {m: "met", a: "met_if_assumed", x: "missed", u: "unknown"};
  const panel = gpMake("section", "gp-panel"), legend = gpMake("section", "gp-legend");
  panel.setAttribute("aria-label", words.fold);
  const fold = gpMake("button", "gp-fold", "☰");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => panel.classList.toggle("gp-folded");
  const head = gpMake("header");
  head.append(gpMake("h1", null, data.title), details.badge(data.state));
  panel.append(fold, head, gpMake("p", "gp-sub", data.subtitle));
  if (data.exits) panel.append(gpMake("p", "gp-answer", data.answer));
  for (const line of data.warnings) panel.append(gpMake("p", "gp-warn", line));

  // Search: settlements, towns and works, by name or code.
  const search = gpMake("input"), results = gpMake("div", "gp-results");
  search.type = "search"; search.placeholder = words.search; search.setAttribute("aria-label", words.search);
  search.onkeydown = (e) => { if (e.key === "Enter" && results.firstChild) results.firstChild.click(); };
  search.oninput = () => {
    results.replaceChildren();
    const query = search.value.normalize("NFKC").trim().toLowerCase();
    if (!query) return;
    const fits = (name, code) => (name || "").normalize("NFKC").toLowerCase().includes(query) || (code || "").toLowerCase().startsWith(query);
    const hits = [];
    for (let i = 0; i < s.code.length && hits.length < 12; i++) {
      if (!fits(s.name[i], s.code[i])) continue;
      const home = s.home[i] >= 0 ? details.title(s.home[i]) : null, town = s.town[i] >= 0 ? data.towns.name[s.town[i]] : null;
      const letter = i < s.villages && data.exits ? verdicts.of(i, -1) : verdicts.letter(i);
      hits.push([letter, [details.title(i), home, town], () => details.go(i), details.title(i)]);
    }
    data.towns.name.forEach((name, t) => { if (fits(name, null)) hits.push([null, [name, words.one_town], () => act.town(t), name]); });
    for (const layer of ["road_works", "water_projects"]) {
      const overlay = data.overlays[layer];
      if (overlay) overlay.name.forEach((name, i) => {
        if (hits.length < 16 && fits(name, overlay.code[i])) hits.push([null, [name, overlay.code[i]], () => act.work(layer, i), name]);
      });
    }
    for (const [letter, parts, open, name] of hits.slice(0, 16)) {
      const row = gpMake("button", "gp-row");
      if (letters[letter]) row.append(details.badge(letters[letter], true));
      row.append(gpMake("span", null, " " + parts.filter(Boolean).join(" · ")));
      row.onclick = (e) => { e.stopPropagation(); results.replaceChildren(); search.value = name; open(); };
      results.append(row);
    }
    if (!hits.length) results.append(gpMake("p", "gp-sub", words.nothing_found));
  };
  panel.append(search, results);

  const only = gpMake("label", "gp-only"), tick = gpMake("input");
  tick.type = "checkbox";
  only.append(tick, gpMake("span", null, words.only_gaps));
  tick.onchange = () => { state.hide.m = state.hide["-"] = tick.checked; act.redraw(); };
  panel.append(only);

  const swatchOf = (swatch) => {
    const mark = gpMake("i", "gp-swatch");
    if (swatch.line) {
      mark.classList.add("gp-line");
      mark.style.borderTop = (swatch.wide ? 6 : 3) + "px " + (swatch.dash ? "dashed " : "solid ") + swatch.line;
    } else if (swatch.fill) {
      mark.classList.add("gp-area"); mark.style.background = swatch.fill; mark.style.borderColor = swatch.edge || "#777";
    } else {
      mark.classList.add("gp-dot");
      if (swatch.square) mark.classList.add("gp-square");
      if (swatch.big) mark.classList.add("gp-big");
      mark.style.background = swatch.ring ? "#fff" : swatch.dot || swatch.square;
      mark.style.borderColor = swatch.ring || swatch.edge || "#111";
      if (swatch.sign) mark.textContent = swatch.sign;
    }
    return mark;
  };
  const boxes = {};
  const show = (key) => { state.on[key] = boxes[key].checked = true; };
  const toggle = (layer) => {
    const line = gpMake("label", "gp-layer"), box = gpMake("input");
    box.type = "checkbox"; box.checked = state.on[layer.key];
    boxes[layer.key] = box;
    box.onchange = () => { state.on[layer.key] = box.checked; act.redraw(); };
    line.append(box, swatchOf(layer.swatch), gpMake("span", null, layer.label));
    if (layer.count !== undefined) line.append(gpMake("b", null, number(layer.count)));
    return line;
  };

  // The switch: the villages' own verdict, then each sector with its criteria and layers.
  const radio = (k, label, role) => {
    const line = gpMake("label", "gp-criterion"), dot = gpMake("input"), all = verdicts.count(k).judged;
    dot.type = "radio"; dot.name = "gp-criterion"; dot.value = String(k); dot.checked = state.criterion === k;
    dot.onchange = () => act.choose(k);
    const text = gpMake("span", null, label);
    if (role) text.append(gpMake("small", null, " " + role));
    line.append(dot, text);
    for (const letter of "xua") {
      if (!all[letter]) continue;
      const mark = gpMake("b", "gp-" + letters[letter], data.marks[letters[letter]] + number(all[letter]));
      mark.title = words[letters[letter]];
      line.append(mark);
    }
    return line;
  };
  const layers = dots.layers.concat(mapLayers.layers.slice().reverse());
  const choice = gpMake("div", "gp-choice");
  choice.setAttribute("role", "radiogroup");
  choice.setAttribute("aria-label", words.colour_by);
  if (data.exits) choice.append(radio(-1, words.verdict));
  for (const sector of data.sectors.concat([{id: "ground", label: words.ground}])) {
    const criteria = data.criteria.flatMap((c, k) => c.sector === sector.id ? [[k, c]] : []);
    const own = layers.filter((layer) => layer.sector === sector.id);
    if (!criteria.length && !own.length) continue;
    const group = gpMake("section", "gp-group");
    group.append(gpMake("h2", null, sector.label));
    for (const [k, c] of criteria) group.append(radio(k, c.label, c.role));
    if (own.length) {
      const folded = gpMake("details", "gp-layers");
      folded.append(gpMake("summary", null, words.layers));
      for (const layer of own) folded.append(toggle(layer));
      if (sector.id === "ground") folded.append(toggle({key: "names", label: words.names, swatch: {dot: "#222"}}));
      folded.open = sector.id === "road";
      group.append(folded);
    }
    choice.append(group);
  }
  panel.append(choice);

  const towns = gpMake("details", "gp-towns"), grid = gpMake("div");
  towns.append(gpMake("summary", null, words.towns), grid);
  towns.open = !data.towns.areas.n.length && data.towns.name.length > 1;
  if (data.towns.name.length) panel.append(towns);
  const read = gpMake("details");
  read.append(gpMake("summary", null, words.read));
  for (const item of data.inputs) {
    read.append(gpMake("p", "gp-input", item.layer + " · " + item.path), gpMake("p", "gp-sub", item.counts), gpMake("code", null, item.sha256));
  }
  const rule = gpMake("details"), source = gpMake("p", "gp-sub", null);
  rule.append(gpMake("summary", null, words.standard), gpMake("p", null, data.standard), gpMake("p", "gp-sub", data.source), source);
  panel.append(rule, read, gpMake("p", "gp-sub gp-foot", data.settings));

  // What follows the chosen criterion: the legend with its counts, the towns' table, the source.
  function refresh() {
    const criterion = data.criteria[state.criterion], {all, judged, towns: counted} = verdicts.count(state.criterion);
    const someNotJudged = !criterion && s.own.judged_for_exit.includes("0");
    legend.replaceChildren(gpMake("h2", null, act.chosen()));
    if (criterion) legend.append(gpMake("p", "gp-sub", [criterion.kind === "group" ? words.group : words.village, criterion.required, criterion.role].filter(Boolean).join(" · ")));
    if (someNotJudged) legend.append(gpMake("p", "gp-sub gp-right", words.judged));
    for (const letter of ["x", "u", "a", "m", "-"]) {
      if (!all[letter]) continue;
      const line = gpMake("label", "gp-state"), box = gpMake("input"), name = letters[letter];
      box.type = "checkbox"; box.checked = !state.hide[letter];
      box.onchange = () => { state.hide[letter] = !box.checked; act.redraw(); };
      const mark = swatchOf(name ? {dot: data.palette[name], edge: letter === "u" ? "#111" : "#fff", big: letter === "x"} : {dot: "#777", edge: "#fff"});
      if (letter === "x") mark.textContent = "×";
      if (letter === "a") {
        mark.style.background = "radial-gradient(" + data.palette.met + " 45%, " + data.palette.unknown + " 50%)";
        mark.style.borderColor = "#111";
      }
      line.append(box, mark, gpMake("span", null, name ? words[name] : criterion ? words.not_asked : words.nothing_required),
        gpMake("b", null, someNotJudged ? number(judged[letter]) + " (+" + number(all[letter] - judged[letter]) + ")" : number(all[letter])));
      legend.append(line);
    }
    if (someNotJudged) {
      const line = gpMake("p", "gp-state");
      line.append(swatchOf({dot: "#fff", edge: "#111", big: true}), gpMake("span", null, words.judged_for_exit));
      line.append(gpMake("b", null, number(s.own.judged_for_exit.split("1").length - 1)));
      legend.append(line);
    }
    const shares = counted.map(verdicts.share);
    if (data.towns.areas.n.length && state.on.towns && shares.some((v) => v !== null)) {
      legend.append(gpMake("p", "gp-sub", criterion ? words.share : words.share_deciding));
      const ramp = gpMake("div", "gp-ramp"), classes = verdicts.classes();
      ["0", "≤25", "≤50", "≤75", "≤100 %"].forEach((text, place) => {
        const step = gpMake("span", null, text);
        step.prepend(swatchOf({fill: data.shares[place]}), gpMake("b", null, number(classes.filter((c) => c === place).length)));
        ramp.append(step);
      });
      legend.append(ramp);
    }
    grid.replaceChildren();
    counted.map((c, t) => [t, c, shares[t]]).filter((row) => row[2] !== null)
      .sort((a, b) => b[2] - a[2] || b[1].x - a[1].x || a[0] - b[0]).forEach(([t, c, v]) => {
        const row = gpMake("button", "gp-row gp-town"), bar = gpMake("i");
        bar.style.width = Math.round(v * 100) + "%";
        const share = words.missed_of.replace("{0}", () => number(c.x)).replace("{1}", () => number(c.m + c.x + c.u + c.a));
        row.append(gpMake("span", null, data.towns.name[t]), gpMake("b", null, share), bar);
        row.onclick = (e) => { e.stopPropagation(); act.town(t); };
        grid.append(row);
      });
    source.textContent = criterion ? criterion.label + " — " + criterion.source : "";
    tick.checked = Boolean(state.hide.m && state.hide["-"]);
  }
  return {panel, legend, refresh, show};
}
