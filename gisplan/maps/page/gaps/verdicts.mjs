// The verdicts as the page shows them: of a criterion or of the villages themselves. Nothing here draws.
export function makeVerdicts(data, state) {
  const s = data.settlements;
  const cache = new Map();
  const letter = (i, criterion) =>
    criterion >= 0 ? data.criteria[criterion].states[i] : i < s.villages ? s.own.states[i] : " ";
  // By town: how many are met, missed and unknown; of the villages' own verdict only of those that decide.
  const count = (criterion) => {
    if (cache.has(criterion)) return cache.get(criterion);
    const towns = data.towns.name.map(() => ({ m: 0, x: 0, u: 0, a: 0 }));
    const all = { m: 0, x: 0, u: 0, a: 0, "-": 0 };
    const judged = { m: 0, x: 0, u: 0, a: 0, "-": 0 };
    for (let i = 0; i < s.code.length; i++) {
      const at = letter(i, criterion);
      if (criterion >= 0 && (data.criteria[criterion].kind === "village") !== i < s.villages && at === "-") continue;
      if (at in all) all[at]++;
      if (at === " " || (criterion < 0 && s.own.judged_for_exit[i] !== "1")) continue;
      judged[at]++;
      if (at !== "-" && s.town[i] >= 0) towns[s.town[i]][at]++;
    }
    cache.set(criterion, { towns, all, judged });
    return cache.get(criterion);
  };
  const share = (town) => {
    const all = town.m + town.x + town.u + town.a;
    return all ? town.x / all : null;
  };
  return {
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
