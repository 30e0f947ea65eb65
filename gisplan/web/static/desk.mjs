// What every page does: it shows what others record meanwhile, and keeps what is typed until it is saved.
import { keepDrafts } from "./draft.mjs";
import { showEditing, markEditing } from "./editing.mjs";
import { refreshJobs } from "./jobs.mjs";
import { listen } from "./live.mjs";

const news = document.getElementById("news");
const offline = document.getElementById("offline");

// Show on the list and on a work's page what was recorded there; nothing that is typed is touched.
const show = (rows) => {
  const work = document.getElementById("work");
  const mine = rows.filter((row) => (work ? String(row.work) === work.dataset.work : true));
  for (const row of rows) {
    const line = document.querySelector(`tr[data-work="${row.work}"]`);
    if (line) line.classList.add("changed");
  }
  const isFresh = (row) => row.record || row.version > Number(work.dataset.version);
  const fresh = work ? mine.filter(isFresh) : mine;
  if (!fresh.length || !news) return;
  const last = fresh[fresh.length - 1];
  const words = { 0: last.text, 1: last.by, 2: last.at };
  news.querySelector("span").textContent = news.dataset.title.replace(/\{(\d)\}/g, (_whole, place) => words[place]);
  news.querySelector("a").href = window.location.pathname + window.location.search.replace(/[?&]recorded=\d+/, "");
  news.hidden = false;
};

if (document.body.dataset.signedIn === "yes") {
  keepDrafts(document);
  markEditing();
  const state = { event: Number(document.body.dataset.event), record: Number(document.body.dataset.record) };
  listen({
    known: () => state,
    onNews: (found) => {
      state.event = Math.max(state.event, found.last_event);
      state.record = Math.max(state.record, found.last_record);
      show(found.events);
    },
    onEditing: showEditing,
    onJobs: refreshJobs,
    onOffline: (isOffline) => {
      if (offline) offline.hidden = !isOffline;
    },
  });
}
document.documentElement.dataset.ready = "yes";
