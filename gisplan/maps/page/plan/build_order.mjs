// The order of building: gisplan/plan/model/build_order.py, evaluated in the page. Nothing here draws.
import { makeReach } from "./reach.mjs";

const NO_COST = 1e-6; // of passing a vertex that costs nothing, so that paths are short

// Return what puts units in an order: in each step the path with the most prize per cost.
export function makeBuildOrder(data) {
  const { a, b, reach: root } = data.joins;
  const u = data.units;
  const s = data.settlements;
  const n = u.segment.length;
  const size = root + 1;
  const reach = makeReach(data);
  const every = (some) => Uint8Array.from({ length: n }, (_, i) => (some(i) ? 1 : 0));

  // step, servedStep: from 0, -1 for none; the last step may hold what serves nobody.
  function order(built, done) {
    const step = new Int32Array(n).fill(-1);
    const servedStep = new Int32Array(s.itself.length).fill(-1);
    const now = done.slice();
    const all = every((i) => built[i] || done[i]);
    const before = reach.evaluate(done).served;
    const last = reach.evaluate(all).served;
    const prizes = Float64Array.from(s.prize, (prize, m) => prize * last[m]);
    const graph = joinNeighbours(all);
    let steps = 0;
    const build = (units) => {
      for (const i of units) {
        step[i] = steps;
        now[i] = 1;
      }
      reach.evaluate(now).served.forEach((served, m) => {
        if (served && !before[m] && servedStep[m] < 0) servedStep[m] = steps;
      });
      steps++;
    };
    for (let path = findPath(graph, now, prizes); path.length; path = findPath(graph, now, prizes)) {
      build(addPieces(path, (i) => built[i] && !now[i]));
    }
    const left = Array.from(step.keys()).filter((i) => built[i] && step[i] < 0 && !done[i]);
    if (left.length) build(left);
    return { step, servedStep, steps };
  }

  // What is built together is one step.
  function addPieces(path, isLeft) {
    if (!u.piece || !u.piece.length) return path;
    const pieces = new Set(path.map((i) => u.piece[i]));
    return Array.from(u.piece.keys()).filter((i) => pieces.has(u.piece[i]) && isLeft(i));
  }

  // The vertex that stands for each: itself, or the first unit of those that are left and built with it.
  function mergePieces(now) {
    const merged = Int32Array.from({ length: size }, (_, v) => v);
    if (!u.piece || !u.piece.length) return merged;
    const first = new Map();
    for (let i = 0; i < n; i++) {
      if (now[i]) continue;
      if (!first.has(u.piece[i])) first.set(u.piece[i], i);
      merged[i] = first.get(u.piece[i]);
    }
    return merged;
  }

  function joinNeighbours(open) {
    const isOpen = (v) => v >= n || open[v] === 1;
    const next = Array.from({ length: size }, () => []);
    for (let k = 0; k < a.length; k++) {
      if (!isOpen(a[k]) || !isOpen(b[k])) continue;
      next[a[k]].push(b[k]);
      next[b[k]].push(a[k]);
    }
    return next;
  }

  // What connecting each settlement is worth: its own prize, and an even share of its village's.
  function sharePrizes(joined, prizes) {
    const share = Float64Array.from(prizes, (prize, m) => (s.itself[m] === "1" ? prize : 0));
    const lacking = new Int32Array(prizes.length);
    s.needs.forEach((m, k) => {
      if (!joined[m]) lacking[s.needs_of[k]]++;
    });
    s.needs.forEach((m, k) => {
      if (!joined[m]) share[m] += prizes[s.needs_of[k]] / lacking[s.needs_of[k]];
    });
    return share.map((one, m) => (joined[m] ? 0 : one));
  }

  function findPath(graph, now, prizes) {
    const { live, joined } = reach.evaluate(now);
    const share = sharePrizes(joined, prizes);
    const merged = mergePieces(now);
    const { distance, parent, reached } = walk(graph, now, live, merged);
    const attached = new Set();
    s.who.forEach((m, k) => {
      const v = merged[s.vertex[k]];
      if (share[m] > 0 && distance[v] < Infinity) attached.add(m * (size + 1) + v);
    });
    const prize = new Float64Array(size);
    for (const pair of Array.from(attached).sort((x, y) => x - y)) {
      const v = pair % (size + 1);
      const m = (pair - v) / (size + 1);
      if (parent[v] >= 0 && attached.has(m * (size + 1) + parent[v])) continue;
      prize[v] += share[m];
    }
    for (const v of reached) prize[v] = parent[v] < 0 ? 0 : prize[v] + prize[parent[v]]; // the nearest first
    let best = -1;
    let most = 0;
    for (let v = 0; v < size; v++) {
      if (live[v] || !(prize[v] > 0)) continue;
      const rate = prize[v] / Math.max(distance[v], NO_COST);
      if (rate > most) {
        most = rate;
        best = v;
      }
    }
    const path = [];
    for (let v = best; v >= 0 && !live[v]; v = parent[v]) if (v < n && !now[v]) path.push(v);
    return path.sort((x, y) => x - y);
  }

  // Each vertex's cheapest path from what is connected: its cost, and the vertex before; reached: the nearest first.
  function walk(graph, now, live, merged) {
    const cost = new Float64Array(size);
    const parts = Array.from({ length: size }, () => []);
    for (let v = 0; v < size; v++) {
      if (v < n && !now[v]) cost[merged[v]] += u.cost[v];
      parts[merged[v]].push(v);
    }
    const distance = new Float64Array(size).fill(Infinity);
    const parent = new Int32Array(size).fill(-1);
    const done = new Uint8Array(size);
    const reached = [];
    const queue = makeQueue();
    for (let v = 0; v < size; v++) {
      if (!live[v]) continue;
      distance[v] = 0;
      queue.push(0, v);
    }
    for (let v = queue.pop(); v >= 0; v = queue.pop()) {
      if (done[v]) continue;
      done[v] = 1;
      reached.push(v);
      for (const part of parts[v]) {
        for (const next of graph[part]) {
          const w = merged[next];
          const far = distance[v] + cost[w] + NO_COST;
          if (w === v || far >= distance[w]) continue;
          distance[w] = far;
          parent[w] = v;
          queue.push(far, w);
        }
      }
    }
    return { distance, parent, reached };
  }
  return order;
}

// The smallest key first; -1 when it is empty.
function makeQueue() {
  const keys = [];
  const values = [];
  const swap = (i, k) => {
    [keys[i], keys[k]] = [keys[k], keys[i]];
    [values[i], values[k]] = [values[k], values[i]];
  };
  return {
    push(key, value) {
      let i = keys.push(key) - 1;
      values.push(value);
      for (; i && keys[(i - 1) >> 1] > keys[i]; i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
    },
    pop() {
      if (!keys.length) return -1;
      swap(0, keys.length - 1);
      keys.pop();
      const value = values.pop();
      for (let i = 0; ;) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2]) if (child < keys.length && keys[child] < keys[least]) least = child;
        if (least === i) return value;
        swap(i, least);
        i = least;
      }
    },
  };
}
