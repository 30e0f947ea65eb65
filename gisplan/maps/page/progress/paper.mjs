// The works on paper, a few pages to hand round: the map with findings, figures and legend; of every kind what is late
// and what is due soon; then a page of each kind with its figures, curve, tables and the villages not served.
import { make, makeTable } from "../shared/elements.mjs";
import { formatDay } from "./days.mjs";
import { SPANS, fitFilter, listShown, listWaiting, sortByUrgency } from "./shown_works.mjs";
import { describeRows } from "./work_rows.mjs";

const SOON = Math.max(...SPANS); // days
const MOST = 60; // works that are listed; more stand in the workbook

// choose: finds the shown works anew.
export function makePaper(data, models, { panel, legend, details }, viewState, format, choose) {
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
  // The villages by town, those of most people first; framed those whose works are overdue.
  function listVillages(model) {
    const v = data.villages;
    const byTown = new Map();
    const waiting = listWaiting(data, model, viewState.fitting, viewState.day);
    for (const one of waiting) {
      const town = v.town[one.village];
      if (!byTown.has(town)) byTown.set(town, []);
      byTown.get(town).push(one);
    }
    const box = make("section", "gp-paper-waits");
    box.append(make("h2", null, words.waiting + " · " + format.number(waiting.length)));
    box.append(make("p", "gp-sub", waiting.length ? words.waiting_framed : words.waiting_none));
    for (const [town, some] of byTown) {
      const line = make("p", null, town < 0 ? "" : data.texts[town] + format.colon);
      some.forEach(({ village, late }, k) => {
        const people = v.people[village] === null ? "" : " " + format.number(v.people[village]);
        line.append(
          k ? format.comma : "",
          make("span", late.length ? "gp-paper-late" : null, details.villageName(village) + people),
        );
      });
      box.append(line);
    }
    return box;
  }
  function addKind(box) {
    const model = models[viewState.kind];
    const { figures, curve, tables } = panel.parts;
    box.dataset.kind = model.kind.id;
    box.append(make("h2", "gp-print-head", model.kind.label));
    const parts = make("div", "gp-print-columns");
    for (const part of [figures, curve, ...tables])
      if (part.style.display !== "none") parts.append(part.cloneNode(true));
    parts.append(listVillages(model));
    box.append(parts);
    const { shown } = viewState;
    const works = make("section", "gp-works");
    if (shown.length > MOST)
      works.append(make("p", "gp-sub", format.fill(words.in_workbook, format.number(shown.length))));
    else {
      works.append(make("h2", null, words.works_shown + " · " + format.number(shown.length)));
      works.append(listWorks(model, shown, ["code", "name", "town", "reached", "when"]));
    }
    box.append(works);
  }
  return {
    arrange() {
      const day = format.fill(words.on_day, formatDay(viewState.day));
      const head = [data.title, words.heading, day, ...panel.describe()].join(" · ");
      const urgent = make("section", "gp-print-urgent");
      const order = models.map((_, k) => k).sort((a, b) => (b === viewState.kind) - (a === viewState.kind) || a - b);
      const kinds = order.map((k) => {
        const box = make("section", "gp-print-kind");
        withKind(k, () => {
          const fold = panel.unfoldAll();
          addUrgent(urgent);
          addKind(box);
          fold();
        });
        return box;
      });
      printed.replaceChildren(make("h2", "gp-print-head", head), urgent, ...kinds);
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
