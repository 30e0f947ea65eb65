// The lists of the panel: what is late, who waits, and the tables by programme, town and month.
import { make, makeTable } from "../shared/elements.mjs";
import { formatDay } from "./days.mjs";

export function makeLists(data, details, format, act) {
  const words = data.words;
  const text = details.text;
  const v = data.villages;
  const most = 100;
  const fold = (title, name, open) => {
    const box = make("details", name);
    box.open = open;
    box.append(make("summary", null, title));
    return box;
  };
  // A long list begins with its first lines, and shows the rest when asked.
  function list(items, draw) {
    const box = make("div", "gp-list");
    items.slice(0, most).forEach((item) => box.append(draw(item)));
    if (items.length > most) {
      const more = make("button", "gp-row gp-more", format.fill(words.show_all, format.number(items.length)));
      more.onclick = () => {
        more.remove();
        items.slice(most).forEach((item) => box.append(draw(item)));
      };
      box.append(more);
    }
    return box;
  }
  function lateWorks(kind) {
    const w = kind.works;
    const box = fold(words.late + " · " + format.number(kind.late.length), "gp-lates", true);
    if (!kind.late.length) {
      box.append(make("p", "gp-sub", words.late_none));
      return box;
    }
    box.append(
      list(kind.late, (late) => {
        const row = make("button", "gp-item");
        const name = make("span", null, text(w.name[late.work]));
        name.append(
          make(
            "small",
            null,
            [
              text(w.code[late.work]),
              text(w.town[late.work]),
              format.fill(words.not_yet, late.milestones.map((m) => kind.milestones[m].label).join(", ")),
            ]
              .filter(Boolean)
              .join(" · "),
          ),
        );
        const when = make("b", null, late.days ? format.fill(words.days, format.number(late.days)) : words.due_today);
        when.append(make("small", null, formatDay(late.due)));
        row.append(name, when);
        row.onclick = () => act.go(late.work);
        return row;
      }),
    );
    return box;
  }
  function waitingVillages(kind) {
    const w = kind.works;
    const box = fold(words.waiting + " · " + format.number(kind.waiting.length), "gp-waits", false);
    if (!kind.waiting.length) {
      box.append(make("p", "gp-sub", words.waiting_none));
      return box;
    }
    box.append(
      make("p", "gp-sub", words.waiting_note),
      list(kind.waiting, (one) => {
        const row = make("div", "gp-item");
        const left = make("span");
        const name = make("button", "gp-link", details.villageName(one.village));
        name.onclick = () => act.goVillage(one.village);
        left.append(name);
        const town = text(v.town[one.village]);
        left.append(
          make(
            "small",
            null,
            [town, one.serving ? format.fill(words.serving_already, format.number(one.serving)) : null]
              .filter(Boolean)
              .join(" · "),
          ),
        );
        for (const work of one.holding) {
          const held = make("button", "gp-chip" + (one.late.includes(work) ? " gp-chip-late" : ""), text(w.code[work]));
          held.title = text(w.name[work]) + (one.late.includes(work) ? " · " + words.overdue : "");
          held.onclick = () => act.go(work);
          left.append(held);
        }
        row.append(left, make("b", null, v.people[one.village] === null ? "–" : format.number(v.people[one.village])));
        return row;
      }),
    );
    return box;
  }
  // Columns of which no row knows anything are left out, as is what a kind counts twice.
  function countTable(kind, name, rows) {
    const mark = (m) => kind.milestones[m].label;
    const lone = kind.finish === kind.served;
    const columns = [
      [words.planned, (r) => format.number(r.planned)],
      [mark(kind.started), (r) => format.number(r.started)],
      [mark(kind.finish), (r) => format.number(r.finished)],
      ...(lone ? [] : [[mark(kind.served), (r) => format.number(r.serving)]]),
      [mark(kind.accepted), (r) => format.number(r.accepted)],
      [words.overdue, (r) => make("span", r.overdue ? "gp-over" : null, format.number(r.overdue))],
    ];
    for (const key of ["people", "served"])
      if (rows.some((r) => r[key])) columns.push([words[key], (r) => format.range(r[key])]);
    for (const key of ["km", "done_km", "budget"])
      if (rows.some((r) => r[key] !== null)) columns.push([words[key], (r) => format.number(r[key], 1)]);
    const frame = make("div", "gp-wide");
    frame.append(
      makeTable(
        [name, ...columns.map((c) => c[0])],
        rows.map((r) => [r.name ?? words.not_reported, ...columns.map((c) => c[1](r))]),
        "gp-counts",
      ),
    );
    return frame;
  }
  function months(kind) {
    const box = fold(words.by_month, "gp-months", false);
    const frame = make("div", "gp-wide");
    const rows = kind.months.map((m) => [
      formatDay(m.end),
      format.number(m.due),
      ...m.passed.map((n) => format.number(n)),
    ]);
    frame.append(
      makeTable([words.month_end, words.curve_planned, ...kind.milestones.map((m) => m.label)], rows, "gp-counts"),
    );
    box.append(frame);
    return box;
  }
  // All of a kind's, in the order in which they are read.
  return (kind) => {
    const groups = fold(kind.group === "category" ? words.by_category : words.by_programme, "gp-groups", true);
    const towns = fold(words.by_town, "gp-by-town", false);
    groups.append(countTable(kind, words[kind.group], kind.groups));
    towns.append(countTable(kind, words.town, kind.towns));
    return [lateWorks(kind), waitingVillages(kind), groups, towns, ...(kind.months.length ? [months(kind)] : [])];
  };
}
