// The parts of a page that show jobs: taken anew from the server when a job has changed; the rest stays as it is.
import { takeAnew } from "./fresh.mjs";

const PAUSE_MS = 1000;
const ASK_MS = 5000; // where a proxy holds the stream back, while a job is under way

// A function that asks, one question at a time: of all that come while one is open or shortly after, one is asked then.
export const makeAsker = (ask, later) => {
  const state = { asking: false, waiting: false };
  const begin = () => {
    if (state.asking) {
      state.waiting = true;
      return;
    }
    Object.assign(state, { asking: true, waiting: false });
    const end = () =>
      later(() => {
        state.asking = false;
        if (state.waiting) begin();
      });
    ask().then(end, end);
  };
  return begin;
};

const isShown = (selector) => document.querySelector(selector) !== null;

const ask = makeAsker(
  () => takeAnew("[data-jobs]", window.location.href),
  (task) => setTimeout(task, PAUSE_MS),
);

export const refreshJobs = () => {
  if (isShown("[data-jobs]")) ask();
};

// Ask from time to time, as long as a job is under way.
export const watchJobs = () =>
  setInterval(() => {
    if (!document.hidden && isShown("[data-jobs][data-active]")) ask();
  }, ASK_MS);
