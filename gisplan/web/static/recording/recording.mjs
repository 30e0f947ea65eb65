// The page of whoever records: its forms are kept on the device, sent, and shown as long as they wait.
import { draftPrefix, keepDrafts } from "../draft.mjs";
import { listenForNews } from "../news.mjs";
import { watchPhotos } from "../photo.mjs";
import { todayOf } from "../queue/days.mjs";
import { watchForms } from "../queue/forms.mjs";
import { clearDevice } from "../queue/keep.mjs";
import { describeCounts, makeQueue } from "../queue/queue.mjs";
import { watchSignOut } from "../queue/sign_out.mjs";
import { deviceStore } from "../queue/store.mjs";
import { forgetDecided, keep, redraw, showDevice } from "./device.mjs";
import { finish, makeActions, showSent } from "./outcome.mjs";
import { showEntries } from "./strip.mjs";

// What the parts of a page share: whose it is, what it keeps, and what they ask of each other.
const makeHere = (fromDevice) => {
  const { owner, clock } = document.body.dataset;
  const strip = document.getElementById("queue-strip");
  const held = { clock: JSON.parse(clock), since: Date.now(), offline: fromDevice, kept: null };
  const here = { owner, strip, held, fromDevice, words: JSON.parse(strip.dataset.words) };
  here.queue = makeQueue(owner, {
    onChange: (entries, state) => showEntries(here, entries, state),
    onSent: (works) => showSent(here, works),
  });
  here.actions = makeActions(here);
  here.redraw = () => redraw(here);
  here.keep = (how) => keep(here, how);
  here.watch = (part) => {
    const desk = { owner, today: () => todayOf(held.clock, held.since, Date.now()) };
    keepDrafts(part, owner);
    watchPhotos(part);
    watchForms(part, { desk, queue: here.queue, onOutcome: (...all) => finish(here, ...all) });
  };
  return here;
};

const watchLeaving = ({ words, queue, owner }) =>
  watchSignOut(document, {
    words,
    describe: async () => describeCounts(await queue.list(), words).join(" "),
    clear: () => {
      const { caches, localStorage } = window;
      return clearDevice({ store: deviceStore, caches, storage: localStorage, owner, drafts: draftPrefix(owner) });
    },
  });

// Begin to keep, send and show what is recorded on this page; `fromDevice` says that it came without a network.
export const beginRecording = async (fromDevice) => {
  const here = makeHere(fromDevice);
  const { held, queue, strip } = here;
  watchLeaving(here);
  strip.querySelector("[data-reload]").addEventListener("click", () => window.location.reload());
  here.watch(document);
  const onOffline = (isOffline) => {
    if (held.offline === isOffline) return;
    held.offline = isOffline;
    queue.show().catch(() => null);
  };
  listenForNews({ fromDevice, onOffline });
  try {
    if (document.getElementById("kept")) await here.redraw();
    await forgetDecided(here);
    await queue.start();
    await here.keep();
  } catch (error) {
    showDevice(here, "unable");
    if (!(error instanceof window.DOMException)) throw error;
  }
};
