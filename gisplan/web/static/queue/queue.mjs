// The queue of a page: it sends on opening, when the network comes back, and every half minute, in one tab at a time.
import { desk } from "./ask.mjs";
import { countStates, ownEntries } from "./entries.mjs";
import { LATER, sendAll } from "./sender.mjs";
import { deviceStore } from "./store.mjs";

const EVERY_MS = 30000;

const alone = (task) => (navigator.locks ? navigator.locks.request("desk-send", task) : task());

// The queue of whoever the page was made for; `onChange(entries, state)` is called after every change.
export const makeQueue = (owner, onChange) => {
  const held = { state: "", running: null, channel: null };

  const list = async () => ownEntries(await deviceStore.list(), owner);
  const show = async () => onChange(await list(), held.state);
  const changed = async () => {
    if (held.channel) held.channel.postMessage("changed");
    await show();
  };

  const run = async () => {
    const { state, outcomes } = await alone(() => sendAll({ store: deviceStore, ask: desk }));
    held.state = state;
    await (Object.keys(outcomes).length ? changed() : show());
    return outcomes;
  };

  // Send what waits. Who asks while it is being sent waits for a round of its own, as an entry may be new.
  const send = () => {
    const next = (held.running || Promise.resolve()).catch(() => null).then(run);
    held.running = next;
    return next;
  };

  const add = async (entry) => {
    await deviceStore.put(entry);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
    await changed();
  };

  const remove = async (id) => {
    await deviceStore.remove(id);
    await changed();
  };

  const start = () => {
    if ("BroadcastChannel" in window) {
      held.channel = new window.BroadcastChannel("desk-queue");
      held.channel.onmessage = show;
    }
    const sendQuietly = () => send().catch(() => null);
    window.addEventListener("online", sendQuietly);
    window.addEventListener("pageshow", show);
    setInterval(sendQuietly, EVERY_MS);
    return show().then(sendQuietly);
  };

  return { owner, list, add, remove, send, show, start, isLater: () => held.state === LATER };
};

// The words for the line above every page: what is not sent yet, and what is to be decided.
export const describeCounts = (entries, words) => {
  const { waiting, undecided } = countStates(entries);
  const parts = [];
  if (waiting) parts.push(words.count_unsent.replace("{0}", waiting));
  if (undecided) parts.push(words.count_undecided.replace("{0}", undecided));
  return parts;
};
