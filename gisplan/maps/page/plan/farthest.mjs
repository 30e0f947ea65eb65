// Whom the plan newly serves from farthest away. Nothing here draws.

// The number of the settlement from which the seal ends farthest, and farther than is counted as short; -1 for none.
export function findFarthest(data) {
  const s = data.settlements;
  let most = data.seal_ends ? data.seal_ends.far_m : Infinity;
  let found = -1;
  (s.seal_end_m || []).forEach((end, m) => {
    if (end === null || end <= most || s.served[m] !== "1" || s.before[m] === "1") return;
    most = end;
    found = m;
  });
  return found;
}
