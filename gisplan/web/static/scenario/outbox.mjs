// Edits of a scenario on their way to the desk: what it has, what waits, and what comes back. Nothing here draws.

// base: what the desk has: {version, edits, undo, redo}. waiting: [{entry, edits, seen} or {entry, act}], the first is
// being sent. send(seen, entry, changes): a promise of {status, body}; it rejects where the desk cannot be reached.
// keep(waiting): called whenever that changes. on: {shown, state, conflict, refused}.
export const makeOutbox = ({ send, keep, newId, on }) => {
  const state = { base: null, waiting: [], sending: false, offline: false, conflict: null };

  const changed = () => {
    keep(state.waiting);
    on.state();
  };
  const unsentEdits = () => state.waiting.flatMap((one) => one.edits || []);
  const listEdits = () => [...state.base.edits, ...unsentEdits()];
  const show = () => on.shown(listEdits());

  // What the desk has now; its edits are only known where they are given.
  const know = (found) => {
    if (state.base && found.version < state.base.version) return;
    const isNew = !state.base || (found.edits && found.version !== state.base.version);
    state.base = { ...found, edits: found.edits || state.base.edits };
    if (isNew) show();
    else on.state();
  };
  const changesOf = (one) => {
    if (one.edits) return [{ edits: one.edits }];
    const number = state.base[one.act];
    return number ? [{ undo: number }] : null;
  };
  const drop = () => {
    state.waiting.shift();
    changed();
  };
  const take = (one, found) => {
    const edits = found.edits || [...state.base.edits, ...(one.edits || [])];
    const isOther = Boolean(found.edits);
    state.waiting.shift();
    if (found.version >= state.base.version) state.base = { ...found, edits };
    if (!isOther) for (const later of state.waiting) if (later.seen === one.seen) later.seen = found.version;
    changed();
    if (isOther) show();
  };
  const answer = (one, { status, body }) => {
    state.offline = false;
    if (status === 200) take(one, body);
    else if (status === 409) {
      drop();
      state.conflict = one.edits ? { edits: one.edits, others: body.others || [], error: body.error } : null;
      on.conflict(state.conflict);
      show();
    } else if (status === 401 || status >= 500) {
      state.offline = true;
      on.state(status);
      return false;
    } else {
      drop();
      on.refused(body.error || String(status));
      show();
    }
    return true;
  };
  const flush = () => {
    if (state.sending || !state.waiting.length || !state.base) return Promise.resolve();
    const one = state.waiting[0];
    const changes = changesOf(one);
    if (!changes) {
      drop();
      return flush();
    }
    state.sending = true;
    return send(one.edits ? Math.min(one.seen, state.base.version) : state.base.version, one.entry, changes)
      .then(
        (found) => answer(one, found),
        () => {
          state.offline = true;
          on.state();
          return false;
        },
      )
      .then((goesOn) => {
        state.sending = false;
        return goesOn ? flush() : undefined;
      });
  };
  const push = (one) => {
    state.waiting.push({ entry: newId(), ...one });
    changed();
    return flush();
  };
  return {
    know,
    flush,
    listEdits,
    add: (edits) => push({ edits, seen: state.base.version }),
    // What was not sent yet is taken back here; else the desk undoes it.
    step(act) {
      const last = state.waiting[state.waiting.length - 1];
      if (act === "undo" && last && last.edits && !(state.sending && state.waiting.length === 1)) {
        state.waiting.pop();
        changed();
        show();
        return Promise.resolve();
      }
      return push({ act });
    },
    // Edits that were kept when a page was closed: they are sent with the ids that they have.
    resume(kept) {
      const known = new Set(state.waiting.map(({ entry }) => entry));
      state.waiting.push(...kept.filter(({ entry }) => !known.has(entry)));
      changed();
      show();
      return flush();
    },
    // After a conflict: one's own after all, or what the other one did.
    decide(mine) {
      const found = state.conflict;
      state.conflict = null;
      on.conflict(null);
      const sent = mine && found ? push({ edits: found.edits, seen: state.base.version }) : Promise.resolve();
      show();
      return sent;
    },
    canUndo: () => Boolean(state.base && (state.base.undo || unsentEdits().length)),
    canRedo: () => Boolean(state.base && state.base.redo && !unsentEdits().length),
    unsent: () => unsentEdits().length,
    isOffline: () => state.offline,
    version: () => (state.base ? state.base.version : 0),
  };
};
