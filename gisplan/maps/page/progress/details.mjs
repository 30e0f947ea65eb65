// The details beside the map (below it on a phone): a work with its milestones, planned and reached.
import { make, makeTable } from "../shared/elements.mjs";
import { formatDay } from "./days.mjs";

export function makeDetails(map, data, models, mapLayers, viewState, format, act) {
  const words = data.words;
  const texts = data.texts;
  const v = data.villages;
  const text = (place) => (place < 0 ? null : texts[place]);
  const details = make("aside", "gp-details");
  details.tabIndex = -1;
  let open = null; // the work that is shown
  const close = () => {
    details.classList.remove("gp-open");
    open = null;
    act.select(null);
  };
  // The reader goes back to where the details were asked for.
  let opener = null;
  const leave = () => {
    close();
    const back = opener && opener.isConnected && opener !== document.body ? opener : map.getContainer();
    back.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && open !== null) leave();
  });
  const villageName = (k) => text(v.name[k]) || text(v.code[k]);
  const pairs = (some) => {
    const list = make("dl");
    for (const [label, value] of some)
      if (value !== null && value !== undefined && value !== "")
        list.append(make("dt", null, label), make("dd", null, value));
    return list;
  };
  // As of the day that the page shows: a day that was recorded, else what a later milestone or the status says.
  function reached(model, i, m) {
    const w = model.kind.works;
    const own = w.own[m][i];
    const dated = model.dated[m][i];
    if (!model.has(i, viewState.day, m)) return ["–", null];
    if (own !== null && own <= viewState.day) return [formatDay(own), own];
    if (dated !== null && dated <= viewState.day) return [format.fill(words.not_later, formatDay(dated)), dated];
    if (w.passed[m][i] !== null) return [format.fill(words.not_later, formatDay(w.passed[m][i])), null];
    return [words.by_status, null];
  }
  function milestones(model, i) {
    const kind = model.kind;
    const w = kind.works;
    const rows = kind.milestones.map((milestone, m) => {
      const [shown, day] = reached(model, i, m);
      const due = w.due[m][i];
      const late = model.lateAt(i, viewState.day, m);
      const days =
        due === null || due > viewState.day
          ? null
          : late
            ? viewState.day - due
            : day !== null && day > due
              ? day - due
              : null;
      const name = make("span", "gp-mark-name");
      const mark = make("i", "gp-mark-dot");
      mark.append(format.dot(model.has(i, viewState.day, m) ? m : -1, late));
      name.append(mark, make("span", null, milestone.label));
      return [
        name,
        due === null ? "–" : formatDay(due),
        shown,
        days === null
          ? "–"
          : make(
              "span",
              late ? "gp-over" : null,
              days ? format.fill(words.days, format.number(days)) : words.due_today,
            ),
      ];
    });
    return makeTable([words.milestone, words.planned_day, words.reached_day, words.late_by], rows, "gp-milestones");
  }
  function draw(i) {
    const model = models[viewState.kind];
    const kind = model.kind;
    const w = kind.works;
    const m = model.standing(i, viewState.day);
    const late = model.isLate(i, viewState.day);
    const shut = make("button", "gp-close", "×");
    shut.setAttribute("aria-label", words.close);
    shut.onclick = leave;
    const state = make("p", "gp-state-now " + (late ? "gp-is-left" : model.finished(m) ? "gp-is-in" : "gp-is-out"));
    state.textContent = [
      formatDay(viewState.day),
      m < 0 ? words.none : kind.milestones[m].label,
      late ? words.overdue : null,
    ]
      .filter(Boolean)
      .join(" · ");
    details.replaceChildren(shut, make("h2", null, text(w.name[i])), state);
    details.append(
      pairs([
        [words.code, text(w.code[i])],
        [words.kind, kind.label],
        [words[kind.group], text(w.group[i])],
        [words.town, text(w.town[i])],
        [words.contractor, text(w.contractor[i])],
        [words.villages, w.villages[i].map(villageName).join(" · ")],
        [words.village_people, w.people[i] === null ? null : format.number(w.people[i])],
      ]),
    );
    details.append(milestones(model, i));
    const where = { s: words.by_segments, v: words.by_village, "-": words.nowhere }[w.by[i]];
    if (where) details.append(make("p", "gp-sub", where));
    const more = [];
    for (let k = 0; k < w.details[i].length; k += 2) more.push([texts[w.details[i][k]], texts[w.details[i][k + 1]]]);
    const last = w.reported[i] === null ? words.never : formatDay(w.reported[i]);
    more.push([words.last_report, last]);
    const heading = viewState.day < data.on ? format.fill(words.more_on, formatDay(data.on)) : words.more;
    details.append(make("h3", null, heading), pairs(more));
  }
  function show(i) {
    if (!details.contains(document.activeElement)) opener = document.activeElement;
    open = i;
    draw(i);
    details.classList.add("gp-open");
    details.scrollTop = 0;
    details.setAttribute("aria-label", text(models[viewState.kind].kind.works.name[i]));
    act.select(i);
    details.focus({ preventScroll: true });
  }
  const refresh = () => {
    if (open !== null) draw(open);
  };
  return { details, close, show, refresh, text, villageName };
}
