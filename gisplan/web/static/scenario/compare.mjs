// The page of a comparison, until it is made.
const ASK_MS = 1500;
const { query } = document.getElementById("comparing").dataset;

const ask = () =>
  window
    .fetch("/scenarios/compare/state?" + query, { credentials: "same-origin", cache: "no-store" })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((found) => {
      if (found && found.state !== "making") window.location.reload();
    })
    .catch(() => null);

setInterval(ask, ASK_MS);
