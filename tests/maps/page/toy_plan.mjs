// A plan small enough to be worked out by hand.
//
//   reach (5) -- road (4) -- unit 0 -- unit 1 -- unit 2      unit 3 lies apart
//
// Village 0 lives at unit 0, village 1 at unit 2; group 2 of village 1 at unit 1. Village 1 is served when it and its
// group are.
export const toyPlan = () => ({
  units: {
    segment: [0, 0, 1, 2],
    lock: "----",
    built: "1000",
    programme: [0, -1, -1, -1],
    may: [3, 3, 2, 0],
    cost: [10, 20, 30, 40],
    mm: [10, 20, 30, 40],
    yuan: [1, 2, null, 4],
    name: [4, 4, -1, -1],
    step: [1, 0, 0, 0],
    from_m: [0, 500, 0, 0],
    to_m: [500, 900, 700, 100],
  },
  programmes: [
    { id: "seal", budget: 25 },
    { id: "widen", budget: null },
  ],
  joins: { a: [5, 4, 0, 1], b: [4, 0, 1, 2], reach: 5 },
  settlements: {
    villages: 2,
    itself: "101",
    who: [0, 1, 2],
    vertex: [0, 2, 1],
    needs: [1, 2],
    needs_of: [1, 1],
    people_once: [100, 60, 40],
    households_once: [30, 20, 10],
    prize: [100, 60, 40],
    code: [3, -1, -1],
    step: [1, 0, 0],
  },
  steps: [{}],
  texts: ["=R1", 'R "2", upper', "R3", "V0", "Long road"],
  gisplan: "1",
  county: { code: "1", name: "Toy" },
  standard_id: "plain",
  inputs: [{ layer: "roads", path: "roads.geojson", sha256: "aa", counts: "1" }],
});
