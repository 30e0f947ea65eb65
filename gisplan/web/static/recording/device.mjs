// What the device of a page keeps: the pages' files and the works of its account, where its browser can.
import { drawKept } from "../kept.mjs";
import { desk as ask } from "../queue/ask.mjs";
import { moveSeen } from "../queue/entries.mjs";
import { explainDevice, keepWorks } from "../queue/keep.mjs";
import { deviceStore } from "../queue/store.mjs";

export const showDevice = (here, state) => {
  const line = document.getElementById("device-state");
  if (line) line.textContent = here.words[`device_${state || "ready"}`];
};

// Draw again what the device keeps, with the entries that wait.
export const redraw = async (here) => {
  const { held, words, fromDevice, queue } = here;
  held.kept = (await deviceStore.kept(here.owner)) || null;
  if (held.kept) Object.assign(held, { clock: held.kept.clock, since: held.kept.at });
  const drawn = drawKept({ kept: held.kept, entries: await queue.list(), words, fromDevice });
  if (drawn) here.watch(drawn);
  await queue.show();
};

// Keep the pages' files and the works; with `anew`, although they were asked for a moment ago.
export const keep = async (here, { anew = false } = {}) => {
  const { isSecureContext, caches, indexedDB } = window;
  const unable = explainDevice({ isSecureContext, serviceWorker: navigator.serviceWorker, caches, indexedDB });
  if (unable) return showDevice(here, unable);
  try {
    await navigator.serviceWorker.register("/worker.js", { scope: "/" });
  } catch {
    return showDevice(here, "untrusted");
  }
  const me = await ask.me().catch(() => null);
  if (!me || me.status !== 200 || me.data.owner !== here.owner) return showDevice(here, "");
  const language = document.documentElement.lang;
  await keepWorks({ store: deviceStore, caches, desk: ask, me: me.data, language, anew });
  if (document.getElementById("kept") && !here.fromDevice) await redraw(here);
  return showDevice(here, "");
};

// Forget an entry that was decided on the page of a conflict, by the address to which that led.
export const forgetDecided = async ({ queue }) => {
  const id = new URL(window.location.href).searchParams.get("decided");
  const entries = await queue.list();
  const decided = entries.find((entry) => entry.id === id);
  const work = document.getElementById("work");
  if (!decided || !work) return;
  for (const moved of moveSeen(entries, decided, Number(work.dataset.version))) await deviceStore.put(moved);
  await queue.remove(id);
};
