// Send what waits on the device: in order, under the account that entered it, each entry once.
import { CONFLICT, REFUSED, WAITING, addressOf, moveSeen, ownEntries, toDocument } from "./entries.mjs";

const REFUSALS = [400, 403, 404, 405, 410, 413, 415, 422];

export const LATER = "later"; // no network, or the desk is busy
export const SIGNED_OUT = "signed-out"; // the session has ended: the queue is kept

// Send the files of an entry that the desk does not have yet, one by one, and remember each that has arrived.
const sendFiles = async (entry, { ask, store, token }) => {
  let now = entry;
  for (let place = 0; place < now.files.length; place += 1) {
    if (now.files[place].kept) continue;
    const answer = await ask.file(`/api/works/${now.work}/files`, now.files[place], token);
    if (answer.status !== 200) return { answer, entry: now };
    const files = now.files.map((file, other) =>
      other === place ? { ...file, kept: answer.data.files[0].kept } : file,
    );
    now = { ...now, files };
    await store.put(now);
  }
  return { answer: null, entry: now };
};

const forgetFiles = (entry) => ({ ...entry, files: entry.files.map((file) => ({ ...file, kept: null })) });

// Send one entry: its files, then itself. The desk may have lost a file, or forgotten its name: then once more.
const sendEntry = async (entry, means) => {
  let tried = entry;
  for (const again of [true, false]) {
    const sent = await sendFiles(tried, means);
    if (sent.answer) return sent;
    tried = { ...sent.entry, uncertain: true }; // until there is an answer, it may be recorded
    await means.store.put(tried);
    const answer = await means.ask.entry(addressOf(tried), toDocument(tried), means.token);
    if (answer.status !== 410 || !again) return { answer, entry: tried };
    tried = forgetFiles(tried);
  }
  return null;
};

// What an answer means for an entry; an answer that is none of the desk's means nothing.
export const judgeAnswer = (entry, { status, data }) => {
  if (status === 200 && data && (data.batch || data.number)) return { state: "recorded", data };
  if (status === 401) return { state: SIGNED_OUT };
  if (status === 409 && data && data.conflict) return { state: CONFLICT, answer: { conflict: data.conflict } };
  if (REFUSALS.includes(status) && data) {
    const rules = data.rules || [];
    const faults = data.faults || (rules.length ? [] : [data.error]);
    return { state: REFUSED, answer: { status, rules, faults } };
  }
  return { state: LATER };
};

// After a refusal for want of rights: whether the account is still the same, or the session was changed meanwhile.
const isSame = async (ask, me) => {
  const again = await ask.me();
  return again.status === 200 && again.data.owner === me.owner && again.data.token === me.token;
};

const keepOutcome = async (found, means) => {
  const { entry, judged } = found;
  if (judged.state !== "recorded") {
    await means.store.put({ ...entry, state: judged.state, answer: judged.answer, uncertain: false });
    return;
  }
  await means.store.remove(entry.id);
  if (entry.kind !== "record") return;
  const others = ownEntries(await means.store.list(), entry.owner);
  for (const moved of moveSeen(others, entry, judged.data.version)) await means.store.put(moved);
};

// Who is signed in now; null where nobody is, or the desk cannot be reached.
const findSender = async (ask) => {
  const answer = await ask.me();
  if (answer.status === 401) return { state: SIGNED_OUT };
  if (answer.status !== 200 || !answer.data || !answer.data.owner) return { state: LATER };
  return { state: "", me: answer.data };
};

// Send the waiting entries of whoever is signed in. Of a work whose earlier entry must be decided, later ones wait.
// Returns how it ended and, by their ids, what became of the entries.
export const sendAll = async ({ store: kept, ask }) => {
  const outcomes = {};
  const all = await kept.list();
  if (!all.some((entry) => entry.state === WAITING)) return { state: "", outcomes };
  try {
    const { state, me } = await findSender(ask);
    if (state) return { state, outcomes };
    const means = { ask, store: kept, token: me.token };
    const held = new Set();
    for (const { id } of ownEntries(all, me.owner)) {
      const entry = (await kept.list()).find((one) => one.id === id); // as it is after those before it
      if (!entry) continue;
      if (entry.state !== WAITING || (entry.kind === "record" && held.has(entry.work))) {
        if (entry.kind === "record") held.add(entry.work);
        continue;
      }
      const sent = await sendEntry(entry, means);
      const judged = judgeAnswer(sent.entry, sent.answer);
      if (judged.state === LATER || judged.state === SIGNED_OUT) return { state: judged.state, outcomes };
      if (sent.answer.status === 403 && !(await isSame(ask, me))) return { state: LATER, outcomes };
      await keepOutcome({ entry: sent.entry, judged }, means);
      outcomes[id] = judged;
      if (judged.state !== "recorded" && entry.kind === "record") held.add(entry.work);
    }
    return { state: "", outcomes };
  } catch (error) {
    if (error instanceof TypeError || error.name === "AbortError") return { state: LATER, outcomes };
    throw error;
  }
};
