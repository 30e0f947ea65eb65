// Who is connected when some units are sealed: gisplan/plan/model/connectivity.py and demand.py, evaluated in the page.
export function makeReach(data) {
  const { a, b, reach } = data.joins;
  const units = data.units.segment.length;
  const s = data.settlements;
  const above = new Int32Array(reach + 1);
  const open = new Uint8Array(reach + 1);
  const top = (v) => {
    while (above[v] !== v) {
      above[v] = above[above[v]];
      v = above[v];
    }
    return v;
  };
  // Vertices: units, parts of the sealed network (always sealed), and last the reach.
  function join(sealed) {
    for (let v = 0; v <= reach; v++) {
      above[v] = v;
      open[v] = v < units ? sealed[v] : 1;
    }
    for (let i = 0; i < a.length; i++) {
      if (!open[a[i]] || !open[b[i]]) continue;
      const one = top(a[i]);
      const two = top(b[i]);
      if (one !== two) above[one < two ? one : two] = one < two ? two : one;
    }
    const root = top(reach);
    const live = new Uint8Array(reach + 1);
    for (let v = 0; v <= reach; v++) live[v] = open[v] && top(v) === root ? 1 : 0;
    return live;
  }
  function evaluate(sealed) {
    const live = join(sealed);
    const count = s.itself.length;
    const joined = new Uint8Array(count);
    const lacking = new Int32Array(count);
    const served = new Uint8Array(count);
    for (let i = 0; i < s.who.length; i++) if (live[s.vertex[i]]) joined[s.who[i]] = 1;
    for (let i = 0; i < s.needs.length; i++) if (!joined[s.needs[i]]) lacking[s.needs_of[i]]++;
    for (let m = 0; m < count; m++) served[m] = s.itself[m] === "1" ? joined[m] : lacking[m] ? 0 : 1;
    return { live, joined, served };
  }
  // Villages, groups, people and households where they live, and the prize in thousandths.
  function sum(who) {
    const totals = { villages: 0, groups: 0, people: 0, households: 0, prize: 0 };
    for (let m = 0; m < who.length; m++) {
      if (!who[m]) continue;
      totals[m < s.villages ? "villages" : "groups"]++;
      totals.people += s.people_once[m];
      totals.households += s.households_once[m];
      totals.prize += s.prize[m];
    }
    return totals;
  }
  return { evaluate, sum };
}
