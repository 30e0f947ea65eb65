// What of the entries that wait is shown on a page: the line above it, and the list.
import { showInstant } from "../queue/days.mjs";
import { drawEntries } from "../queue/list.mjs";
import { describeCounts } from "../queue/queue.mjs";
import { SIGNED_OUT } from "../queue/sender.mjs";

const showStrip = (here, entries, state) => {
  const { strip, words, held, fromDevice } = here;
  const parts = describeCounts(entries, words);
  if (parts.length && state === SIGNED_OUT) parts.push(words.signed_out);
  if (fromDevice && held.kept) {
    const at = showInstant(held.kept.at, Date.now(), document.documentElement.lang);
    parts.unshift(held.offline ? words.kept_at.replace("{0}", at) : words.reachable);
  }
  strip.querySelector("span").textContent = parts.join(" ");
  const link = strip.querySelector("a");
  link.hidden = !entries.length || (window.location.pathname === "/unsent" && state !== SIGNED_OUT);
  link.href = state === SIGNED_OUT ? "/sign-in?next=/unsent" : "/unsent";
  strip.querySelector("[data-reload]").hidden = !(fromDevice && !held.offline);
  strip.hidden = !parts.length;
};

// Show the entries that wait, after every change of them.
export const showEntries = (here, entries, state) => {
  showStrip(here, entries, state);
  const none = document.getElementById("unsent-none");
  if (none) none.hidden = entries.length > 0;
  const place = document.getElementById("unsent-list");
  if (!place) return;
  const number = place.dataset.work;
  const shown = number ? entries.filter((entry) => String(entry.work) === number) : entries;
  place.parentElement.hidden = (Boolean(number) || here.fromDevice) && !shown.length;
  drawEntries(place, shown, here.words, here.actions);
};
