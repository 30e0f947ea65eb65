// What every page does: it shows what others record meanwhile, keeps what is typed, and sends what is recorded.
import { dropDraft, draftPrefix, keepDrafts } from "./draft.mjs";
import { markEditing, showEditing } from "./editing.mjs";
import { refreshJobs } from "./jobs.mjs";
import { drawKept } from "./kept.mjs";
import { listen } from "./live.mjs";
import { watchPhotos } from "./photo.mjs";
import { desk as ask } from "./queue/ask.mjs";
import { clearDevice, dropKept, explainDevice, keepWorks } from "./queue/keep.mjs";
import { showInstant, todayOf } from "./queue/days.mjs";
import { CONFLICT, REFUSED, WAITING, moveSeen } from "./queue/entries.mjs";
import { drawEntries } from "./queue/list.mjs";
import { watchForms } from "./queue/forms.mjs";
import { describeCounts, makeQueue } from "./queue/queue.mjs";
import { SIGNED_OUT } from "./queue/sender.mjs";
import { watchSignOut } from "./queue/sign_out.mjs";
import { deviceStore } from "./queue/store.mjs";

const { body } = document;
const news = document.getElementById("news");
const offline = document.getElementById("offline");
const strip = document.getElementById("queue-strip");
const work = document.getElementById("work");
const fromDevice = document.getElementById("kept") !== null && window.location.pathname !== "/unsent";

// Show on the list and on a work's page what was recorded there; nothing that is typed is touched.
const showNews = (rows) => {
  const mine = rows.filter((row) => (work ? String(row.work) === work.dataset.work : true));
  for (const row of rows) {
    const line = document.querySelector(`tr[data-work="${row.work}"]`);
    if (line) line.classList.add("changed");
  }
  const isFresh = (row) => row.record || row.version > Number(work.dataset.version);
  const fresh = work ? mine.filter(isFresh) : mine;
  if (!fresh.length || !news || fromDevice) return;
  const last = fresh[fresh.length - 1];
  const words = { 0: last.text, 1: last.by, 2: last.at };
  news.querySelector("span").textContent = news.dataset.title.replace(/\{(\d)\}/g, (_whole, place) => words[place]);
  news.querySelector("a").href = window.location.pathname + window.location.search.replace(/[?&]recorded=\d+/, "");
  news.hidden = false;
};

