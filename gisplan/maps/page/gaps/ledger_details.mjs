// What the details say of a work of the ledger, and the legend of its stages.
import { make } from "../shared/elements.mjs";
import { styleColour } from "../shared/scheme.mjs";
import { punctuate } from "../shared/wording.mjs";
import { colourOfStage, countStages } from "./ledger_works.mjs";

// A small square in the colour of a stage; of what is late with a broad edge.
const makeMark = (overlay, stage, isLate) => {
  const mark = make("i", "gp-swatch gp-dot gp-square" + (isLate ? " gp-late-work" : ""));
  mark.style.background = styleColour(colourOfStage(overlay, stage));
  mark.style.borderColor = styleColour(isLate ? "missed" : "edge");
  return mark;
};

// How far a work is, and the links to its page and its villages.
export function describeLedgerWork(data, overlay, item) {
  const { texts, work_address } = data.desk;
  const stage = overlay.stage[item];
  const parts = [];
  const line = make("p");
  const link = make("a", "gp-more", texts.open);
  link.href = work_address + overlay.number[item];
  link.target = "_top";
  line.append(link);
  const reached = make("p", "gp-own");
  const label = stage < 0 ? texts.none : overlay.stages[stage].label;
  reached.append(
    makeMark(overlay, stage, overlay.late[item].length > 0),
    " " + [label, overlay.day[item]].filter(Boolean).join(" · "),
  );
  parts.push(line, reached);
  if (overlay.late[item].length) {
    const marks = punctuate(data.lang);
    parts.push(make("p", "gp-warn", texts.overdue + marks.colon + overlay.late[item].join(marks.comma)));
  }
  return parts;
}

// The stages of a layer, each with its colour and how many works stand there, the last first.
export function listStages(data, overlay, number) {
  const { texts } = data.desk;
  const { stages, late } = countStages(overlay);
  const rows = [
    make(
      "p",
      "gp-sub",
      texts.label.replace("{0}", () => overlay.label),
    ),
  ];
  const row = (mark, label, count) => {
    const line = make("p", "gp-state gp-stage");
    line.append(mark, make("span", null, label), make("b", null, number(count)));
    rows.push(line);
  };
  for (let stage = stages.length - 2; stage >= -1; stage--) {
    if (!stages[stage + 1]) continue;
    row(makeMark(overlay, stage, false), stage < 0 ? texts.none : overlay.stages[stage].label, stages[stage + 1]);
  }
  if (late) row(makeMark(overlay, -1, true), texts.overdue, late);
  return rows;
}
