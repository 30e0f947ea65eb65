// The panel: how good the plan is, kilometres against budgets, who is joined, the list of stretches, steps, curves; and the legend.
"use strict";
function gpPlanPanel(data, model, mapLayers, view0, details, format, act) {
  const words = data.words, u = data.units, s = data.settlements, fill = details.fill, text = details.text, score = data.score;
  const panel = gpMake("section", "gp-panel"), legend = gpMake("section", "gp-legend");
  panel.setAttribute("aria-label", words.fold);
  const fold = gpMake("button", "gp-fold", "☰"), head = gpMake("header");
  fold.setAttribute("aria-label", words.fold);
  fold.onclick = () => panel.classList.toggle("gp-folded");
  head.append(gpMake("h1", null, data.title));
  panel.append(fold, head, gpMake("p", "gp-sub", data.subtitle), gpMake("p", "gp-answer" + (data.proven ? " gp-proven" : ""), data.answer));
  const good = data.serve_all ? format.costUnit : format.prize;
  panel.append(gpMake("p", "gp-sub gp-proof", [words.value + " " + good(data.value), words.bound + " " + good(data.bound),
    words.gap + " " + format.number(data.gap, 2) + " %", data.proven ? words.proven : words.not_proven].join(" · ")));
  for (const line of data.warnings) panel.append(gpMake("p", "gp-warn", line));
  const button = (label, run, main) => { const one = gpMake("button", "gp-button" + (main ? " gp-main" : ""), label); one.onclick = run; return one; };
  const tick = (label, on, run) => {
    const line = gpMake("label", "gp-tick"), box = gpMake("input");
    box.type = "checkbox"; box.checked = on;
    box.onchange = () => run(box.checked);
    line.append(box, gpMake("span", null, label));
    return line;
  };
  const money = gpMake("div", "gp-money"), hand = gpMake("p", "gp-sub gp-changed"), who = gpMake("div", "gp-who");
  panel.append(hand, money, who);
  const undo = button(words.undo, () => { model.undo(); act.refresh(); }), back = button(words.reset, () => { model.reset(); act.refresh(); });
  const save = button(words.save, () => act.save(view0.fixAll), true), acts = gpMake("p", "gp-buttons");
  acts.append(undo, back, save);
  panel.append(acts, tick(words.fix_all, false, (on) => { view0.fixAll = on; }), tick(words.whole, false, (on) => { view0.whole = on; }), gpMake("p", "gp-sub gp-hint", words.save_hint));

  // The stretches as a list that is used with the keys: those that are in or were touched, or what is searched for.
  const most = 150, picks = gpMake("details", "gp-pick"), search = gpMake("input"), list = gpMake("div", "gp-list");
  search.type = "search"; search.placeholder = words.find; search.setAttribute("aria-label", words.find);
  picks.append(gpMake("summary", null, words.stretches), search, list);
  function fillList() {
    const held = document.activeElement && list.contains(document.activeElement) ? document.activeElement.value : null;
    const query = search.value.normalize("NFKC").trim().toLowerCase();
    const fits = (i) => query ? [u.segment[i], u.name[i]].some((t) => (text(t) || "").normalize("NFKC").toLowerCase().includes(query)) : model.isIn(i) || model.changed(i);
    const some = model.every.filter(fits);
    if (!query) some.sort((a, b) => (u.step[a] || 1e9) - (u.step[b] || 1e9) || a - b);
    list.replaceChildren();
    for (const i of some.slice(0, most)) {
      const line = gpMake("label", "gp-unit" + (model.changed(i) ? " gp-touched" : "")), box = gpMake("input"), bar = gpMake("i"), caption = gpMake("span", null, text(u.segment[i]));
      box.type = "checkbox"; box.checked = model.isIn(i); box.value = String(i);
      box.onchange = () => { if (!act.toggle([i], box.checked)) box.checked = model.isIn(i); };
      box.onfocus = () => act.light([i]);
      if (model.payer(i) >= 0) bar.style.background = data.programmes[model.payer(i)].colour;
      caption.append(gpMake("small", null, [details.metres(i), text(u.name[i]), u.step[i] > 0 ? fill(words.step_n, u.step[i]) : null].filter(Boolean).join(" · ")));
      line.append(box, bar, caption, gpMake("b", null, format.costUnit(u.cost[i])));
      line.onmouseenter = () => act.light([i]); line.onmouseleave = () => act.light([]);
      list.append(line);
    }
    if (some.length > most) list.append(gpMake("p", "gp-sub", fill(words.more, format.number(some.length - most))));
    if (!some.length) list.append(gpMake("p", "gp-sub", words.nothing_found));
    if (held !== null) { const again = list.querySelector("input[value='" + held + "']"); if (again) again.focus({preventScroll: true}); }
  }
  search.oninput = fillList;
  panel.append(picks);

  // The steps, with the curve of people against what is built.
  const steps = gpMake("details", "gp-steps"), plot = gpMake("div", "gp-plot");
  steps.open = true;
  steps.append(gpMake("summary", null, words.steps + " · " + format.number(data.steps.length)), gpMake("p", "gp-sub", words.curve), plot, gpMake("p", "gp-sub", words.steps_note));
  const curve = [[0, 0, null]], walk = gpMake("div", "gp-list");
  let cost = 0, people = 0;
  data.steps.forEach((step, k) => {
    cost += step.cost; people += step.people;
    curve.push([cost / data.cost.parts, people, fill(words.step_n, k + 1) + ": " + format.costUnit(cost) + ", " + format.number(people) + " " + words.people]);
    const row = gpMake("button", "gp-step"), caption = gpMake("span", null, step.segments.slice(0, 3).map(text).join(", ") + (step.segments.length > 3 ? " …" : "")), right = gpMake("b", null, format.costUnit(step.cost));
    caption.append(gpMake("small", null, "Σ " + format.costUnit(cost) + " · " + format.number(people) + " " + words.people));
    right.append(gpMake("small", null, "+" + format.number(step.people)));
    row.append(gpMake("span", "gp-nr", k + 1), caption, right);
    row.onclick = () => act.fit(model.every.filter((i) => u.step[i] === k + 1));
    walk.append(row);
  });
  steps.append(walk);
  panel.append(steps);

  if (data.budget_curve.length) {
    const box = gpMake("details", "gp-budget-curve"), points = data.budget_curve.map((p) => [p.cost / data.cost.parts, p.value, Math.round(100 * p.share) + " %: " + format.prize(p.value)]);
    box.append(gpMake("summary", null, words.budget_curve));
    box.append(gpCurve([{points, colour: data.palette.met, dots: true}, {points: data.budget_curve.map((p) => [p.cost / data.cost.parts, p.bound]), colour: "#777", dash: "4 3"}],
      {label: words.budget_curve, xName: data.cost.label, yName: data.prize.label, number: (v) => format.number(v, 1)}));
    box.append(gpTable([words.share, words.cost, words.served, words.at_most, words.proof], data.budget_curve.map((p) =>
      [Math.round(100 * p.share) + " %", format.cost(p.cost), format.prize(p.value), format.prize(p.bound), p.proven ? words.yes : words.no])));
    panel.append(box);
  }
  const scored = gpMake("details", "gp-score");
  if (score) {
    const costs = (flags) => model.every.reduce((sum, i) => sum + (flags[i] === "1" ? u.cost[i] : 0), 0);
    scored.append(gpMake("summary", null, fill(words.score, score.name)));
    scored.append(gpTable(["", words.score_list, words.score_best], [[words.cost, format.costUnit(costs(score.built)), format.costUnit(costs(score.best))],
      [words.wasted, format.costUnit(costs(score.without_effect)), "–"], [fill(words.prize, data.prize.label), format.prize(score.value), format.prize(score.best_value)],
      [words.at_most, "–", format.prize(score.best_bound)], [words.proof, "–", score.best_proven ? words.proven : words.not_proven]]));
    const codes = (template, some) => { if (some.length) scored.append(gpMake("p", "gp-sub", fill(template, format.number(some.length), some.slice(0, 12).join(", ") + (some.length > 12 ? " …" : "")))); };
    codes(words.nothing_to_seal, score.already_sealed); codes(words.not_here, score.not_in_county);
    const choice = gpMake("p", "gp-buttons");
    choice.setAttribute("role", "radiogroup");
    for (const [mode, label] of [["plan", words.show_plan], ["list", words.show_list]]) {
      const line = gpMake("label", "gp-tick"), dot = gpMake("input");
      dot.type = "radio"; dot.name = "gp-mode"; dot.value = mode; dot.checked = view0.mode === mode;
      dot.onchange = () => { view0.mode = mode; act.refresh(); };
      line.append(dot, gpMake("span", null, label));
      choice.append(line);
    }
    const take = gpMake("p", "gp-buttons");
    take.append(button(words.take_list, () => { model.begin(score.built, score.programme); act.refresh(); }), button(words.take_best, () => { model.begin(score.best, score.best_programme); act.refresh(); }));
    scored.append(choice, take);
    panel.append(scored);
  }
  if (data.next.length && !data.serve_all) {
    const box = gpMake("details", "gp-next");
    box.append(gpMake("summary", null, words.next));
    for (const way of data.next) {
      const row = gpMake("button", "gp-step"), names = [...new Set(way.units.map((i) => text(u.segment[i])))];
      row.append(gpMake("span", null, "+"), gpMake("span", null, names.slice(0, 3).join(", ") + (names.length > 3 ? " …" : "")), gpMake("b", null, format.costUnit(way.cost) + " · +" + format.prize(way.gain)));
      row.onclick = () => act.fit(way.units);
      box.append(row);
    }
    panel.append(box);
  }
  const rule = gpMake("details"), read = gpMake("details");
  rule.append(gpMake("summary", null, words.standard), gpMake("p", null, data.standard), gpMake("p", "gp-sub", data.source));
  for (const p of data.programmes) if (p.source) rule.append(gpMake("p", "gp-sub", p.label + " — " + p.source));
  read.append(gpMake("summary", null, words.read));
  for (const item of data.inputs) read.append(gpMake("p", "gp-input", item.layer + " · " + item.path), gpMake("p", "gp-sub", item.counts), gpMake("code", null, item.sha256));
  panel.append(rule, read, gpMake("p", "gp-sub gp-foot", data.settings));

  const found = model.totals();
  function row(label, swatch, key, count) {
    const line = gpMake("label", "gp-state");
    if (key) {
      const box = gpMake("input");
      box.type = "checkbox"; box.checked = view0.on[key]; box.name = key;
      box.onchange = () => { view0.on[key] = box.checked; act.redraw(); };
      line.append(box);
    } else line.append(gpMake("i", "gp-nobox"));
    line.append(swatch, gpMake("span", null, label));
    if (count !== undefined) line.append(gpMake("b", null, count));
    legend.append(line);
  }
  const stroke = (colour, dash, weight) => { const mark = gpMake("i", "gp-swatch gp-line"); mark.style.borderTop = (weight || 3) + "px " + (dash ? "dashed " : "solid ") + colour; return mark; };
  const dot = (colour, mark, ring) => { const one = gpMake("i", "gp-swatch gp-dot gp-big", mark); one.style.background = colour; one.style.borderColor = ring || "#fff"; return one; };
  function drawLegend(now) {
    legend.replaceChildren();
    if (view0.mode === "list") for (const kind of mapLayers.listKinds) {
      row(words[kind.key], stroke(kind.colour, kind.dash, 5), null, format.costUnit(model.every.reduce((sum, i) => sum + (kind.has(i) ? u.cost[i] : 0), 0)));
    } else {
      data.programmes.forEach((p, k) => row(p.label, stroke(p.colour, null, 5), null, format.costUnit(now.spent[k])));
      if (now.unconnected) row(words.loose, stroke("#777", true, 5));
      if (model.every.some(model.done)) row(words.done, stroke(data.palette.reach, null, 5));
      if (model.count()) row(words.by_hand, stroke(data.palette.unknown, null, 9));
    }
    row(words.dot_won, dot(data.palette.reach, "", "#111"), "served");
    row(words.dot_left, dot(data.palette.missed, "×"), "left");
    row(words.dot_before, dot(data.palette.met, ""), "before");
    row(words.show_groups, gpMake("i", "gp-swatch gp-none"), "groups");
    row(words.numbers, gpMake("i", "gp-swatch gp-none"), "numbers");
    row(words.unsealed, stroke(data.palette.unsealed, true, 2), "unsealed");
    row(words.unknown_surface, stroke(data.palette.unknown_surface, true, 2));
    data.road_kinds.forEach((kind, k) => { if (k || data.roads.vertex.some((v) => v < 0)) row(kind.label, stroke(data.palette[kind.colour], kind.dash, 2), "road-" + k); });
  }
  function refresh() {
    const now = model.totals(), count = model.count();
    hand.textContent = count ? fill(words.changed, format.number(count)) : words.as_found;
    hand.classList.toggle("gp-hand", count > 0);
    money.replaceChildren(gpTable([words.programme + " (" + data.cost.label + ")", words.budget, words.built, words.left], data.programmes.map((p, k) => {
      const name = gpMake("span", null, p.label), bar = gpMake("span", "gp-bar"), inner = gpMake("i"), over = p.budget !== null && now.spent[k] > p.budget;
      inner.style.width = (p.budget ? Math.min(100, 100 * now.spent[k] / p.budget) : now.spent[k] ? 100 : 0) + "%";
      inner.style.background = p.colour;
      bar.append(inner); name.append(bar);
      const left = gpMake("span", over ? "gp-over" : null, p.budget === null ? "–" : format.cost(p.budget - now.spent[k]));
      return [name, p.budget === null ? "–" : format.cost(p.budget), format.cost(now.spent[k]), left];
    }), "gp-budgets"));
    data.programmes.forEach((p, k) => {
      if (p.budget !== null && now.spent[k] > p.budget) money.append(gpMake("p", "gp-warn", p.label + ": " + fill(words.over, format.costUnit(now.spent[k] - p.budget))));
    });
    if (now.outside) money.append(gpMake("p", "gp-warn", fill(words.outside, format.costUnit(now.outside))));
    if (now.unconnected) money.append(gpMake("p", "gp-warn", fill(words.unconnected, format.costUnit(now.unconnected))));
    const sign = (v) => v > 0 ? "+" + format.number(v, 1) : v < 0 ? "−" + format.number(-v, 1) : "0";
    const rows = ["villages", "groups", "people", "households"].map((key) =>
      [words[key], format.number(now.before[key]), format.number(now.now[key]), sign(now.served[key]), sign(now.now[key] - found.now[key])]);
    rows.push([fill(words.prize, data.prize.label), ...[now.before.prize, now.now.prize].map((v) => format.prize(v / data.prize.parts)), sign(now.served.prize / data.prize.parts), sign((now.now.prize - found.now.prize) / data.prize.parts)]);
    who.replaceChildren(gpMake("h2", null, words.joined), gpTable(["", words.before, words.now, words.served, words.against], rows, "gp-joined"));
    undo.disabled = !model.canUndo(); back.disabled = !count;
    plot.replaceChildren(gpCurve([{points: curve, colour: data.palette.met, stepped: true, dots: true},
      ...(count ? [{points: [[now.cost / data.cost.parts, now.served.people, words.curve_by_hand]], colour: "#111", dots: true, big: 4, hollow: true}] : [])],
      {label: words.curve, xName: data.cost.label, yName: words.people, number: (v) => format.number(v, 1)}));
    fillList(); drawLegend(now);
  }
  return {panel, legend, refresh};
}
