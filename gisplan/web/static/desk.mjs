// What every page does: it shows what others record meanwhile, keeps what is typed, and sends what is recorded.
import { keepDrafts } from "./draft.mjs";
import { markEditing } from "./editing.mjs";
import { watchJobs } from "./jobs.mjs";
import { listenForNews } from "./news.mjs";
import { dropKept } from "./queue/keep.mjs";
import { deviceStore } from "./queue/store.mjs";
import { beginRecording } from "./recording/recording.mjs";

const { records, signedIn, owner } = document.body.dataset;
const fromDevice = document.getElementById("kept") !== null && window.location.pathname !== "/unsent";

const nav = document.querySelector(".nav");
const current = nav && nav.querySelector("[aria-current]");
if (current) nav.scrollLeft = current.offsetLeft + current.offsetWidth - nav.clientWidth;
if (signedIn === "yes" && !fromDevice) markEditing();
if (signedIn === "yes") watchJobs();
if (records === "yes") beginRecording(fromDevice);
else if (signedIn === "yes") {
  keepDrafts(document, owner);
  listenForNews({ fromDevice, onOffline: () => null });
  if (window.indexedDB) dropKept(deviceStore, window.caches, owner).catch(() => null);
}
document.documentElement.dataset.ready = "yes";
