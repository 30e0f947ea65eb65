// Clicks and keys on the map: a click selects, a double click or a key puts a stretch in or out, Ctrl+Z takes it back.
import { fillWords } from "../shared/wording.mjs";

export function listenToPlanner(map, data, model, mapLayers, viewState, details, tip, format, act) {
  const root = map.getContainer();
  const u = data.units;
  const s = data.settlements;
  const world = (latlng) => map.project(latlng, 0);
  const isMain = (m) => m < s.villages || mapLayers.kindOf(m) === "served";

  // What lies at a place: villages and whom the plan serves, then stretches, then other groups, then sealed roads.
  function find(latlng, near) {
    const at = world(latlng);
    const reach = near / 2 ** map.getZoom();
    const main = mapLayers.pickDot(at.x, at.y, reach * 0.7, isMain);
    if (main >= 0) return { settlement: main };
    const unit = mapLayers.pickUnit(at.x, at.y, reach);
    if (unit >= 0 && model.isIn(unit)) return { unit };
    const group = mapLayers.pickDot(at.x, at.y, reach * 0.4, () => true);
    if (group >= 0) return { settlement: group };
    if (unit >= 0) return { unit };
    const road = mapLayers.pickRoad(at.x, at.y, reach * 0.7);
    return road ? { road } : null;
  }
  const unitsOf = (i) => (viewState.whole ? model.ofSegment.get(u.segment[i]) : [i]);
  const toggle = (i) => act.toggle(unitsOf(i), !model.isIn(i));

  map.on("click", (e) => {
    tip.style.display = "none"; // it showed the state before the click
    const found = find(e.latlng, 10);
    if (!found) details.close();
    else if ("settlement" in found) details.showSettlement(found.settlement);
    else if ("unit" in found) details.showUnit(found.unit);
    else details.showRoad(found.road);
  });
  map.doubleClickZoom.disable();
  map.on("dblclick", (e) => {
    const found = find(e.latlng, 10);
    if (found && "unit" in found && viewState.mode === "plan") toggle(found.unit);
    else if (!found) map.setZoomAround(e.latlng, map.getZoom() + (e.originalEvent.shiftKey ? -1 : 1));
  });

  map.on("mousemove", (e) => {
    const found = find(e.latlng, 8);
    const said = found && ("settlement" in found || "unit" in found);
    root.style.cursor = said ? "pointer" : "";
    tip.style.display = said ? "block" : "none";
    if (!said) return;
    tip.textContent = "unit" in found ? describeUnit(found.unit) : describeSettlement(found.settlement);
    tip.style.left = e.containerPoint.x + 14 + "px";
    tip.style.top = e.containerPoint.y + 12 + "px";
  });
  map.on("mouseout", () => {
    tip.style.display = "none";
  });
  const describeSettlement = (m) => (s.village[m] >= 0 ? details.title(s.village[m]) + " · " : "") + details.title(m);
  function describeUnit(i) {
    const step = details.stepOf(i);
    const named = u.name[i] >= 0 ? details.text(u.name[i]) : details.text(u.segment[i]);
    const parts = [named, format.km(u.mm[i]), details.stateOf(i)];
    if (step > 0) parts.push(fillWords(data.words.step_n, format.number(step)));
    return parts.join(" · ");
  }

  // Keys, unless they are for what has the focus.
  const isTyping = (node) =>
    node instanceof Node &&
    (node.tagName === "SELECT" || (node.tagName === "INPUT" && /search|text|number/.test(node.type)));
  window.addEventListener("keydown", (e) => {
    if (isTyping(e.target)) return;
    const key = e.key.toLowerCase();
    if ((e.ctrlKey || e.metaKey) && !e.altKey && (key === "z" || key === "y")) {
      e.preventDefault();
      act.step(key === "y" || e.shiftKey ? model.redo : model.undo);
      return;
    }
    const isFree = e.target === root || e.target === document.body || e.target === details.details;
    if ((key === "enter" || key === " ") && isFree && viewState.picked.length && viewState.mode === "plan") {
      e.preventDefault();
      toggle(viewState.picked[0]);
    }
    if (key === "escape" && isFree) details.close();
  });
}
