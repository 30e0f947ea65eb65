// A list of roads that was given, measured against the best for the same cost.
import { make, makeButton, makeTable } from "../shared/elements.mjs";
import { fillWords } from "../shared/wording.mjs";
import { sumUnits } from "./step_sums.mjs";

export function makeScore(data, model, viewState, format, act) {
  const words = data.words;
  const score = data.score;
  const scored = make("details", "gp-score");
  const sumOf = (flags) =>
    sumUnits(
      data,
      model.every.filter((i) => flags[i] === "1"),
    );
  const [list, best, wasted] = [score.built, score.best, score.without_effect].map(sumOf);
  scored.append(make("summary", null, fillWords(words.score, score.name)), make("p", "gp-sub", words.score_note));
  scored.append(
    makeTable(
      ["", words.score_list, words.score_best],
      [
        [words.length, format.km(list.mm), format.km(best.mm)],
        ...(format.hasMoney ? [[words.cost, format.money(list), format.money(best)]] : []),
        [words.wasted, format.km(wasted.mm), "–"],
        [fillWords(words.served_of, data.prize.label), format.prize(score.value), format.prize(score.best_value)],
        [words.at_most, "–", format.prize(score.best_bound)],
        [words.proof, "–", score.best_proven ? words.proven : words.not_proven],
      ],
    ),
  );
  const codes = (template, some) => {
    if (some.length)
      scored.append(
        make(
          "p",
          "gp-sub",
          fillWords(
            template,
            format.number(some.length),
            format.list(some.slice(0, 12)) + (some.length > 12 ? " …" : ""),
          ),
        ),
      );
  };
  codes(words.nothing_to_seal, score.already_sealed);
  codes(words.not_here, score.not_in_county);
  const choice = make("p", "gp-buttons");
  choice.setAttribute("role", "radiogroup");
  for (const [mode, label] of [
    ["plan", words.show_plan],
    ["list", words.show_list],
  ]) {
    const line = make("label", "gp-tick");
    const dot = make("input");
    dot.type = "radio";
    dot.name = "gp-mode";
    dot.value = mode;
    dot.checked = viewState.mode === mode;
    dot.onchange = () => {
      viewState.mode = mode;
      act.refresh();
    };
    line.append(dot, make("span", null, label));
    choice.append(line);
  }
  const take = make("p", "gp-buttons");
  take.append(
    makeButton(words.take_list, () => {
      model.begin(score.built, score.programme);
      act.refresh();
    }),
    makeButton(words.take_best, () => {
      model.begin(score.best, score.best_programme);
      act.refresh();
    }),
  );
  scored.append(choice, take);
  return scored;
}
