// What others record meanwhile: said on the page, while nothing that is typed is touched.
import { showEditing } from "./editing.mjs";
import { refreshJobs } from "./jobs.mjs";
import { listen } from "./live.mjs";

// What is sent to the document when something was recorded, for parts of a page that follow the ledger by themselves.
export const NEWS = "desk-news";

const { body } = document;
const known = { event: Number(body.dataset.event), record: Number(body.dataset.record) };

// The address of this page without what was said of the last entry.
export const plainAddress = (address) => {
  const url = new URL(address);
  for (const name of ["recorded", "comment", "decided"]) url.searchParams.delete(name);
  return url.pathname + url.search;
};

// Know of what a page shows that was taken anew: it is no news any more.
export const knowPage = (page) => {
  known.event = Math.max(known.event, Number(page.body.dataset.event));
  known.record = Math.max(known.record, Number(page.body.dataset.record));
  const news = document.getElementById("news");
  if (news) news.hidden = true;
};

const showNews = (rows) => {
  const news = document.getElementById("news");
  const work = document.getElementById("work");
  for (const row of rows) {
    const line = document.querySelector(`tr[data-work="${row.work}"]`);
    if (line) line.classList.add("changed");
  }
  const isFresh = (row) =>
    !work || (String(row.work) === work.dataset.work && (row.record || row.version > Number(work.dataset.version)));
  const fresh = rows.filter(isFresh);
  if (!fresh.length || !news || "live" in document.getElementById("content").dataset) return;
  const last = fresh[fresh.length - 1];
  const words = { 0: last.text, 1: last.by, 2: last.at };
  news.querySelector("span").textContent = news.dataset.title.replace(/\{(\d)\}/g, (_whole, place) => words[place]);
  news.querySelector("a").href = plainAddress(window.location.href);
  news.hidden = false;
};

// The page of a scenario asks itself for what has changed.
const tellPage = () => document.dispatchEvent(new window.CustomEvent("desk-scenarios"));

// Listen to what others record; `onOffline` is given whether the desk can be reached. A page of the device has no news.
export const listenForNews = ({ fromDevice, onOffline }) => {
  const offline = document.getElementById("offline");
  listen({
    known: () => known,
    onNews: (found) => {
      const rows = found.events.filter((row) => (row.record || 0) > known.record || (row.event || 0) > known.event);
      known.event = Math.max(known.event, found.last_event);
      known.record = Math.max(known.record, found.last_record);
      if (!fromDevice) showNews(rows);
      document.dispatchEvent(new window.CustomEvent(NEWS));
    },
    onEditing: showEditing,
    onJobs() {
      refreshJobs();
      tellPage();
    },
    onScenarios: tellPage,
    onOffline: (isOffline) => {
      if (offline) offline.hidden = !isOffline || fromDevice;
      onOffline(isOffline);
    },
  });
};
