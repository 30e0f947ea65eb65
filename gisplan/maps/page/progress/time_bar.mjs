// The day that the map shows: a slider from the first milestone to the last day, with steps by months and a player.
import { make } from "../shared/elements.mjs";
import { makeIconButton } from "../shared/icon_button.mjs";
import { addMonths, formatDay, monthTicks } from "./days.mjs";

export function makeTimeBar(data, viewState, act, format) {
  const words = data.words;
  const bar = make("section", "gp-time");
  const top = make("div", "gp-time-top");
  const ticks = make("div", "gp-ticks");
  bar.setAttribute("aria-label", words.time);
  const range = make("input");
  const day = make("output", "gp-day");
  const figures = make("span", "gp-time-counts");
  day.setAttribute("aria-live", "off"); // the slider itself says the day
  range.type = "range";
  range.step = "1";
  range.setAttribute("aria-label", words.time);
  let timer = null;
  const first = () => data.kinds[viewState.kind].first;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.draw("play", words.play);
  };
  // The whole time in about twelve seconds; by months where movement is not wanted.
  function start() {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const pace = Math.max(1, Math.round((data.on - first()) / 200));
    if (viewState.day >= data.on) act.setDay(first());
    play.draw("pause", words.pause);
    timer = setInterval(
      () => {
        act.setDay(calm ? addMonths(viewState.day, 1) : viewState.day + pace);
        if (viewState.day >= data.on) stop();
      },
      calm ? 900 : 60,
    );
  }
  const play = makeIconButton("play", words.play, () => {
    if (timer) stop();
    else start();
  });
  const back = makeIconButton("back", words.month_back, () => {
    stop();
    act.setDay(addMonths(viewState.day, -1));
  });
  const on = makeIconButton("on", words.month_on, () => {
    stop();
    act.setDay(addMonths(viewState.day, 1));
  });
  range.oninput = () => {
    stop();
    act.setDay(Number(range.value));
  };
  range.onkeydown = (e) => {
    const months = { PageDown: -1, PageUp: 1 }[e.key];
    if (months) {
      e.preventDefault();
      stop();
      act.setDay(addMonths(viewState.day, months));
    }
  };
  top.append(play, back, on, day, figures);
  bar.append(top, range, ticks);

  function refresh() {
    const kind = data.kinds[viewState.kind];
    const counts = format.counts();
    range.value = String(viewState.day);
    range.setAttribute("aria-valuetext", formatDay(viewState.day));
    day.textContent = formatDay(viewState.day);
    figures.replaceChildren();
    const figure = (label, value, late) => {
      const one = make("span", late ? "gp-late" : null, label + " ");
      one.append(make("b", null, value));
      figures.append(one);
    };
    figure(
      kind.milestones[kind.finish].label,
      format.number(counts.finished) + " / " + format.number(counts.planned),
      false,
    );
    figure(words.overdue, format.number(counts.overdue), counts.overdue > 0);
    play.disabled = back.disabled = on.disabled = range.disabled = first() >= data.on;
    back.disabled = back.disabled || viewState.day <= first();
    on.disabled = on.disabled || viewState.day >= data.on;
  }
  function layOut() {
    range.min = String(first());
    range.max = String(data.on);
    ticks.replaceChildren();
    const span = Math.max(1, data.on - first());
    const wide = range.clientWidth || 300;
    monthTicks(first(), data.on, Math.max(2, Math.floor(wide / 46))).forEach((tick, k) => {
      const share = (100 * (tick.day - first())) / span;
      const whole = !k || !tick.short;
      const one = make("span", whole ? "gp-year" : null, whole ? tick.text : tick.text.slice(5));
      one.style.left = share + "%";
      if (share < 3) one.classList.add("gp-edge");
      ticks.append(one);
    });
    refresh();
    document.body.style.setProperty("--time-height", bar.offsetHeight + "px");
  }
  window.addEventListener("resize", layOut);
  const focus = () => (range.disabled ? play : range).focus({ preventScroll: true });
  return { bar, refresh, layOut, stop, focus, playing: () => timer !== null };
}
