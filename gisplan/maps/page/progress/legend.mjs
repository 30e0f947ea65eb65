// The legend of the day: each milestone with its dot and how many works stand there.
import { make } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { makeAround, makeLineSwatch } from "../shared/swatch.mjs";
import { formatDay } from "./days.mjs";

export function makeLegend(data, models, mapLayers, viewState, format) {
  const words = data.words;
  const legend = make("section", "gp-legend");
  legend.setAttribute("aria-label", words.legend);
  function draw() {
    const model = models[viewState.kind];
    const kind = model.kind;
    const counts = format.shownCounts();
    const closed = legend.querySelector("details");
    const box = make("details");
    const row = (mark, label, count, name) => {
      const line = make("p", "gp-state" + (name ? " " + name : ""));
      line.append(mark, make("span", null, label));
      if (count !== undefined) line.append(make("b", null, format.number(count)));
      box.append(line);
    };
    box.open = closed ? closed.open : viewState.wide;
    const bar = make("div", "gp-stack");
    box.append(make("summary", null, format.fill(words.on_day, formatDay(viewState.day))), bar);
    for (let m = model.marks - 1; m >= -1; m--) {
      const count = counts.standing[m + 1];
      const part = make("i");
      row(
        format.dot(m, false),
        m < 0 ? words.none : kind.milestones[m].label,
        count,
        m === kind.finish ? "gp-finish" : m === kind.finish - 1 ? "gp-open-from" : null,
      );
      if (!count) continue;
      part.style.flexGrow = String(count);
      part.style.background = styleColour(mapLayers.colourOf(m));
      bar.append(part);
    }
    row(format.dot(-1, true), words.ring, counts.overdue, counts.overdue ? "gp-late gp-open-from" : "gp-open-from");
    data.road_kinds.forEach((road, k) => {
      if (!data.roads[k].n.length) return;
      const mark = makeLineSwatch(data, road.colour, false, 1.6 * road.weight);
      mark.style.opacity = String(road.alpha);
      row(mark, road.label, undefined, k ? null : "gp-open-from");
    });
    if (mapLayers.oriented.length) box.append(makeAround(mapLayers.oriented));
    if (viewState.day < data.on) box.append(make("p", "gp-sub", format.fill(words.plan_of, formatDay(data.on))));
    const nowhere = viewState.shown.filter((i) => !mapLayers.place(i)).length;
    if (nowhere) box.append(make("p", "gp-sub", format.fill(words.no_place, format.number(nowhere))));
    legend.replaceChildren(box);
  }
  // On paper it is open, and as before afterwards.
  let wasOpen = true;
  const box = () => legend.querySelector("details");
  return {
    legend,
    draw,
    unfold() {
      wasOpen = box().open;
      box().open = true;
    },
    refold() {
      box().open = wasOpen;
    },
  };
}
