// The queue of a page: it sends on opening, when the network comes back, and every half minute, in one tab at a time.
import { desk } from "./ask.mjs";
import { countStates, ownEntries } from "./entries.mjs";
import { sendAll } from "./sender.mjs";
import { deviceStore } from "./store.mjs";

const EVERY_MS = 30000;

const alone = (task) => (navigator.locks ? navigator.locks.request("desk-send", task) : task());

// The works of which something was recorded, by what became of the entries that were sent.
export const worksSent = (entries, outcomes) => {
  const sent = entries.filter((entry) => outcomes[entry.id] && outcomes[entry.id].state === "recorded");
  return [...new Set(sent.map((entry) => entry.work))];
};

// The queue of whoever the page was made for; `onChange(entries, state)` is called after every change, and
// `onSent(works)` after entries of works were recorded that no form of this page waits for.
export const makeQueue = (owner, { onChange, onSent }) => {
  const held = { state: "", running: null, channel: null, outcomes: {}, awaited: new Set() };

  const list = async () => ownEntries(await deviceStore.list(), owner);
  const show = async () => onChange(await list(), held.state);
  const changed = async () => {
    if (held.channel) held.channel.postMessage({});
    await show();
  };

  const run = async () => {
    const { state, outcomes } = await alone(() => sendAll({ store: deviceStore, ask: desk }));
    held.state = state;
    Object.assign(held.outcomes, outcomes);
    await (Object.keys(outcomes).length ? changed() : show());
    return outcomes;
  };

  // Send what waits. Who asks while it is being sent waits for a round of its own, as an entry may be new.
  const send = () => {
    const next = (held.running || Promise.resolve()).catch(() => null).then(run);
    held.running = next;
    return next;
  };

  // Keep an entry that a form waits for, until it is released.
  const add = async (entry) => {
    held.awaited.add(entry.id);
    delete held.outcomes[entry.id];
    await deviceStore.put(entry);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
    await changed();
  };

  // Send an entry that was added: what became of it, also where a round that was under way has sent it.
  const sendAdded = async (entry) => {
    await send();
    return held.outcomes[entry.id];
  };

  const release = (entry) => held.awaited.delete(entry.id);

  const remove = async (id) => {
    await deviceStore.remove(id);
    await changed();
  };

  // Say which works something was recorded of, to all tabs.
  const tell = async (entries, outcomes) => {
    const sent = worksSent(entries, outcomes);
    if (!sent.length) return;
    if (held.channel) held.channel.postMessage({ sent });
    await onSent(sent);
  };

  const sendQuietly = async () => {
    try {
      const before = await list();
      const outcomes = await send();
      const isTold = (entry) => !held.awaited.has(entry.id);
      await tell(before.filter(isTold), outcomes);
    } catch {
      // the device keeps nothing, or was cleared meanwhile
    }
  };

  const start = () => {
    if ("BroadcastChannel" in window) {
      held.channel = new window.BroadcastChannel("desk-queue");
      held.channel.onmessage = ({ data }) => Promise.all([show(), data.sent && onSent(data.sent)]);
    }
    window.addEventListener("online", sendQuietly);
    window.addEventListener("pageshow", show);
    setInterval(sendQuietly, EVERY_MS);
    return show().then(sendQuietly);
  };

  return { owner, list, add, sendAdded, release, remove, show, start, tell };
};

// The words for the line above every page: what is not sent yet, and what is to be decided.
export const describeCounts = (entries, words) => {
  const { waiting, undecided } = countStates(entries);
  const parts = [];
  if (waiting) parts.push(words.count_unsent.replace("{0}", waiting));
  if (undecided) parts.push(words.count_undecided.replace("{0}", undecided));
  return parts;
};
