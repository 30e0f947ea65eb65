// The lists of the panel: the shown works, the villages that wait for them, and the tables by programme, town,
// contractor and month. Each is filled when it is unfolded, and says of which day it is.
import { writeCsv } from "../shared/csv.mjs";
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { nameFile, saveFile } from "../shared/save.mjs";
import { formatDay } from "./days.mjs";
import { groupWorks, listMonths, listWaiting, sortByUrgency } from "./shown_works.mjs";
import { describeColumns, describeRows } from "./work_rows.mjs";

const MOST = 100; // rows that a table begins with

export function makeLists(data, models, viewState, details, format, act) {
  const words = data.words;
  const text = details.text;
  const model = () => models[viewState.kind];
  const folds = [];
  const make_fold = (name, open, title, fill) => {
    const box = make("details", name);
    const summary = make("summary");
    const body = make("div");
    const one = { box, body, all: false };
    box.open = open;
    box.append(summary, body);
    one.refresh = () => {
      summary.textContent = title();
      body.replaceChildren();
      if (box.open) fill(one);
    };
    box.ontoggle = one.refresh;
    folds.push(one);
    return box;
  };
  // A long table begins with its first rows, and shows the rest when asked.
  function addTable(fold, heads, items, describe, name) {
    const shown = fold.all ? items : items.slice(0, MOST);
    const frame = make("div", "gp-wide");
    frame.tabIndex = 0; // for the keyboard, where the table is wider than the panel
    const table = makeTable(heads, shown.map(describe), name);
    table.prepend(make("caption", "gp-sub", format.fill(words.on_day, formatDay(viewState.day))));
    frame.append(table);
    fold.body.append(frame);
    if (shown.length === items.length) return;
    const more = () => {
      fold.all = true;
      fold.refresh();
    };
    fold.body.append(makeButton(format.fill(words.show_all, format.number(items.length)), more, "gp-row gp-more"));
  }
  const small = (parts) => make("small", null, parts.filter(Boolean).join(" · "));
  const openWork = (i, label) => {
    const button = makeButton(label, () => act.go(i), "gp-link");
    return button;
  };

  function saveCsv() {
    const rows = describeRows(
      data,
      model(),
      sortByUrgency(data, model(), viewState.shown, viewState.day),
      viewState.day,
    );
    const name = nameFile(data.title, model().kind.label + "-" + formatDay(viewState.day), ".csv");
    saveFile(name, "text/csv", writeCsv(rows, describeColumns(data, model().kind)));
  }
  // When it is due or since when it is overdue; of what is asked about for its silence, its last report.
  function when(i) {
    const cell = make("span");
    if (viewState.filter.only === "silent") {
      const last = model().kind.works.reported[i];
      cell.append(last === null ? words.never : formatDay(last));
      return cell;
    }
    const { day } = viewState;
    if (model().isLate(i, day)) {
      const due = model().lateSince(i, day);
      const over = day - due ? format.fill(words.days, format.number(day - due)) : words.due_today;
      cell.className = "gp-over";
      cell.append(over, small([formatDay(due)]));
    } else {
      const next = model().nextDue(i, day);
      if (!next) return "–";
      cell.append(formatDay(next[1]), small([model().kind.milestones[next[0]].label]));
    }
    return cell;
  }
  const works = make_fold(
    "gp-works",
    true,
    () => words.works_shown + " · " + format.number(viewState.shown.length),
    (fold) => {
      const { kind } = model();
      const w = kind.works;
      const silent = viewState.filter.only === "silent";
      const sorted = sortByUrgency(data, model(), viewState.shown, viewState.day);
      const describe = (i) => {
        const name = make("span");
        name.append(openWork(i, text(w.name[i])), small([text(w.code[i]), text(w.town[i]), text(w.contractor[i])]));
        const m = model().standing(i, viewState.day);
        const late = model().listLate(i, viewState.day);
        const state = make("span", null, m < 0 ? words.none : kind.milestones[m].label);
        const missing = late.map((k) => kind.milestones[k].label).join(format.comma);
        if (late.length) state.append(small([format.fill(words.not_yet, missing)]));
        return [name, state, when(i)];
      };
      if (!sorted.length) fold.body.append(make("p", "gp-sub", words.nothing_found));
      else {
        const heads = [words.name, words.reached_last, silent ? words.last_report : words.due_or_late];
        addTable(fold, heads, sorted, describe, "gp-work-table");
      }
      const buttons = make("p", "gp-buttons");
      buttons.append(makeButton(words.save_csv, saveCsv));
      fold.body.append(buttons);
    },
  );

  const waiting = () => listWaiting(data, model(), viewState.fitting, viewState.day);
  const waits = make_fold(
    "gp-waits",
    false,
    () => words.waiting + " · " + format.number(waiting().length),
    (fold) => {
      const w = model().kind.works;
      const v = data.villages;
      const some = waiting();
      if (!some.length) {
        fold.body.append(make("p", "gp-sub", words.waiting_none));
        return;
      }
      fold.body.append(make("p", "gp-sub", words.waiting_note));
      const describe = (one) => {
        const name = make("span");
        const served = one.serving ? format.fill(words.serving_already, format.number(one.serving)) : null;
        name.append(makeButton(details.villageName(one.village), () => act.goVillage(one.village), "gp-link"));
        name.append(small([text(v.town[one.village]), served]));
        const held = make("span");
        for (const i of one.holding) {
          const late = one.late.includes(i);
          const chip = makeButton(text(w.code[i]), () => act.go(i), "gp-chip" + (late ? " gp-chip-late" : ""));
          chip.title = text(w.name[i]) + (late ? " · " + words.overdue : "");
          held.append(chip);
        }
        return [name, held, format.number(v.people[one.village])];
      };
      addTable(fold, [words.one_village, words.works_of, words.village_people], some, describe, "gp-waiting-table");
    },
  );

  // Columns of which no row knows anything are left out, as is what a kind counts twice. People are counted by the
  // ledger, once each, of all works on the last day.
  function countTable(fold, field, head, known, whole) {
    const { kind } = model();
    const lone = kind.finish === kind.served;
    const rows = groupWorks(kind, viewState.fitting, field).map((group) => {
      const same = (known || []).filter((one) => one.name === group.name);
      const silent = group.works.filter((i) => model().isSilent(i, viewState.filter.since)).length;
      return { ...group, ...model().count(viewState.day, group.works), silent, who: same.length === 1 ? same[0] : {} };
    });
    const mark = (m) => kind.milestones[m].label;
    const number = (key) => (r) => format.number(r[key]);
    const columns = [
      [words.planned, number("planned")],
      [mark(kind.started), number("started")],
      [mark(kind.finish), number("finished")],
      ...(lone ? [] : [[mark(kind.served), number("serving")]]),
      [mark(kind.accepted), number("accepted")],
      [words.overdue, (r) => make("span", r.overdue ? "gp-over" : null, format.number(r.overdue))],
      [
        format.fill(
          viewState.day < data.on ? words.silent : words.silent_short,
          formatDay(viewState.filter.since),
          formatDay(data.on),
        ),
        number("silent"),
      ],
    ];
    for (const key of ["people", "served"])
      if (whole && rows.some((r) => r.who[key])) columns.push([words[key], (r) => format.range(r.who[key])]);
    const heads = [head, ...columns.map((c) => c[0])];
    const describe = (r) => [r.name < 0 ? words.not_reported : text(r.name), ...columns.map((c) => c[1](r))];
    addTable(fold, heads, rows, describe, "gp-counts");
  }
  let whole = true;
  const groups = make_fold(
    "gp-groups",
    false,
    () => (model().kind.group === "category" ? words.by_category : words.by_programme),
    (fold) => countTable(fold, "group", words[model().kind.group], model().kind.groups, whole),
  );
  const towns = make_fold(
    "gp-by-town",
    false,
    () => words.by_town,
    (fold) => countTable(fold, "town", words.town, model().kind.towns, whole),
  );
  const contractors = make_fold(
    "gp-by-contractor",
    false,
    () => words.by_contractor,
    (fold) => countTable(fold, "contractor", words.contractor, null, whole),
  );
  const months = make_fold(
    "gp-months",
    false,
    () => words.by_month,
    (fold) => {
      const heads = [words.month_end, words.curve_planned, ...model().kind.milestones.map((m) => m.label)];
      const describe = (m) => [formatDay(m.end), format.number(m.due), ...m.passed.map((n) => format.number(n))];
      addTable(fold, heads, listMonths(model(), viewState.fitting, viewState.day), describe, "gp-counts");
    },
  );
  return {
    works,
    others: [waits, groups, towns, contractors, months],
    tables: [groups, towns, contractors], // those that are printed
    layOut() {
      contractors.style.display = model().kind.works.contractor.some((place) => place >= 0) ? "" : "none";
      for (const fold of folds) fold.all = false;
    },
    refresh(all) {
      whole = all;
      for (const fold of folds) fold.refresh();
    },
    // Paper has room for all; returns what folds them again.
    unfoldAll() {
      const open = folds.map((fold) => fold.box.open);
      const set = (fold, all, isOpen) => {
        fold.all = all;
        fold.box.open = isOpen;
        fold.refresh();
      };
      for (const fold of folds) set(fold, true, true);
      return () => folds.forEach((fold, k) => set(fold, false, open[k]));
    },
  };
}
