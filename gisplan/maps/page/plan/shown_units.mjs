// What the map shows as built, as rows for a table and as GeoJSON. Nothing here draws.

const SERVED = ["people", "villages", "groups"];

// What is built up to the step that is shown, a row a stretch, in the order of building. Whom a step newly
// serves stands in its first row, so that the columns can be summed up.
export function listBuilt(data, model, shownPlan) {
  const u = data.units;
  const text = (place) => (place === undefined || place < 0 ? null : data.texts[place]);
  const { step, sums } = shownPlan.order();
  const { isBuilt } = shownPlan.now();
  const units = model.every.filter(isBuilt);
  units.sort((a, b) => step[a] - step[b] || a - b);
  const isFirst = (i, k) => step[i] >= 0 && (k === 0 || step[units[k - 1]] !== step[i]);
  const serve = (i, k) => Object.fromEntries(SERVED.map((name) => [name, isFirst(i, k) ? sums[step[i]][name] : null]));
  return units.map((i, k) => ({
    i,
    step: step[i] >= 0 ? step[i] + 1 : null,
    segment: text(u.segment[i]),
    name: text(u.name[i]),
    town: u.town ? text(u.town[i]) : null,
    from_m: u.from_m[i],
    to_m: u.to_m[i],
    km: u.mm[i] / 1e6,
    yuan: u.yuan ? u.yuan[i] : null,
    programme: model.payer(i) >= 0 ? data.programmes[model.payer(i)].label : null,
    ...serve(i, k),
    changed: model.changed(i) ? 1 : 0,
  }));
}

// Lines in WGS 84, each a feature of its parts.
export function writeGeoJson(rows, data) {
  const parts = new Map();
  const { xy, n, of } = data.units.lines;
  const wanted = new Set(rows.map(({ i }) => i));
  let k = 0;
  let x = 0;
  let y = 0;
  for (let part = 0; part < n.length; part++) {
    const line = [];
    for (const end = k + 2 * n[part]; k < end; k += 2) {
      x += xy[k];
      y += xy[k + 1];
      line.push([x / 1e6, y / 1e6]);
    }
    if (!wanted.has(of[part])) continue;
    if (!parts.has(of[part])) parts.set(of[part], []);
    parts.get(of[part]).push(line);
  }
  const features = rows.map(({ i, ...properties }) => ({
    type: "Feature",
    geometry: parts.has(i) ? { type: "MultiLineString", coordinates: parts.get(i) } : null,
    properties,
  }));
  return JSON.stringify({ type: "FeatureCollection", features });
}
