// The verdicts as the page shows them: of a criterion or of the villages themselves. Nothing here draws.
import { punctuate } from "../shared/wording.mjs";

export function makeVerdicts(data, state) {
  const s = data.settlements;
  const cache = new Map();
  const letter = (i, criterion) =>
    criterion >= 0 ? data.criteria[criterion].states[i] : i < s.villages ? s.own.states[i] : " ";
  // Whether some of the villages that a theme is of are not judged for exit: then both are counted.
  const isSplit = (criterion) =>
    s.own.judged_for_exit.includes("0") && (criterion < 0 || data.criteria[criterion].kind === "village");
  // By town: how many are met, missed and unknown; of the villages' own verdict only of those that decide.
  const count = (criterion) => {
    if (cache.has(criterion)) return cache.get(criterion);
    const towns = data.towns.name.map(() => ({ m: 0, x: 0, u: 0, a: 0 }));
    const all = { m: 0, x: 0, u: 0, a: 0, "-": 0 };
    const judged = { m: 0, x: 0, u: 0, a: 0, "-": 0 };
    const split = isSplit(criterion);
    const both = data.towns.name.map(() => ({ judged: { m: 0, x: 0, u: 0, a: 0 }, all: { m: 0, x: 0, u: 0, a: 0 } }));
    for (let i = 0; i < s.code.length; i++) {
      const at = letter(i, criterion);
      if (criterion >= 0 && (data.criteria[criterion].kind === "village") !== i < s.villages && at === "-") continue;
      if (at in all) all[at]++;
      if (at === " ") continue;
      const decides = !split || s.own.judged_for_exit[i] === "1";
      const town = at !== "-" && s.town[i] >= 0 ? s.town[i] : -1;
      if (decides) judged[at]++;
      if (town < 0) continue;
      both[town].all[at]++;
      if (decides) both[town].judged[at]++;
      if (decides || criterion >= 0) towns[town][at]++;
    }
    cache.set(criterion, { towns, all, judged, both });
    return cache.get(criterion);
  };
  const share = (town) => {
    const all = town.m + town.x + town.u + town.a;
    return all ? town.x / all : null;
  };
  // A count as it is written: of those judged for exit, and in brackets of the others.
  const write = (split, judged, all, number) =>
    split && all > judged ? number(judged) + punctuate(data.lang).bracket("+" + number(all - judged)) : number(all);
  return {
    isSplit,
    write,
    say(criterion, mark, number) {
      const { all, judged } = count(criterion);
      return all[mark] ? write(isSplit(criterion), judged[mark], all[mark], number) : null;
    },
    sayTown(criterion, town, mark, number) {
      const { judged, all } = count(criterion).both[town];
      const sum = (some) => (mark === "u" ? some.u + some.a : some[mark]);
      return write(isSplit(criterion), sum(judged), sum(all), number);
    },
    letter: (i) => letter(i, state.criterion),
    of: letter,
    count,
    share,
    assumed: s.own.states.includes("a") || data.criteria.some((c) => c.states.includes("a")),
    judged_for_exit: (i) => i < s.villages && s.own.judged_for_exit[i] === "1",
    classes: () =>
      count(state.criterion)
        .towns.map((t) => share(t))
        .map((v) => (v === null ? -1 : v === 0 ? 0 : Math.ceil(v * 4))),
  };
}
