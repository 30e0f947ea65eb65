// The settlements on canvas: villages in the colours of their state, groups small and grey until they are served.
import { drawCross, fillDisc, makeSprite } from "../shared/sprite.mjs";

const RADII = { before: 2.6, left: 3.4, served: 5.2 };
const GROUP = { before: 1.2, left: 1.7, served: 3.2 };
const NEAR_SCALE = 2 ** 11.2; // from it on marks are larger, and rings show where the seal ends short

export function makeSettlements(data, model, shownPlan, sealEnds, viewState, scheme, places) {
  const s = data.settlements;
  const colours = scheme.colours;
  const servedNow = () =>
    viewState.mode === "list" && viewState.listServed ? viewState.listServed : shownPlan.now().served;
  const kindOf = (m) => (model.before().served[m] ? "before" : servedNow()[m] ? "served" : "left");
  const shown = (m) =>
    !Number.isNaN(places[2 * m]) &&
    viewState.on[kindOf(m)] &&
    (m < s.villages || viewState.on.groups || kindOf(m) === "served");
  const isEndFar = (m) => model.now().served[m] === 1 && !model.before().served[m] && sealEnds.isFar(m);

  const sprites = new Map();
  function sprite(kind, m, grow) {
    const group = m >= s.villages;
    const radius = (group ? GROUP : RADII)[kind] * grow;
    const far = kind === "served" && grow > 1 && isEndFar(m);
    const key = [scheme.name, kind, group, far, radius, window.devicePixelRatio].join("/");
    if (!sprites.has(key))
      sprites.set(
        key,
        makeSprite(Math.ceil(radius + 5), (ink) => drawSettlement(ink, { kind, group, far, radius }, colours)),
      );
    return sprites.get(key);
  }
  function draw(view, kinds) {
    const seen = { before: [], left: [], served: [] };
    for (let m = 0; m < s.code.length; m++) {
      const x = places[2 * m];
      const y = places[2 * m + 1];
      if (shown(m) && x >= view.box[0] && x <= view.box[2] && y >= view.box[1] && y <= view.box[3])
        seen[kindOf(m)].push(m);
    }
    const grow = view.scale > 2 ** 12.5 ? 1.8 : view.scale > NEAR_SCALE ? 1.35 : view.scale < 2 ** 9.8 ? 0.65 : 1;
    for (const kind of kinds) {
      // villages after their groups, so that they stay visible
      for (const m of seen[kind].slice().reverse()) {
        const { canvas, half } = sprite(kind, m, grow);
        view.ink.drawImage(
          canvas,
          Math.round(places[2 * m] * view.scale - view.dx - half),
          Math.round(places[2 * m + 1] * view.scale - view.dy - half),
          2 * half,
          2 * half,
        );
      }
    }
  }
  return { draw, kindOf, shown, isEndFar };
}

// How large a legend shows a settlement.
export const findRadius = ({ kind, group }) => (kind === "served" ? 5 : group ? 2.4 : 4.4);

// A shape as well as a colour: joined before is a disc, served a ring with a dot, not joined a cross or an open ring;
// a ring with gaps around it where the seal ends short.
export function drawSettlement(ink, { kind, group, far, radius }, colours) {
  if (kind === "before") {
    fillDisc(ink, radius + 0.8, colours.halo);
    fillDisc(ink, radius, group ? colours.not_asked : colours.met);
  }
  if (kind === "served") {
    fillDisc(ink, radius + 1.4, colours.edge);
    fillDisc(ink, radius, colours.land);
    fillDisc(ink, radius * 0.62, colours.reach);
    if (far) {
      ink.beginPath();
      ink.arc(0, 0, radius + 3.2, 0, 7);
      ink.setLineDash([3, 2.4]);
      ink.strokeStyle = colours.late;
      ink.lineWidth = 1.8;
      ink.stroke();
    }
  }
  if (kind === "left" && group) {
    fillDisc(ink, radius, colours.not_asked);
    fillDisc(ink, radius - 0.9, colours.land);
  } else if (kind === "left") {
    fillDisc(ink, radius + 1, colours.halo);
    fillDisc(ink, radius, colours.missed);
    drawCross(ink, radius * 0.45, radius / 4, "#fff");
  }
}
