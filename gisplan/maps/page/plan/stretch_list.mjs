// The segments as a list that is used with the keys: those that are in or were touched, or what is searched for. A
// segment of several parts is one row that unfolds.
import { make } from "../shared/elements.mjs";
import { readQuery } from "../shared/search.mjs";
import { fillWords } from "../shared/wording.mjs";
import { listSegments } from "./segment_rows.mjs";
import { sumUnits } from "./step_sums.mjs";

const MOST = 150;

export function makeStretchList(data, model, shownPlan, details, format, act) {
  const words = data.words;
  const u = data.units;
  const text = details.text;
  const picks = make("details", "gp-pick");
  const search = make("input");
  const list = make("div", "gp-list");
  const unfolded = new Set();
  search.type = "search";
  search.placeholder = words.find;
  search.setAttribute("aria-label", words.find);
  picks.append(make("summary", null, words.stretches), search, list);

  function makeLine(units, name, small, sums, label) {
    const line = make("div", "gp-unit" + (units.some(model.changed) ? " gp-touched" : ""));
    const tick = make("label", "gp-box");
    const box = make("input");
    const caption = make("button", "gp-row");
    const inside = units.filter(model.isIn);
    box.type = "checkbox";
    box.checked = inside.length === units.length;
    box.indeterminate = inside.length > 0 && inside.length < units.length;
    box.value = String(units[0]);
    box.dataset.many = String(units.length);
    box.setAttribute("aria-label", fillWords(words.put_x, label));
    box.onchange = () => {
      if (!act.toggle(units, box.checked)) box.checked = units.every(model.isIn);
    };
    box.onfocus = () => act.light(units);
    tick.append(box);
    caption.append(name, make("small", null, small.filter(Boolean).join(" · ")));
    caption.onclick = () => {
      act.fit(units);
      details.showUnit(inside.length ? inside[0] : units[0]);
    };
    const right = make("b", null, sums[0]);
    if (sums.length > 1) right.append(make("small", null, sums[1]));
    line.append(tick, caption, right);
    line.onmouseenter = () => act.light(units);
    line.onmouseleave = () => act.light([]);
    return line;
  }
  const stepText = (i) => {
    const k = shownPlan.order().step[i];
    return k >= 0 ? fillWords(words.step_n, k + 1) : null;
  };
  function amounts(units) {
    const sums = sumUnits(data, units);
    return format.hasMoney ? [format.money(sums), format.km(sums.mm)] : [format.km(sums.mm)];
  }
  function makeSegment(row) {
    const code = text(row.segment);
    const name = u.name[row.units[0]] >= 0 ? text(u.name[row.units[0]]) : code;
    if (row.units.length === 1) {
      const i = row.units[0];
      return [makeLine([i], name, [code, details.metres(i), stepText(i)], amounts([i]), name)];
    }
    const sums = amounts(row.in.length ? row.in : row.units);
    const parts = fillWords(words.parts, format.number(row.in.length), format.number(row.units.length));
    const line = makeLine(row.units, name, [code, parts, row.in.length ? stepText(row.in[0]) : null], sums, name);
    const fold = make("button", "gp-unfold", unfolded.has(row.segment) ? "▾" : "▸");
    fold.setAttribute("aria-expanded", String(unfolded.has(row.segment)));
    fold.setAttribute("aria-label", fillWords(words.unfold, name));
    fold.value = "fold-" + row.segment;
    fold.onclick = () => {
      if (!unfolded.delete(row.segment)) unfolded.add(row.segment);
      fillList();
    };
    line.prepend(fold);
    const lines = [line];
    if (unfolded.has(row.segment))
      for (const i of row.units) {
        const part = makeLine([i], details.metres(i), [stepText(i)], amounts([i]), name + " " + details.metres(i));
        part.classList.add("gp-part");
        lines.push(part);
      }
    return lines;
  }
  function fillList() {
    if (!picks.open) return;
    const focused = document.activeElement;
    const held = focused && list.contains(focused) ? [focused.tagName, focused.value, focused.dataset.many] : null;
    const rows = listSegments(data, model, shownPlan.order().step, readQuery(search.value));
    list.replaceChildren(...rows.slice(0, MOST).flatMap(makeSegment));
    if (rows.length > MOST) list.append(make("p", "gp-sub", fillWords(words.more, format.number(rows.length - MOST))));
    if (!rows.length) list.append(make("p", "gp-sub", words.nothing_found));
    if (!held) return;
    const again = [...list.querySelectorAll(held[0])].find(
      (node) => node.value === held[1] && node.dataset.many === held[2],
    );
    if (again) again.focus({ preventScroll: true });
  }
  search.oninput = fillList;
  picks.ontoggle = fillList;
  return { box: picks, fill: fillList };
}
