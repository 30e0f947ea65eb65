// The step up to which the map shows the plan as built: a slider with buttons, a player, and what is reached by then.
import { make } from "../shared/elements.mjs";
import { makeIconButton } from "../shared/icon_button.mjs";
import { fillWords } from "../shared/wording.mjs";
import { countWithin, readLength } from "./step_sums.mjs";

const PACE = 450; // milliseconds a step, while it plays

// isHidden: whether something else is shown than the plan's steps.
export function makeUntilBar(data, shownPlan, isHidden, format, act) {
  const words = data.words;
  const bar = make("section", "gp-until");
  bar.setAttribute("aria-label", words.until);
  const top = make("div", "gp-until-top");
  const title = make("output", "gp-until-step");
  title.setAttribute("aria-live", "off"); // the slider itself says the step
  const figures = make("dl", "gp-until-sums");
  const range = make("input");
  range.type = "range";
  range.min = "0";
  range.step = "1";
  range.setAttribute("aria-label", words.until);
  let timer = null;
  const steps = () => shownPlan.order().steps;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.draw("play", words.play);
  };
  const go = (count) => {
    stop();
    act.showUntil(count);
  };
  function start() {
    if (shownPlan.until() >= steps()) act.showUntil(0);
    play.draw("pause", words.pause);
    timer = setInterval(() => {
      act.showUntil(shownPlan.until() + 1);
      if (shownPlan.until() >= steps()) stop();
    }, PACE);
  }
  const back = makeIconButton("back", words.step_back, () => go(shownPlan.until() - 1));
  const on = makeIconButton("on", words.step_on, () => go(shownPlan.until() + 1));
  const play = makeIconButton("play", words.play, () => (timer ? stop() : start()));
  range.oninput = () => go(Number(range.value));
  const within = make("label", "gp-within");
  const km = make("input");
  km.type = "text";
  km.inputMode = "decimal";
  km.id = "gp-within-km";
  km.title = words.within_note;
  const wrong = make("p", "gp-warn gp-wrong");
  wrong.setAttribute("role", "alert");
  wrong.id = "gp-within-wrong";
  km.setAttribute("aria-describedby", wrong.id);
  function say(text) {
    wrong.textContent = text;
    wrong.hidden = !text;
    km.setAttribute("aria-invalid", String(Boolean(text)));
  }
  km.oninput = () => {
    const mm = readLength(km.value);
    say(mm === null && km.value.trim() ? fillWords(words.within_wrong, km.value.trim()) : "");
    if (mm !== null) go(countWithin(shownPlan.order().sums, mm));
  };
  km.onblur = () => {
    say("");
    refresh();
  };
  say("");
  within.append(make("span", null, words.within), km, make("span", null, words.km));
  top.append(back, on, play, title, within);
  bar.append(top, wrong, figures, range);

  function refresh() {
    const until = shownPlan.until();
    const sums = shownPlan.sums();
    bar.hidden = isHidden();
    range.max = String(steps());
    range.value = String(until);
    const said = !steps()
      ? words.none_built
      : until >= steps()
        ? fillWords(words.all_built, steps())
        : fillWords(words.until_n, until, steps());
    range.setAttribute("aria-valuetext", said + " · " + format.km(sums.mm));
    title.textContent = said;
    const rows = [
      [words.length, format.km(sums.mm)],
      ...(format.hasMoney ? [[words.cost, format.money(sums)]] : []),
      [words.people, format.number(sums.people)],
      [words.villages, format.number(sums.villages)],
      [words.groups, format.number(sums.groups)],
    ];
    figures.replaceChildren();
    for (const [label, value] of rows) {
      const one = make("div");
      one.append(make("dt", null, label), make("dd", null, value));
      figures.append(one);
    }
    if (document.activeElement !== km) km.value = "";
    back.disabled = until <= 0;
    on.disabled = until >= steps();
    play.disabled = range.disabled = km.disabled = steps() === 0;
  }
  return { bar, refresh, stop };
}
