// The page of the map: it tells the map how far works are now, asks whether newer verdicts were made, and never takes
// away the map that somebody looks at.
import { NEWS } from "./news.mjs";

const ASK_MS = 4000;
const state = document.getElementById("map-state");
const newer = document.getElementById("map-newer");
const frame = document.querySelector(".map-frame");

const read = (address) =>
  window
    .fetch(address, { credentials: "same-origin", cache: "no-store" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))));

const ask = () =>
  read("/map/state")
    .then((found) => {
      if (found.made === state.dataset.made) return;
      if (!state.dataset.made) window.location.reload();
      else newer.hidden = false;
    })
    .catch(() => null);

// All works that changed since the map was made: what comes twice changes nothing.
const tellWorks = () =>
  read(`/map/works?after=${state.dataset.event}`)
    .then(({ works }) => frame.contentWindow.postMessage({ name: "works", works }, window.location.origin))
    .catch(() => null);

if (frame) {
  frame.addEventListener("load", tellWorks);
  document.addEventListener(NEWS, tellWorks);
  tellWorks(); // the map may have been loaded before this script
}
setInterval(() => {
  if (!document.hidden) ask();
}, ASK_MS);
