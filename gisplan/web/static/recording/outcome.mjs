// What happens on a page after an entry was sent, or could not be: it goes on, asks, or says that it waits.
import { dropDraft } from "../draft.mjs";
import { takeAnew, whenIdle } from "../fresh.mjs";
import { knowPage, plainAddress } from "../news.mjs";
import { desk as ask } from "../queue/ask.mjs";
import { CONFLICT, REFUSED, WAITING } from "../queue/entries.mjs";
import { openConflict } from "./conflict.mjs";

const goToWork = (entry, { batch, number, last_event }) => {
  const event = batch && batch.events ? `?recorded=${last_event}` : "";
  const seen = entry.kind === "comment" ? `?comment=${number}#comments` : event;
  window.location.assign(`/works/${entry.work}${seen}`);
};

// Go where an entry leads: to what is recorded, to the two values, or stay and say that it waits.
export const finish = async (here, entry, outcome, form) => {
  if (form) dropDraft(form, here.owner);
  if (outcome.state === "recorded") {
    goToWork(entry, outcome.data);
    return;
  }
  if (form) form.reset();
  if (outcome.state === CONFLICT) {
    const [now, me] = [(await here.queue.list()).find((one) => one.id === entry.id), await ask.me()];
    if (now && me.status === 200) openConflict(now, me.data.token);
    return;
  }
  if (here.fromDevice) await here.redraw();
  const line = document.querySelector(`#unsent-list [data-entry="${entry.id}"]`);
  if (line && line.scrollIntoView) line.scrollIntoView({ block: "center" });
  if (outcome.state === REFUSED && line) line.setAttribute("role", "alert");
};

const again = async (here, entry, changes = {}) => {
  const files = entry.files.map((file) => ({ ...file, kept: null }));
  await here.queue.add({ ...entry, files, ...changes, state: WAITING, answer: undefined });
  const outcome = await here.queue.sendAdded(entry);
  here.queue.release(entry);
  await finish(here, entry, outcome || { state: WAITING });
};

// What can be done about an entry of the list.
export const makeActions = (here) => ({
  takeBack: (entry) => here.queue.remove(entry.id).then(() => (here.fromDevice ? here.redraw() : null)),
  again: (entry) => again(here, entry),
  decide: (entry) => again(here, entry),
  override: (entry, reason) => again(here, entry, { override: reason }),
});

// Show what was recorded of works while the page was open; what is typed stays.
export const showSent = async (here, works) => {
  if (here.fromDevice) {
    await here.keep({ anew: true });
    whenIdle(document.getElementById("kept-work"), here.redraw);
    return;
  }
  const work = document.getElementById("work");
  if (work && !works.includes(Number(work.dataset.work))) return;
  const page = await takeAnew("[data-fresh]", plainAddress(window.location.href));
  if (!page) return;
  if (work) work.dataset.version = page.getElementById("work").dataset.version;
  knowPage(page);
};
