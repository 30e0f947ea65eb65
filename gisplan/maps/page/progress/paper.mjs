// The works on paper: the map with findings, figures and legend on the first page; then of every kind what is late and
// what is due soon; then curve, tables and all works of each kind.
import { make, makeTable } from "../shared/elements.mjs";
import { formatDay } from "./days.mjs";
import { SPANS, fitFilter, listShown, sortByUrgency } from "./shown_works.mjs";
import { describeRows } from "./work_rows.mjs";

const SOON = Math.max(...SPANS); // days

// choose: finds the shown works anew.
export function makePaper(data, models, panel, legend, viewState, format, choose) {
  const words = data.words;
  const printed = make("section", "gp-print");
  // Something is done while the panel is of a kind; then it is as before.
  function withKind(k, run) {
    const { kind, filter } = viewState;
    const become = (other, chosen) => {
      viewState.kind = other;
      viewState.filter = chosen;
      choose();
      panel.refresh(true);
    };
    become(k, fitFilter(data.kinds[k], filter));
    run();
    become(kind, filter);
  }
  // Works in a line each. columns: keys of `describeRows`, "since" or "when".
  function listWorks(model, works, columns) {
    const heads = {
      code: words.code,
      name: words.name,
      town: words.town,
      contractor: words.contractor,
      reached: words.reached_last,
      missing: words.missing,
      since: words.due_or_late,
      when: words.due_or_late,
      late: words.late_by,
      next: words.next_due,
    };
    const { day } = viewState;
    const sorted = sortByUrgency(data, model, works, day);
    const rows = describeRows(data, model, sorted, day).map((row, k) => {
      const since = row.late === "" ? "" : formatDay(model.lateSince(sorted[k], day));
      return { ...row, since, when: since || row.next };
    });
    const known = columns.filter((key) => rows.some((row) => row[key] !== ""));
    const describe = (row) => known.map((key) => (row[key] === "" ? "–" : row[key]));
    return makeTable(
      known.map((key) => heads[key]),
      rows.map(describe),
      "gp-paper-table",
    );
  }
  function addUrgent(box) {
    const { kind } = models[viewState.kind];
    const model = models[viewState.kind];
    const add = (title, some, columns) => {
      box.append(make("h2", null, kind.label + " · " + title));
      if (some.length) box.append(listWorks(model, some, columns));
    };
    const pick = (only) => listShown(model, viewState.fitting, { ...viewState.filter, only }, viewState.day);
    const late = pick("overdue");
    const soon = pick("due" + SOON);
    add(format.fill(words.late_works, format.number(late.length)), late, [
      ...["code", "name", "town", "contractor", "reached", "missing", "since", "late"],
    ]);
    add(format.fill(words.soon_works, SOON, format.number(soon.length)), soon, [
      ...["code", "name", "town", "contractor", "reached", "next"],
    ]);
  }
  function addRest(box) {
    const model = models[viewState.kind];
    box.dataset.kind = model.kind.id;
    box.append(make("h2", "gp-print-head", model.kind.label));
    for (const part of [panel.parts.curve, ...panel.parts.others])
      if (part.style.display !== "none") box.append(part.cloneNode(true));
    const works = make("section", "gp-works");
    works.append(make("h2", null, words.works_shown + " · " + format.number(viewState.shown.length)));
    works.append(listWorks(model, viewState.shown, ["code", "name", "town", "reached", "when"]));
    box.append(works);
  }
  return {
    arrange() {
      const day = format.fill(words.on_day, formatDay(viewState.day));
      const head = [data.title, words.heading, day, ...panel.describe()].join(" · ");
      const urgent = make("section", "gp-print-urgent");
      const rest = make("section", "gp-print-rest");
      const order = models.map((_, k) => k).sort((a, b) => (b === viewState.kind) - (a === viewState.kind) || a - b);
      for (const k of order)
        withKind(k, () => {
          const fold = panel.unfoldAll();
          const box = make("section");
          addUrgent(urgent);
          addRest(box);
          rest.append(box);
          fold();
        });
      printed.replaceChildren(make("h2", "gp-print-head", head), urgent, rest);
      document.body.append(printed);
      panel.panel.append(legend.legend);
      legend.unfold();
    },
    restore() {
      printed.remove();
      legend.refold();
      panel.panel.after(legend.legend);
    },
  };
}
