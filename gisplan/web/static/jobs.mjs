// The parts of a page that show jobs: taken anew from the server when a job has changed; the rest stays as it is.

const PAUSE_MS = 1000;
const ASK_MS = 5000; // where a proxy holds the stream back, while a job is under way
const state = { waiting: false, asking: false };

// What tells a link or button from the others, so that the same one has the focus afterwards.
export const nameOf = (element) =>
  ["action", "href", "id"].map((name) => element.getAttribute(name) || "").join(" ") + element.tagName;

const replace = (part, fresh) => {
  const held = document.activeElement;
  const form = held && part.contains(held) ? held.closest("form") : null;
  const name = held && part.contains(held) ? nameOf(form || held) : null;
  part.replaceChildren(...fresh.childNodes);
  part.toggleAttribute("data-active", fresh.hasAttribute("data-active"));
  if (name === null) return;
  const same = [...part.querySelectorAll("form, a, summary")].find((one) => nameOf(one) === name);
  if (same) (same.querySelector("button") || same).focus();
};

const ask = () => {
  state.asking = true;
  window
    .fetch(window.location.href, { credentials: "same-origin", cache: "no-store" })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
    .then((text) => {
      const page = new window.DOMParser().parseFromString(text, "text/html");
      for (const part of document.querySelectorAll("[data-jobs]")) {
        const fresh = page.getElementById(part.id);
        if (fresh) replace(part, fresh);
      }
    })
    .catch(() => null)
    .then(() => {
      setTimeout(() => {
        state.asking = false;
        if (state.waiting) refreshJobs();
      }, PAUSE_MS);
    });
};

export const refreshJobs = () => {
  state.waiting = state.asking;
  if (!state.asking && document.querySelector("[data-jobs]")) ask();
};

setInterval(() => {
  if (!document.hidden && document.querySelector("[data-jobs][data-active]")) refreshJobs();
}, ASK_MS);
