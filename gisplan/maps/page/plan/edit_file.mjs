// Edits as a document that is kept, saved, and planned with (gisplan/io/inputs/edits.schema.json): gisplan plan --lock
// edits.json. Nothing here draws.
const SCHEMA = "gisplan.edits/1";
const WORDS = { i: "in", o: "out", d: "done" };
const LETTERS = { in: "i", out: "o", done: "d" };
const NEAR_M = 0.0015; // chainages are given to the millimetre

export const describeInputs = (data) => data.inputs.map(({ layer, path, sha256 }) => ({ layer, path, sha256 }));

// In what parts and how far a plan builds: stretches of one kind of plan are not those of another.
const nameKind = (plan) =>
  [plan.build_to === "settlement" ? "settlement" : "", plan.whole_segments ? "whole" : ""].filter(Boolean).join("-");

// Where edits are kept: by the county, the standard, the kind of the plan, and the files that were read.
const nameStore = (data) =>
  ["gisplan", "plan", data.county.code || data.county.name, data.standard_id, nameKind(data)].filter(Boolean).join("/");
export const nameKey = (data) => nameStore(data) + "/" + hashText(JSON.stringify(describeInputs(data)));
// Whether a key is of such edits, perhaps for other files; behind the store's name stands nothing but a hash.
export const isInStore = (data, key) =>
  key.startsWith(nameStore(data) + "/") && !key.slice(nameStore(data).length + 1).includes("/");

// 53 bits of a text, as hexadecimal digits: two sums of Murmur's kind (cyrb53).
export function hashText(text) {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, "0");
}

// What was changed by hand, a row a stretch.
export const listEdits = (data, model) => listRows(data, model, (i) => (model.changed(i) ? model.lock(i) : "-"));

// What the next plan keeps to: the locks of this one with what was changed by hand; fixAll: what is in is listed too.
export const listLocks = (data, model, fixAll) =>
  listRows(data, model, (i) => (fixAll && model.built(i) ? "i" : model.lock(i)));

function listRows(data, model, letterOf) {
  const u = data.units;
  const rows = [];
  for (const i of model.every) {
    const letter = letterOf(i);
    if (letter === "-") continue;
    const payer = letter === "i" && model.payer(i) >= 0 ? data.programmes[model.payer(i)].id : null;
    rows.push({
      segment: data.texts[u.segment[i]],
      from_m: u.from_m[i],
      to_m: u.to_m[i],
      lock: WORDS[letter],
      programme: payer,
    });
  }
  return rows;
}

export const makeDocument = (data, edits) => ({
  schema: SCHEMA,
  gisplan: data.gisplan,
  county: data.county,
  standard: data.standard_id,
  inputs: describeInputs(data),
  build_to: data.build_to,
  whole_segments: data.whole_segments,
  edits,
});

// A document of edits; null where a text is none.
export function readDocument(text) {
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  const isEdit = (edit) => edit && typeof edit.segment === "string" && edit.lock in LETTERS;
  const good = found && found.schema === SCHEMA && Array.isArray(found.edits) && found.edits.every(isEdit);
  return good ? found : null;
}

// What a document is of, beside this page: "same", "kind" (a plan that builds in other parts), "inputs" (other files of
// this county and standard), or "county".
export function compareSource(data, found) {
  const code = found.county && found.county.code;
  if (code !== data.county.code || (found.standard && found.standard !== data.standard_id)) return "county";
  if (nameKind(found) !== nameKind(data)) return "kind";
  const hashes = (some) => JSON.stringify((some || []).map(({ layer, sha256 }) => [layer, sha256]));
  return hashes(found.inputs) === hashes(data.inputs) ? "same" : "inputs";
}

// Which units some edits name: `rows` of [unit, lock, payer], and how many edits name none. An edit without chainages
// is of its whole segment; one whose chainages are not those of a unit is of the units within them.
export function matchEdits(data, model, edits) {
  const u = data.units;
  const place = new Map(data.texts.map((text, k) => [text, k]));
  const rows = [];
  let missing = 0;
  for (const { segment, from_m: from, to_m: to, lock, programme } of edits) {
    const units = model.ofSegment.get(place.get(segment)) || [];
    const within = (i) =>
      (typeof from !== "number" || u.from_m[i] >= from - NEAR_M) &&
      (typeof to !== "number" || u.to_m[i] <= to + NEAR_M);
    const some = units.filter(within);
    if (!some.length) missing++;
    const payer = data.programmes.findIndex((one) => one.id === programme);
    for (const i of some) rows.push([i, LETTERS[lock], payer]);
  }
  return { rows, missing };
}

// Put some edits in, as one change that undo takes back; everything else becomes as it was found.
export function applyEdits(data, model, edits) {
  const { rows, missing } = matchEdits(data, model, edits);
  const wanted = new Map(rows.map(([i, lock, payer]) => [i, [lock, payer]]));
  const units = model.every.filter((i) => wanted.has(i) || model.changed(i));
  model.change(units, (i) => {
    if (!wanted.has(i)) return model.restore(i);
    const [lock, payer] = wanted.get(i);
    return model.set(i, lock, payer >= 0 ? payer : undefined);
  });
  return { applied: rows.length, missing };
}
