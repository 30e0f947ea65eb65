// What is shown of a plan: all of it, or what is built up to a step. Nothing here draws.
import { makeBuildOrder } from "./build_order.mjs";
import { makeReach } from "./reach.mjs";
import { classOf, sumSteps, sumUntil } from "./step_sums.mjs";

const CLASSES = 5; // of the steps, by colour

// state.until: how many steps are shown as done; null: all.
export function makeShownPlan(data, model, state) {
  const u = data.units;
  const s = data.settlements;
  const reach = makeReach(data);
  const arrange = makeBuildOrder(data);
  const found = {
    step: Int32Array.from(u.step, (step) => step - 1),
    servedStep: Int32Array.from(s.step, (step) => step - 1),
    steps: data.steps.length,
    asFound: true,
  };
  let atFirst = null;
  let seen = { version: -1 };
  let shown = { order: null };

  // The steps as they are now: the plan's own as long as nothing was edited.
  function order() {
    if (seen.version === model.version()) return seen;
    const edited = model.count() > 0;
    const flags = (test) => Uint8Array.from(model.every, (i) => (test(i) ? 1 : 0));
    const arranged = edited ? { ...arrange(flags(model.built), flags(model.done)), asFound: false } : found;
    seen = { ...arranged, sums: sumSteps(data, arranged), version: model.version() };
    return seen;
  }
  const until = () => (state.until === null ? order().steps : Math.min(state.until, order().steps));
  // Which units are built, what is connected, and who is served by then.
  function now() {
    const arranged = order();
    const count = until();
    if (shown.order === arranged && shown.count === count) return shown;
    const all = count === arranged.steps;
    const isBuilt = (i) => model.built(i) && (all || (arranged.step[i] >= 0 && arranged.step[i] < count));
    const sealed = Uint8Array.from(model.every, (i) => (isBuilt(i) || model.done(i) ? 1 : 0));
    shown = { order: arranged, count, isBuilt, ...(all ? model.now() : reach.evaluate(sealed)) };
    return shown;
  }
  return {
    order,
    until,
    now,
    // Of the whole plan as it is edited, whatever step is shown.
    all: () => ({ live: model.now().live, isBuilt: (i) => model.built(i) || model.done(i) }),
    // Of the whole plan as it was found.
    found() {
      const isBuilt = (i) => model.found.built[i] === 1 || model.found.lock[i] === "d";
      if (!atFirst)
        atFirst = { isBuilt, live: reach.evaluate(Uint8Array.from(model.every, (i) => (isBuilt(i) ? 1 : 0))).live };
      return atFirst;
    },
    sums: () => sumUntil(order().sums, until()),
    classOf: (step) => classOf(step, order().steps, CLASSES),
    classes: CLASSES,
  };
}
