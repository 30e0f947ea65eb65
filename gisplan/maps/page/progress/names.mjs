// Names: the towns, nearer the villages of the works, then what lies around; none covers another.
import { worldX, worldY } from "../shared/geometry.mjs";
import { makeNamePane } from "../shared/name_pane.mjs";

// Returns what places them anew.
export function makeNames(map, data, mapLayers, details, wide) {
  const names = makeNamePane(map);
  const seats = data.seats.map((seat) => ({ name: seat.name, x: worldX(seat.x), y: worldY(seat.y), seat: true }));
  // to the right of its place, else where it covers the fewest dots
  const sides = (width) => [
    [9, 0],
    [-9 - width, 0],
    [-width / 2, 16],
    [-width / 2, -16],
  ];
  function* listNames(zoom) {
    for (const seat of seats) if (seat.name) yield seat;
    const { name, x, y } = data.villages;
    for (let k = 0; zoom >= data.zoom + 1.5 && k < name.length; k++) {
      if (name[k] >= 0 && x[k] !== null) yield { name: details.text(name[k]), x: worldX(x[k]), y: worldY(y[k]) };
    }
    yield* mapLayers.listNames(names.findView(), names.width);
  }
  return () => {
    const zoom = map.getZoom();
    const dots = mapLayers.spots(2 ** zoom);
    const symbols = mapLayers.oriented.length ? dots : [];
    names.draw(listNames(zoom), { sides, most: 120, dots, symbols, mostCovered: wide ? 3 : 1 });
  };
}
