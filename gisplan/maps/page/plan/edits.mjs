// What is in and what is out: the plan as found, and what a planner changed by hand. Nothing here draws.
import { formatCell } from "../shared/csv.mjs";
import { makeReach } from "./reach.mjs";
import { sumUnits } from "./step_sums.mjs";

export function makePlanState(data) {
  const u = data.units;
  const n = u.segment.length;
  const reach = makeReach(data);
  const found = { lock: Array.from(u.lock), built: Uint8Array.from(u.built, Number), programme: u.programme.slice() };
  // lock: "-" free, "i" must be built, "o" not to be built, "d" built already; payer: a programme, -1 for none
  const state = { lock: found.lock.slice(), built: found.built.slice(), payer: found.programme.slice() };
  const past = [];
  const future = [];
  let version = 0;
  let tell = null; // what is told of each change that is made on the page
  const isBuilt = (i) => state.built[i] === 1;
  const done = (i) => state.lock[i] === "d";
  const isIn = (i) => state.built[i] === 1 || done(i);
  const may = (i, k) => Math.floor(u.may[i] / 2 ** k) % 2 === 1;
  const changed = (i) =>
    state.lock[i] !== found.lock[i] || state.built[i] !== found.built[i] || state.payer[i] !== found.programme[i];
  const ofSegment = new Map();
  u.segment.forEach((code, i) => {
    if (!ofSegment.has(code)) ofSegment.set(code, []);
    ofSegment.get(code).push(i);
  });

  function spent() {
    const sums = data.programmes.map(() => 0);
    for (let i = 0; i < n; i++) if (state.built[i] && state.payer[i] >= 0) sums[state.payer[i]] += u.cost[i];
    return sums;
  }
  // Of those that may build it the first with enough left, else the first.
  function choosePayer(i) {
    const now = spent();
    const fits = data.programmes.map((_, k) => k).filter((k) => may(i, k));
    const rich = fits.find(
      (k) => data.programmes[k].budget === null || now[k] + u.cost[i] <= data.programmes[k].budget,
    );
    return rich !== undefined ? rich : fits.length ? fits[0] : -1;
  }
  function set(i, lock, payer) {
    state.lock[i] = lock;
    if (lock === "-") {
      state.built[i] = found.built[i];
      state.payer[i] = found.programme[i];
      return;
    }
    state.built[i] = lock === "i" ? 1 : 0;
    state.payer[i] =
      lock !== "i"
        ? -1
        : payer !== undefined
          ? payer
          : state.payer[i] >= 0
            ? state.payer[i]
            : found.programme[i] >= 0
              ? found.programme[i]
              : choosePayer(i);
  }
  function restore(i) {
    state.lock[i] = found.lock[i];
    state.built[i] = found.built[i];
    state.payer[i] = found.programme[i];
  }
  // Back to what was found where that is what is asked for, so that it is not locked; else locked in or out.
  function put(i, into) {
    const was = found.built[i] === 1 || found.lock[i] === "d";
    if (was === into) {
      restore(i);
      return true;
    }
    if (into && choosePayer(i) < 0) return false;
    set(i, into ? "i" : "o");
    return true;
  }
  const remember = (units) => units.map((i) => [i, state.lock[i], state.built[i], state.payer[i]]);
  // One change, that undo takes back: `how` is called for each unit.
  function change(units, how) {
    const before = remember(units);
    const all = units.map(how).every((ok) => ok !== false);
    const differs = ([i, lock, built, payer]) =>
      lock !== state.lock[i] || built !== state.built[i] || payer !== state.payer[i];
    const differing = before.filter(differs);
    if (differing.length) {
      past.push(before);
      future.length = 0;
      evaluate();
      if (tell) tell(differing.map(([i]) => i));
    }
    return all;
  }
  // All edits as somewhere else they are kept: a lock and a payer of each unit. Nothing is remembered or told of it.
  function showAll(locks, payers) {
    for (const i of every) set(i, locks[i], payers[i]);
    past.length = 0;
    future.length = 0;
    evaluate();
  }
  function step(from, to) {
    const saved = from.pop();
    if (!saved) return;
    to.push(remember(saved.map(([i]) => i)));
    for (const [i, lock, built, payer] of saved) {
      state.lock[i] = lock;
      state.built[i] = built;
      state.payer[i] = payer;
    }
    evaluate();
  }
  const every = Array.from({ length: n }, (_, i) => i);
  // The lengths that the edits add and remove.
  function sumEdits() {
    const sums = { added: 0, removed: 0 };
    for (const i of every) {
      const was = found.built[i] === 1 || found.lock[i] === "d";
      if (was !== isIn(i)) sums[was ? "removed" : "added"] += u.mm[i];
    }
    return sums;
  }
  const reset = () => change(every.filter(changed), restore);
  // Begin with another choice of units, say a list: what is not in it is taken out.
  const begin = (built, payers) =>
    change(
      every.filter((i) => !done(i)),
      (i) => {
        const into = built[i] === "1";
        if (into && state.built[i] && state.payer[i] === payers[i]) return;
        if (into === (found.built[i] === 1) && (!into || payers[i] === found.programme[i])) {
          set(i, found.lock[i], found.programme[i]);
          return;
        }
        set(i, into ? "i" : "o", into ? (payers[i] >= 0 ? payers[i] : choosePayer(i)) : undefined);
      },
    );

  let now = null;
  let before = null;
  function evaluate() {
    version++;
    before = reach.evaluate(Uint8Array.from(every, (i) => (done(i) ? 1 : 0)));
    now = reach.evaluate(Uint8Array.from(every, (i) => (isIn(i) ? 1 : 0)));
  }
  function totals() {
    const paid = spent();
    let outside = 0;
    let unconnected = 0;
    for (let i = 0; i < n; i++) {
      if (!state.built[i]) continue;
      if (state.payer[i] < 0) outside += u.cost[i];
      if (!now.live[i]) unconnected += u.cost[i];
    }
    const fresh = now.served.map((served, m) => (served && !before.served[m] ? 1 : 0));
    return {
      ...sumUnits(data, every.filter(isBuilt)),
      spent: paid,
      cost: paid.reduce((x, y) => x + y, outside),
      outside,
      unconnected,
      before: reach.sum(before.served),
      now: reach.sum(now.served),
      served: reach.sum(fresh),
    };
  }
  // locks.csv as gisplan/io/inputs/locks.py reads it
  function writeLocks(fixAll) {
    const words = { i: "in", o: "out", d: "done" };
    const lines = ["segment,from_m,to_m,programme,lock"];
    for (const i of every) {
      const lock = fixAll && state.built[i] ? "i" : state.lock[i];
      if (lock === "-") continue;
      const payer = lock === "i" && state.payer[i] >= 0 ? data.programmes[state.payer[i]].id : "";
      lines.push(
        [
          formatCell(data.texts[u.segment[i]]),
          String(u.from_m[i]),
          String(u.to_m[i]),
          formatCell(payer),
          words[lock],
        ].join(","),
      );
    }
    return "\ufeff" + lines.join("\r\n") + "\r\n";
  }
  evaluate();
  return {
    n,
    u,
    found,
    isIn,
    done,
    may,
    changed,
    ofSegment,
    every,
    set,
    restore,
    put,
    change,
    showAll,
    listen(listener) {
      tell = listener;
    },
    undo: () => step(past, future),
    redo: () => step(future, past),
    version: () => version,
    reset,
    begin,
    totals,
    sumEdits,
    writeLocks,
    choosePayer,
    spent,
    lock: (i) => state.lock[i],
    built: isBuilt,
    payer: (i) => state.payer[i],
    now: () => now,
    before: () => before,
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    sum: reach.sum,
    count: () => every.filter(changed).length,
    // What a change of some units would do to the people served: for the details.
    evaluateWith: (units, into) =>
      reach.evaluate(Uint8Array.from(every, (i) => (units.includes(i) ? (into ? 1 : 0) : isIn(i) ? 1 : 0))),
  };
}
