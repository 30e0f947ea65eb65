// The page of a scenario: it shows the map in its frame, sends edits to the desk, and shows what others do.
import { makeKept } from "./kept_edits.mjs";
import { makeOutbox } from "./outbox.mjs";

const ASK_MS = 5000; // where a proxy holds the stream of news back
const SOON_MS = 1500; // while a map is being made
const part = (id) => document.getElementById(id);
const bar = part("scenario");
const { number, mayChange } = bar.dataset;
const words = JSON.parse(bar.dataset.words);
const address = "/api/scenarios/" + number;
const held = { key: "", page: null, status: 0, latest: 0, asking: false, again: false };

const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_whole, place) => String(values[place]));
const newId = () => Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16)).join("-");
const formToken = () => document.querySelector('input[name="form_token"]').value;
const say = (id, text) => {
  const line = part(id);
  line.textContent = text;
  line.hidden = !text;
};
const format = (value) =>
  value.toLocaleString(bar.dataset.language.startsWith("zh") ? "zh-CN" : "en", { maximumFractionDigits: 2 });

const post = (path, body) =>
  window
    .fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-form-token": formToken() },
      body: JSON.stringify(body),
    })
    .then((answer) => answer.json().then((found) => ({ status: answer.status, body: found })));

const kept = makeKept(window.localStorage, `desk-scenario/${document.body.dataset.owner}/${number}`, newId());

const showState = (status) => {
  if (typeof status === "number") held.status = status;
  const unsent = outbox.unsent();
  const text = held.status === 401 ? words.signed_out : words.offline;
  say("scenario-said", outbox.isOffline() && unsent ? fill(text, unsent) : "");
  if (held.page) held.page.show({ canUndo: outbox.canUndo(), canRedo: outbox.canRedo(), unsent });
};
const showEdits = (edits) => {
  if (!held.page) return;
  held.page.show({ edits, canUndo: outbox.canUndo(), canRedo: outbox.canRedo(), unsent: outbox.unsent() });
};
const outbox = makeOutbox({
  send: (seen, entry, changes) => post(address, { seen, entry, changes }),
  keep: kept.keep,
  newId,
  on: {
    shown: showEdits,
    state: showState,
    conflict(found) {
      const line = part("scenario-conflict");
      line.hidden = !found;
      const other = found && found.others[0];
      if (found)
        line.querySelector("span").textContent = other ? fill(words.conflict, other.by, other.text) : found.error;
      if (found) ask();
    },
    refused: (text) => say("scenario-said", fill(words.refused, text)),
  },
});
part("scenario-conflict").addEventListener("click", (event) => {
  if (event.target.dataset.take) outbox.decide(event.target.dataset.take === "mine");
});

const linkPage = (frame) => {
  const page = frame.contentWindow.gisplanPlan;
  if (!page || !page.desk) return;
  held.page = page.desk;
  page.desk.listen({
    edit: (edits) => (mayChange === "yes" ? outbox.add(edits) : showEdits(outbox.listEdits())),
    undo: () => mayChange === "yes" && outbox.step("undo"),
    redo: () => mayChange === "yes" && outbox.step("redo"),
  });
  showEdits(outbox.listEdits());
  bar.dataset.ready = "yes";
};
// The newest map; where another one was shown, its view is kept.
const showMap = (key) => {
  if (key === held.key) return;
  const box = part("scenario-frame");
  const before = box.querySelector("iframe");
  const frame = document.createElement("iframe");
  const view = before ? before.contentWindow.location.hash : "";
  held.key = key;
  held.page = null;
  delete bar.dataset.ready;
  frame.title = box.dataset.title;
  frame.addEventListener("load", () => linkPage(frame));
  frame.src = `/scenarios/${number}/page?of=${key.slice(0, 12)}${view}`;
  box.replaceChildren(frame);
  part("scenario-making").hidden = true;
};

const describePlan = (found) => {
  const job = found.jobs[0];
  if (job && job.active) {
    const best = job.best === null ? "" : " · " + fill(words.best, format(job.best), format(job.bound));
    return fill(words.solving, job.state_label, job.by, job.step) + best;
  }
  if (job && job.fault) return fill(words.solve_failed, job.fault);
  return found.plan ? found.plan.text : "";
};
const show = (found) => {
  const { page } = found;
  const active = found.jobs.some((job) => job.active);
  const plan = [describePlan(found)];
  if (page.state === "ready") showMap(page.key);
  else if (page.state === "failed") plan.push(fill(words.failed, page.fault));
  else if (held.key) plan.push(words.newer);
  part("scenario-making").hidden = Boolean(held.key) || page.state === "failed";
  say("scenario-plan", plan.filter(Boolean).join(" "));
  if (part("solve")) {
    part("solve").disabled = active;
    part("solve-cancel").hidden = !found.jobs.some((job) => job.may_cancel);
  }
  const latest = found.latest.filter(({ change }) => !(change && change.set && change.set.inputs)).pop();
  if (latest) say("scenario-latest", fill(words.latest, latest.by, latest.shown, latest.text));
  outbox.know(found);
  if (page.state === "making" || active) setTimeout(ask, SOON_MS);
};
const request = () =>
  window
    .fetch(address, { credentials: "same-origin", cache: "no-store" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((found) => {
      held.status = 0;
      show(found);
      return outbox.flush();
    })
    .catch(() => null);
// One question at a time; what comes meanwhile is asked once more.
function ask() {
  if (held.asking) {
    held.again = true;
    return Promise.resolve();
  }
  Object.assign(held, { asking: true, again: false });
  return request().then(() => {
    held.asking = false;
    return held.again ? ask() : undefined;
  });
}

if (part("solve")) {
  part("solve").addEventListener("click", () => post(address + "/solve", {}).then(said, () => null));
  part("solve-cancel").addEventListener("click", () => post(address + "/cancel", {}).then(said, () => null));
}
function said({ status, body }) {
  if (status !== 200) say("scenario-said", fill(words.refused, body.error || status));
  return ask();
}

document.addEventListener("desk-scenarios", ask);
window.addEventListener("online", ask);
setInterval(() => {
  if (!document.hidden) ask();
}, ASK_MS);
ask().then(() => outbox.resume(mayChange === "yes" ? kept.takeOver() : []));
