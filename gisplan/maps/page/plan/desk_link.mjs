// What the desk, which frames the page of a scenario, asks of the page, and what the page gives it.

// Undo and redo are the desk's; each change goes to it as edits, and what it has is shown.
export function linkToDesk(data, model, deskEdits, act) {
  const listeners = { edit: () => null, undo: () => null, redo: () => null };
  const can = { undo: false, redo: false };
  data.desk.said = { unsent: 0, unmatched: 0 };
  model.listen((units) => listeners.edit(deskEdits.describe(units)));
  Object.assign(model, {
    undo: () => listeners.undo(),
    redo: () => listeners.redo(),
    canUndo: () => can.undo,
    canRedo: () => can.redo,
  });
  return {
    // What is called with the edits of a change, and to undo and redo.
    listen: (some) => Object.assign(listeners, some),
    // Show what the desk has; `edits` are left out where only the rest has changed.
    show({ edits, canUndo, canRedo, unsent }) {
      Object.assign(can, { undo: canUndo, redo: canRedo });
      data.desk.said.unsent = unsent;
      if (edits) data.desk.said.unmatched = deskEdits.show(edits);
      if (edits) act.refresh();
      else act.refreshEdits();
      return data.desk.said.unmatched;
    },
  };
}