// Send an entry that someone else's change stands against to the page on which each value is chosen.
const openConflict = (entry, token) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/works/${entry.work}`;
  const { seen, store, note, override } = entry;
  const pairs = Object.entries({ form_token: token, seen, store, note, override, entry: entry.id, queued: "yes" });
  for (const field of entry.fields) {
    pairs.push([`new.${field.name}`, field.value], [`was.${field.name}`, field.value ? "" : "-"]);
    if (field.on) pairs.push(["on", field.on]);
  }
  for (const file of entry.files) if (file.kept) pairs.push(["kept", file.kept]);
  for (const [name, value] of pairs) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  body.append(form);
  form.submit();
};

const begin = async () => {
  const { owner } = body.dataset;
  const words = JSON.parse(strip.dataset.words);
  const place = document.getElementById("unsent-list");
  const held = { clock: JSON.parse(body.dataset.clock), since: Date.now(), offline: fromDevice, kept: null };
  const desk = { owner, today: () => todayOf(held.clock, held.since, Date.now()) };
  const actions = {};

  const showStrip = (entries, state) => {
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

  const queue = makeQueue(owner, (entries, state) => {
    showStrip(entries, state);
    const none = document.getElementById("unsent-none");
    if (none) none.hidden = entries.length > 0;
    if (none && fromDevice) none.parentElement.hidden = !entries.length;
    if (!place) return;
    const number = place.dataset.work;
    const shown = number ? entries.filter((entry) => String(entry.work) === number) : entries;
    place.parentElement.hidden = Boolean(number) && !shown.length;
    drawEntries(place, shown, words, actions);
  });

  // Go where an entry leads: to what is recorded, to the two values, or stay and say that it waits.
  const finish = async (entry, outcome, form) => {
    if (form) dropDraft(form, owner);
    if (outcome.state === "recorded") {
      const { batch, number, last_event } = outcome.data;
      const event = batch && batch.events ? `?recorded=${last_event}` : "";
      const seen = entry.kind === "comment" ? `?comment=${number}#comments` : event;
      window.location.assign(`/works/${entry.work}${seen}`);
      return;
    }
    if (form) form.reset();
    if (outcome.state === CONFLICT) {
      const [now, me] = [(await queue.list()).find((one) => one.id === entry.id), await ask.me()];
      if (now && me.status === 200) openConflict(now, me.data.token);
      return;
    }
    if (fromDevice) await redraw();
    const line = place && place.querySelector(`[data-entry="${entry.id}"]`);
    if (line && line.scrollIntoView) line.scrollIntoView({ block: "center" });
    if (outcome.state === REFUSED && line) line.setAttribute("role", "alert");
  };

  const again = async (entry, changes = {}) => {
    const files = entry.files.map((file) => ({ ...file, kept: null }));
    await queue.add({ ...entry, files, ...changes, state: WAITING, answer: undefined });
    const outcomes = await queue.send();
    await finish(entry, outcomes[entry.id] || { state: WAITING });
  };
  actions.takeBack = (entry) => queue.remove(entry.id).then(() => (fromDevice ? redraw() : null));
  actions.again = (entry) => again(entry);
  actions.decide = (entry) => again(entry);
  actions.override = (entry, reason) => again(entry, { override: reason });

  const watch = (page) => {
    keepDrafts(page, owner);
    watchPhotos(page);
    watchForms(page, { desk, queue, onOutcome: finish });
  };

  // Draw again what the device keeps, with the entries that wait.
  const redraw = async () => {
    held.kept = (await deviceStore.kept(owner)) || null;
    if (held.kept) Object.assign(held, { clock: held.kept.clock, since: held.kept.at });
    const drawn = drawKept({ kept: held.kept, entries: await queue.list(), words, fromDevice });
    if (drawn) watch(drawn);
    await queue.show();
  };

  const forgetDecided = async () => {
    const id = new URL(window.location.href).searchParams.get("decided");
    const entries = await queue.list();
    const decided = entries.find((entry) => entry.id === id);
    if (!decided || !work) return;
    const version = Number(work.dataset.version);
    for (const moved of moveSeen(entries, decided, version)) await deviceStore.put(moved);
    await queue.remove(id);
  };

  const showDevice = (state) => {
    const line = document.getElementById("device-state");
    if (line) line.textContent = words[`device_${state || "ready"}`];
  };

  // Keep the pages' files and the works on this device, where its browser can.
  const keep = async () => {
    const unable = explainDevice({ isSecureContext, serviceWorker: navigator.serviceWorker, caches, indexedDB });
    if (unable) return showDevice(unable);
    try {
      await navigator.serviceWorker.register("/worker.js", { scope: "/" });
    } catch {
      return showDevice("untrusted");
    }
    const me = await ask.me().catch(() => null);
    if (!me || me.status !== 200 || me.data.owner !== owner) return showDevice("");
    const language = document.documentElement.lang;
    await keepWorks({ store: deviceStore, caches, desk: ask, me: me.data, language });
    if (document.getElementById("kept") && !fromDevice) await redraw();
    return showDevice("");
  };
  const { isSecureContext, caches, indexedDB } = window;

  watchSignOut(document, {
    words,
    describe: async () => describeCounts(await queue.list(), words).join(" "),
    clear: () =>
      clearDevice({ store: deviceStore, caches, storage: window.localStorage, owner, drafts: draftPrefix(owner) }),
  });
  strip.querySelector("[data-reload]").addEventListener("click", () => window.location.reload());
  watch(document);
  listenFor(held, () => queue.show().catch(() => null));
  try {
    if (document.getElementById("kept")) await redraw();
    await forgetDecided();
    await queue.start();
    await keep();
  } catch (error) {
    showDevice("unable");
    if (!(error instanceof window.DOMException)) throw error;
  }
};

// Listen to what others record; say where the desk cannot be reached.
const listenFor = (held, onChange) => {
  const state = { event: Number(body.dataset.event), record: Number(body.dataset.record) };
  listen({
    known: () => state,
    onNews: (found) => {
      state.event = Math.max(state.event, found.last_event);
      state.record = Math.max(state.record, found.last_record);
      showNews(found.events);
    },
    onEditing: showEditing,
    onJobs: refreshJobs,
    onOffline: (isOffline) => {
      if (offline) offline.hidden = !isOffline || fromDevice;
      if (held.offline !== isOffline) onChange(Object.assign(held, { offline: isOffline }));
    },
  });
};

if (body.dataset.signedIn === "yes" && !fromDevice) markEditing();
if (body.dataset.records === "yes") begin();
else if (body.dataset.signedIn === "yes") {
  keepDrafts(document, body.dataset.owner);
  listenFor({}, () => null);
  if (window.indexedDB) dropKept(deviceStore, window.caches, body.dataset.owner).catch(() => null);
}
document.documentElement.dataset.ready = "yes";
