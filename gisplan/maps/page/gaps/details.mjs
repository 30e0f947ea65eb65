// The details beside the map (below it on a phone): a village, a group, a town, a work, a road, a near miss.
import { make } from "../shared/elements.mjs";
import { worldX, worldY } from "../shared/geometry.mjs";
import { fillWords, makeNumberFormat, punctuate } from "../shared/wording.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { describeLedgerWork } from "./ledger_details.mjs";

export function makeDetails(map, data, state, verdicts, act) {
  const words = data.words;
  const s = data.settlements;
  const texts = data.texts;
  const states = { m: "met", a: "met_if_assumed", x: "missed", u: "unknown" };
  const number = makeNumberFormat(data.lang, null);
  const details = make("aside", "gp-details");
  details.tabIndex = -1;
  const title = (i) => s.name[i] || s.code[i] || "–";
  const badge = (name, small) => {
    const mark = make("span", "gp-badge gp-" + name, data.marks[name] + (small ? "" : " " + words[name]));
    mark.style.background = styleColour(name === "met_if_assumed" ? "unknown" : name);
    if (small) {
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", words[name]);
    }
    return mark;
  };
  let shown = null; // the layer and item of the work that is shown
  const close = () => {
    shown = null;
    details.classList.remove("gp-open");
    act.select(null, null);
  };
  details.addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      close();
      map.getContainer().focus();
    }
  });
  const open = (text, place, link, mark) => {
    shown = null;
    details.replaceChildren();
    const shut = make("button", "gp-close", "×");
    shut.setAttribute("aria-label", words.close);
    shut.onclick = close;
    const head = make("h2", null, text);
    details.append(shut, head);
    if (mark) {
      const line = make("p");
      line.append(mark);
      details.append(line);
    }
    details.classList.add("gp-open");
    details.scrollTop = 0;
    details.setAttribute("aria-label", text);
    act.select(place, link);
    details.focus({ preventScroll: true });
  };
  const table = (pairs, into) => {
    const list = make("dl");
    for (const [label, value] of pairs) {
      if (value === null || value === undefined || value === "") continue;
      list.append(make("dt", null, label), make("dd", null, value));
    }
    if (list.children.length) (into || details).append(list);
  };
  const pairs = (packed, from) => {
    const found = [];
    for (let k = from; k < packed.length; k += 2) found.push([texts[packed[k]], texts[packed[k + 1]]]);
    return found;
  };
  const button = (i, letter, more) => {
    const row = make("button", "gp-row");
    if (states[letter]) row.append(badge(states[letter], true));
    row.append(make("span", null, " " + [title(i), more].filter(Boolean).join(" · ")));
    row.onclick = (e) => {
      e.stopPropagation();
      go(i);
    };
    return row;
  };
  const place = (x, y) => (x === null ? null : [worldX(x), worldY(y)]);

  // The link to a village's page, where the page stands on a desk.
  function linkVillage(i) {
    if (!data.village_link || !s.code[i]) return;
    const link = make("a", "gp-more", data.village_link.text);
    link.href = data.village_link.href + encodeURIComponent(s.code[i]);
    link.target = "_top";
    const line = make("p");
    line.append(link);
    details.append(line);
  }

  function showSettlement(i) {
    const village = i < s.villages;
    const home = s.home[i];
    open(
      title(i),
      place(s.x[i], s.y[i]),
      ["settlement", s.code[i]],
      village && data.exits && states[s.own.states[i]] ? badge(states[s.own.states[i]]) : null,
    );
    if (village) linkVillage(i);
    if (village && data.exits) {
      const year = s.own.exit_year[i];
      details.append(
        make(
          "p",
          "gp-own",
          words.verdict +
            " · " +
            (s.own.judged_for_exit[i] !== "1"
              ? words.decides_not
              : year
                ? words.decides_here.replace("{0}", () => year)
                : words.decides_all),
        ),
      );
      if (s.own.states[i] === "-") details.append(make("p", null, words.nothing_required));
      table(pairs(s.own.details[i], 0));
      if (s.own.again[i] === "1") details.append(make("p", "gp-warn", words.again));
    }
    table([
      [words.kind, village ? words.one_village : words.one_group],
      [words.code, s.code[i]],
      [words.town, s.town[i] >= 0 ? data.towns.name[s.town[i]] : null],
      [words.people, number(s.people[i])],
      [words.households, number(s.households[i])],
    ]);
    if (home >= 0) details.append(button(home, data.exits ? s.own.states[home] : verdicts.letter(home), words.home));
    for (const sector of data.sectors) {
      const some = s.details[i].filter((verdict) => data.criteria[verdict[0]].sector === sector.id);
      if (!some.length) continue;
      details.append(make("h3", "gp-sector", sector.label));
      for (const verdict of some) {
        const criterion = data.criteria[verdict[0]];
        const block = make("section", "gp-verdict");
        if (verdict[0] === state.criterion) block.classList.add("gp-chosen");
        const head = make("h4", null, criterion.label + " ");
        head.append(badge(states[criterion.states[i]]), make("small", null, " " + criterion.role));
        block.append(head, make("p", null, texts[verdict[1]]));
        table(pairs(verdict, 2), block);
        details.append(block);
      }
    }
    const groups = village ? s.home.flatMap((h, g) => (h === i ? [g] : [])) : [];
    if (!groups.length) return;
    details.append(make("h3", "gp-sector", words.groups));
    const rank = "xuam";
    const worst = (g) =>
      s.details[g].map((v) => data.criteria[v[0]].states[g]).sort((a, b) => rank.indexOf(a) - rank.indexOf(b))[0] ||
      "u";
    groups
      .map((g) => [g, worst(g)])
      .sort((a, b) => rank.indexOf(a[1]) - rank.indexOf(b[1]))
      .forEach(([g, letter]) => details.append(button(g, letter, null)));
  }
  function showTown(t) {
    open(data.towns.name[t], null, ["town", data.towns.name[t]]);
    details.append(make("p", "gp-sub", words.one_town));
    const grid = make("table");
    const sayTown = (k, town, letter) => {
      const { all, judged } = verdicts.count(k).both[town];
      return verdicts.write(verdicts.isSplit(k), judged[letter], all[letter], number);
    };
    const top = make("tr");
    const assumed = verdicts.assumed ? ["a"] : [];
    const letters = ["x", "u", ...assumed, "m"];
    if (verdicts.isSplit(-1)) grid.append(make("caption", "gp-sub", words.judged));
    for (const text of [words.colour_by].concat(letters.map((letter) => words[states[letter]]))) {
      const head = make("th", null, text);
      head.scope = "col";
      top.append(head);
    }
    grid.append(top);
    (data.exits ? [[words.verdict, -1]] : [])
      .concat(data.criteria.map((c, k) => [c.label, k]))
      .forEach(([label, k]) => {
        const counted = verdicts.count(k).both[t].all;
        if (!(counted.m + counted.x + counted.u + counted.a)) return;
        const row = make("tr", k === state.criterion ? "gp-chosen" : null);
        const head = make("th", null, label);
        head.scope = "row";
        row.append(head);
        for (const letter of letters) row.append(make("td", null, sayTown(k, t, letter)));
        grid.append(row);
      });
    details.append(grid);
    for (const letter of "xua") {
      const some = s.town.flatMap((town, i) => (town === t && verdicts.letter(i) === letter ? [i] : []));
      if (!some.length) continue;
      details.append(
        make(
          "h3",
          "gp-sector",
          words[states[letter]] + " · " + act.chosen() + punctuate(data.lang).bracket(number(some.length)),
        ),
      );
      for (const i of some.slice(0, 200)) details.append(button(i, letter, s.home[i] >= 0 ? title(s.home[i]) : null));
    }
  }
  function showWork(layer, item) {
    const overlay = data.overlays[layer];
    const x = overlay.x ? overlay.x[item] : null;
    const label = overlay.label || words["one_" + layer] || words[layer];
    const called = overlay.name[item] || label;
    open(called, x === null ? null : place(x, overlay.y[item]), [layer, overlay.code[item]]);
    shown = [layer, item];
    const late = overlay.progress ? words[overlay.progress[item]] : null;
    if (overlay.stages) details.append(...describeLedgerWork(data, overlay, item));
    table([
      [words.layer, label],
      [words.code, overlay.code[item]],
    ]);
    if (late) {
      const mark = make("p", overlay.progress[item] === "late" ? "gp-warn" : "gp-sub", late);
      details.append(mark);
    }
    if (overlay.details) table(pairs(overlay.details[item], 0));
    const homes = (overlay.villages ? overlay.villages[item] : [])
      .map((code) => s.code.indexOf(code))
      .filter((i) => i >= 0);
    if (homes.length) details.append(make("h3", "gp-sector", words.villages));
    for (const i of homes) {
      details.append(button(i, verdicts.of(i, -1), null));
      linkVillage(i);
    }
  }
  // Show anew the work that is shown, if it is one of those that changed; the focus stays where it is in the page.
  function renew(changed) {
    const again = shown && changed.find(([layer, item]) => layer === shown[0] && item === shown[1]);
    if (!again) return;
    const [top, held] = [details.scrollTop, document.activeElement];
    showWork(...again);
    details.scrollTop = top;
    if (held && held !== document.body && held.isConnected) held.focus({ preventScroll: true });
  }
  function showMiss(miss) {
    open(words.near_one, place(miss.x, miss.y), null);
    table([
      [words.end_of, miss.segment],
      [words.beside, miss.near],
      [words.gap, fillWords(words.in_metres, number(miss.gap, 1))],
      [words.not_joined, miss.why],
      [words.would_turn, number(miss.verdicts)],
      [words.people, number(miss.people)],
    ]);
    details.append(make("p", null, words.look));
  }
  function showRoad(i, spot) {
    open(data.roads.name[i] || data.roads.code[i], spot, ["road", data.roads.code[i]]);
    table([
      [words.code, data.roads.code[i]],
      [words.surface, data.road_kinds[Number(data.roads.kind[i])].label],
      [words.surface_code, data.roads.surface[i]],
      [words.class, data.roads.class[i]],
    ]);
  }
  function go(i) {
    if (s.x[i] !== null) act.focus([s.y[i] / 1e6, s.x[i] / 1e6]);
    showSettlement(i);
  }
  return { details, badge, title, number, close, go, showSettlement, showTown, showWork, renew, showMiss, showRoad };
}
