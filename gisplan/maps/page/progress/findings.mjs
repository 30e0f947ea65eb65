// The head of the panel: the finding of every kind in a line each, and the switches between the kinds.
import { make } from "../shared/elements.mjs";
import { formatDay } from "./days.mjs";
import { formatHeadline } from "./figures.mjs";

export function makeFindings(data, models, viewState, format, act) {
  const words = data.words;
  const known = make("p", "gp-sub gp-known");
  const findings = make("div", "gp-findings");
  const switches = make("div", "gp-kinds");
  switches.setAttribute("role", "radiogroup");
  switches.setAttribute("aria-label", words.kinds);
  const tabs = data.kinds.map((kind, k) => {
    const line = make("label");
    const dot = make("input");
    const count = make("b");
    dot.type = "radio";
    dot.name = "gp-kind";
    dot.value = kind.id;
    dot.onchange = () => act.setKind(k);
    line.append(dot, make("span", null, kind.label), count);
    switches.append(line);
    return { dot, count };
  });
  const lines = data.kinds.map(() => findings.appendChild(make("h2", "gp-finding")));
  const sum = make("p", "gp-sub gp-in-all");
  if (data.kinds.length > 1) findings.append(sum);

  // The line of the kind that is shown is of the chosen works, as its figures are.
  function refresh() {
    const { day } = viewState;
    known.textContent = day < data.on ? format.fill(words.earlier_day, formatDay(day), formatDay(data.on)) : data.known;
    let late = 0;
    models.forEach((model, k) => {
      const shown = k === viewState.kind;
      const all = model.count(day);
      const chosen = shown && viewState.fitting.length < model.n;
      const text = formatHeadline(data, model.kind, chosen ? format.counts() : all, format, day);
      lines[k].className = "gp-finding" + (shown ? " gp-headline" : "");
      lines[k].textContent = chosen ? text + " " + describeChosen(model) : text;
      if (!chosen && day === data.on) {
        const gap = data.lang.startsWith("zh") ? "" : " ";
        lines[k].append(make("span", "gp-outlook", gap + model.kind.forecast.short));
      }
      tabs[k].dot.checked = shown;
      tabs[k].count.textContent = format.fill(words.tab, format.number(model.n), format.number(all.overdue));
      late += all.overdue;
    });
    sum.textContent = format.fill(words.overdue_in_all, format.number(late));
  }
  const describeChosen = (model) =>
    "(" + format.fill(words.of_chosen, format.number(viewState.fitting.length), format.number(model.n)) + ")";
  return { known, findings, switches, refresh };
}
