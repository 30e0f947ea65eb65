// The page of the map: it asks whether a newer map was made, and never takes away the one that somebody looks at.

const ASK_MS = 4000;
const state = document.getElementById("map-state");
const newer = document.getElementById("map-newer");

const ask = () =>
  window
    .fetch("/map/state", { credentials: "same-origin", cache: "no-store" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((found) => {
      if (found.made === state.dataset.made) return;
      if (!state.dataset.made) window.location.reload();
      else newer.hidden = false;
    })
    .catch(() => null);

setInterval(() => {
  if (!document.hidden) ask();
}, ASK_MS);
