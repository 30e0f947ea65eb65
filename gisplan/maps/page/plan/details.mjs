// The details beside the map: a stretch that can be put in or out, a settlement, a sealed road, a step.
import { make } from "../shared/elements.mjs";
import { fillWords } from "../shared/wording.mjs";
import { sumUnits } from "./step_sums.mjs";

export function makeDetails(map, data, model, shownPlan, mapLayers, viewState, format, act) {
  const words = data.words;
  const u = data.units;
  const s = data.settlements;
  const texts = data.texts;
  const text = (place) => (place < 0 ? null : texts[place]);
  const details = make("aside", "gp-details");
  details.tabIndex = -1;
  let again = null; // draws the open details anew after a change
  const close = () => {
    details.classList.remove("gp-open");
    again = null;
    act.select(null, []);
  };
  details.addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      close();
      map.getContainer().focus();
    }
  });
  const open = (heading, draw, place, units, link) => {
    again = () => {
      const held = details.contains(document.activeElement) ? document.activeElement.className : null;
      details.replaceChildren();
      const shut = make("button", "gp-close", "×");
      shut.setAttribute("aria-label", words.close);
      shut.onclick = close;
      details.append(shut, make("h2", null, heading));
      draw();
      const same = held && details.querySelector("." + held.split(" ").join("."));
      if (same) same.focus();
    };
    again();
    details.classList.add("gp-open");
    details.scrollTop = 0;
    details.setAttribute("aria-label", heading);
    act.select(place, units || [], link);
  };
  const table = (pairs) => {
    const list = make("dl");
    for (const [label, value] of pairs) {
      if (value === null || value === undefined || value === "") continue;
      list.append(make("dt", null, label), make("dd", null, value));
    }
    details.append(list);
  };
  const button = (label, run, name) => {
    const one = make("button", name || "gp-button", label);
    one.onclick = (e) => {
      e.stopPropagation();
      run();
    };
    return one;
  };
  const metres = (i) => fillWords(words.metres, format.number(u.from_m[i]), format.number(u.to_m[i]));
  const title = (m) => text(s.name[m]) || text(s.code[m]) || "–";
  const fullTitle = (m) => (s.village[m] >= 0 ? title(s.village[m]) + " " : "") + title(m);
  const stateOf = (i) => (model.done(i) ? words.is_done : model.built(i) ? words.is_in : words.is_out);

  // What putting a stretch in or out does to the people, as things are now.
  function effect(i) {
    const people =
      model.sum(model.evaluateWith([i], !model.isIn(i)).served).people - model.sum(model.now().served).people;
    const template = people > 0 ? words.effect : people < 0 ? words.effect_less : words.effect_none;
    return fillWords(template, format.number(Math.abs(people)));
  }
  function lockChoice(i) {
    const set = make("fieldset", "gp-locks");
    set.append(make("legend", null, words.lock));
    for (const [lock, label] of [
      ["-", words.lock_free],
      ["i", words.lock_in],
      ["o", words.lock_out],
      ["d", words.lock_done],
    ]) {
      const line = make("label");
      const dot = make("input");
      // what was found as locked cannot be shown as free here: its lock comes from the county's own file
      if (lock === "-" && model.found.lock[i] !== "-") continue;
      dot.type = "radio";
      dot.name = "gp-lock";
      dot.value = lock;
      dot.checked = model.lock(i) === lock;
      dot.disabled = lock === "i" && model.payer(i) < 0 && model.choosePayer(i) < 0 && !data.programmes.length;
      dot.onchange = () =>
        act.change([i], () => model.set(i, lock, lock === "i" && model.choosePayer(i) < 0 ? 0 : undefined));
      line.append(dot, make("span", null, label));
      set.append(line);
    }
    set.append(make("p", "gp-sub gp-hint", words.lock_note));
    details.append(set);
  }
  function payerChoice(i) {
    if (!model.built(i)) return;
    const line = make("label", "gp-pays");
    const box = make("select");
    data.programmes.forEach((programme, k) => {
      const one = make("option", null, programme.label + (model.may(i, k) ? "" : " *"));
      one.value = String(k);
      one.selected = model.payer(i) === k;
      box.append(one);
    });
    if (model.payer(i) < 0) {
      const none = make("option", null, "–");
      none.selected = true;
      box.append(none);
    }
    box.onchange = () => act.change([i], () => model.set(i, "i", Number(box.value)));
    line.append(make("span", null, words.charged), box);
    details.append(line);
  }
  const stepOf = (i) => shownPlan.order().step[i] + 1;
  function loss(i) {
    if (u.built[i] !== "1") return null;
    const [least, most] = [u.least[i], u.most[i]].map((v) => format.prize(v));
    return u.least[i] === u.most[i]
      ? u.most[i] > 0
        ? fillWords(words.loss_exact, most)
        : most
      : u.least[i] > 0
        ? fillWords(words.loss_between, least, most)
        : fillWords(words.loss_most, most);
  }
  function showUnit(i) {
    const name = text(u.name[i]);
    const whole = model.ofSegment.get(u.segment[i]);
    open(
      name || text(u.segment[i]),
      () => {
        const mark = make("p", "gp-state-now", stateOf(i) + (model.changed(i) ? " · " + words.by_hand : ""));
        mark.classList.add(model.isIn(i) ? "gp-is-in" : "gp-is-out");
        details.append(mark);
        const fits = data.programmes.filter((_, k) => model.may(i, k));
        const row = make("p", "gp-buttons");
        if (fits.length || model.isIn(i))
          row.append(
            button(
              model.isIn(i) ? words.take_out : words.put_in,
              () => act.toggle([i], !model.isIn(i)),
              "gp-button gp-main",
            ),
          );
        if (whole.length > 1) {
          const all = whole.every((k) => model.isIn(k));
          row.append(
            button(all ? words.take_segment : words.put_segment, () => act.toggle(whole, !all), "gp-button gp-whole"),
          );
        }
        details.append(row);
        if (!fits.length && !model.isIn(i)) {
          details.append(make("p", "gp-warn", words.may_not));
          const charge = make("p", "gp-buttons");
          data.programmes.forEach((programme, k) =>
            charge.append(button(programme.label, () => act.change([i], () => model.set(i, "i", k)))),
          );
          details.append(charge);
        }
        details.append(make("p", "gp-sub", (model.isIn(i) ? words.take_out : words.put_in) + format.colon + effect(i)));
        payerChoice(i);
        lockChoice(i);
        table([
          [words.segment, text(u.segment[i])],
          [words.from_to, metres(i)],
          [words.town, u.town ? text(u.town[i]) : null],
          [words.length, format.number(u.mm[i] / 1e6, 3) + " " + words.km],
          [words.cost, format.hasMoney ? format.money(sumUnits(data, [i])) : null],
          [words.due_year, u.due_year ? u.due_year[i] : null],
          [words.class, text(u.class[i])],
          [
            words.surface,
            u.candidate[i] === "1" ? words.candidate : u.surface[i] === null ? words.unknown_surface : words.unsealed,
          ],
          [words.surface_code, u.candidate[i] === "1" ? null : u.surface[i]],
          [words.may, fits.map((p) => p.label).join(" · ")],
          [words.step, stepOf(i) ? format.number(stepOf(i)) : null],
          [words.loss, loss(i)],
          data.score
            ? [
                fillWords(words.score, data.score.name),
                data.score.built[i] !== "1"
                  ? words.no
                  : data.score.without_effect[i] === "1"
                    ? words.yes + " · " + words.wasted
                    : words.yes,
              ]
            : ["", null],
        ]);
        if (loss(i) !== null) details.append(make("p", "gp-sub", words.loss_note));
      },
      null,
      [i],
      { unit: i },
    );
  }
  const servedIn = (m) => shownPlan.order().servedStep[m] + 1;
  function sealEnd(m) {
    const end = mapLayers.sealEnds.of(m);
    if (end === null || mapLayers.kindOf(m) === "left") return null;
    const metres_ = format.metres(end);
    return mapLayers.isEndFar(m) ? fillWords(words.far_end, metres_, format.metres(data.far_m)) : metres_;
  }
  function showSettlement(m) {
    const at = Number.isNaN(mapLayers.places[2 * m]) ? null : [mapLayers.places[2 * m], mapLayers.places[2 * m + 1]];
    open(
      title(m),
      () => {
        const kind = mapLayers.kindOf(m);
        const mark = make(
          "p",
          "gp-state-now",
          kind === "before" ? words.was_before : kind === "served" ? words.won_now : words.not_now,
        );
        mark.classList.add(kind === "left" ? "gp-is-left" : "gp-is-in");
        details.append(mark);
        table([
          [words.kind, m < s.villages ? words.one_village : words.one_group],
          [words.code, text(s.code[m])],
          [words.town, text(s.town[m])],
          [words.home, s.village[m] >= 0 ? title(s.village[m]) : null],
          [words.people, s.people[m] === null ? null : format.number(s.people[m])],
          [words.households, s.households[m] === null ? null : format.number(s.households[m])],
          [words.seal_end, sealEnd(m)],
          [words.why, kind === "left" && s.served[m] !== "1" && s.why[m] >= 0 ? data.why[s.why[m]] : null],
        ]);
        const step = servedIn(m);
        if (step)
          details.append(button(fillWords(words.won_in, step), () => act.showStep(step - 1), "gp-row gp-to-step"));
        const needed = s.needs_of.flatMap((of, k) => (of === m ? [s.needs[k]] : []));
        if (needed.length) details.append(make("h3", null, words.needs));
        for (const g of needed) {
          const row = button("", () => go(g), "gp-row");
          const joined = model.now().joined[g];
          row.append(
            make("b", joined ? "gp-yes" : "gp-no", joined ? "✓" : "×"),
            make(
              "span",
              null,
              " " +
                title(g) +
                (s.households[g] === null ? "" : " · " + format.number(s.households[g]) + " " + words.households),
            ),
          );
          details.append(row);
        }
        if (sealEnd(m) !== null) details.append(make("p", "gp-sub", words.seal_end_note));
      },
      at,
      [],
      { settlement: m },
    );
  }
  function showRoad(found) {
    const code = text(data.roads.segment[found.road]);
    open(
      code,
      () =>
        table([
          [words.road, data.road_kinds[found.kind].label],
          [words.class, text(data.roads.class[found.road])],
        ]),
      null,
      [],
    );
  }
  function go(m) {
    if (!Number.isNaN(mapLayers.places[2 * m])) act.focus([s.y[m] / 1e6, s.x[m] / 1e6]);
    showSettlement(m);
  }
  return {
    details,
    close,
    showUnit,
    showSettlement,
    showRoad,
    go,
    title,
    fullTitle,
    metres,
    text,
    stateOf,
    stepOf,
    refresh: () => {
      if (again) again();
    },
  };
}
