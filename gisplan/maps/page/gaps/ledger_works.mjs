// The works of the ledger on the desk's map, as they are now: how far each is, and where it stands. Nothing here draws.

// The layers of works, by their keys.
export const listLedgerLayers = (data) => Object.keys(data.overlays).filter((key) => data.overlays[key].stages);

// Take how far works are now, as the desk says it; a work that the page does not have stands at its first village that
// has a place. The places in their layers of those that changed: [[key, item]].
export function takeStanding(data, rows) {
  const changed = [];
  for (const row of rows) {
    const key = "ledger_" + row.kind;
    const overlay = data.overlays[key];
    if (!overlay || !overlay.stages) continue;
    let item = overlay.number.indexOf(row.number);
    if (item < 0) item = addWork(data, overlay, row);
    else if (isSame(overlay, item, row)) continue;
    for (const name of FIELDS) overlay[name][item] = row[name];
    changed.push([key, item]);
  }
  return changed;
}

const FIELDS = ["code", "name", "villages", "stage", "day", "late", "listed"];

const isSame = (overlay, item, row) =>
  FIELDS.every((name) => JSON.stringify(overlay[name][item]) === JSON.stringify(row[name]));

function addWork(data, overlay, row) {
  const s = data.settlements;
  const home = row.villages.map((code) => s.code.indexOf(code)).find((i) => i >= 0 && s.x[i] !== null);
  overlay.number.push(row.number);
  overlay.x.push(home === undefined ? null : s.x[home]);
  overlay.y.push(home === undefined ? null : s.y[home]);
  return overlay.number.length - 1;
}

// How many works stand at each stage, those at none first, and how many are late.
export function countStages(overlay) {
  const stages = new Array(overlay.stages.length + 1).fill(0);
  let late = 0;
  overlay.stage.forEach((stage, i) => {
    if (!overlay.listed[i]) return;
    stages[stage + 1]++;
    if (overlay.late[i].length) late++;
  });
  return { stages, late, all: stages.reduce((sum, count) => sum + count, 0) };
}

// Works in one place stand in a row: how many stand before each of them, of all layers.
export function arrangeRows(overlays) {
  const taken = new Map();
  return overlays.map(({ x, y, listed }) =>
    x.map((east, i) => {
      if (east === null || !listed[i]) return 0;
      const key = east + "/" + y[i];
      const before = taken.get(key) || 0;
      taken.set(key, before + 1);
      return before;
    }),
  );
}

// The name of the colour of a stage; of none that of the land.
export const colourOfStage = (overlay, stage) => (stage < 0 ? "land" : overlay.stages[stage].colour);

// Hear from the page that shows this one what works are now; of other pages nothing is taken.
export function listenToDesk(take) {
  if (window.parent === window) return;
  window.addEventListener("message", (event) => {
    const isDesk = event.source === window.parent && event.origin === window.location.origin;
    if (isDesk && event.data && event.data.name === "works") take(event.data.works);
  });
}
