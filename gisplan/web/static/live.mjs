// News of the ledger: one stream for all tabs of a browser, and a plain question where a proxy holds the stream back.

const CHANNEL = "desk-live";
const LEASE = "desk-live-lease";
const LEASE_MS = 4000;
const RENEW_MS = 1500;
const ASK_MS = 10000;

// Take the lease of the one tab that keeps the stream open, or keep it; another's is taken when it is old.
export const takeLease = (storage, me, now) => {
  const [owner, until] = (storage.getItem(LEASE) || ":0").split(":");
  if (owner !== me && Number(until) > now) return false;
  storage.setItem(LEASE, `${me}:${now + LEASE_MS}`);
  return true;
};

const ask = (options) =>
  window
    .fetch(`/live/state?after=${options.known().event}&record=${options.known().record}`, {
      credentials: "same-origin",
      cache: "no-store",
    })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((found) => {
      options.onOffline(false);
      options.onNews(found);
      options.onEditing(found.editing);
    })
    .catch((error) => options.onOffline(error instanceof TypeError));

// Call `onNews` with what was recorded after the event and record of `known()`, and `onEditing` with who edits which
// work, within two seconds, as long as the page is open.
export const listen = (options) => {
  const me = Math.random().toString(36).slice(2);
  const channel = "BroadcastChannel" in window ? new window.BroadcastChannel(CHANNEL) : null;
  const held = { source: null };
  const hear = (heard) => {
    const { event, record } = options.known();
    options.onEditing(heard.editing);
    if (held.jobs !== undefined && held.jobs !== heard.jobs) options.onJobs();
    held.jobs = heard.jobs;
    if (held.scenarios !== undefined && held.scenarios !== heard.scenarios) options.onScenarios();
    held.scenarios = heard.scenarios;
    if (heard.last_event <= event && heard.last_record <= record) return;
    const { after } = heard;
    if (after && after.event <= event && after.record <= record) options.onNews(heard);
    else ask(options);
  };
  if (channel) channel.onmessage = (event) => hear(event.data);

  const open = () => {
    const source = new window.EventSource("/live");
    source.onmessage = (event) => {
      const heard = JSON.parse(event.data);
      options.onOffline(false);
      if (channel) channel.postMessage(heard);
      hear(heard);
    };
    source.addEventListener("ended", () => source.close());
    held.source = source;
  };
  const close = () => {
    if (held.source) held.source.close();
    held.source = null;
  };
  const lead = () => {
    if (takeLease(window.localStorage, me, Date.now())) {
      if (!held.source || held.source.readyState === 2) open();
    } else close();
  };

  lead();
  setInterval(lead, RENEW_MS);
  setInterval(() => ask(options), ASK_MS);
  window.addEventListener("pagehide", () => {
    close();
    if ((window.localStorage.getItem(LEASE) || "").startsWith(me)) window.localStorage.removeItem(LEASE);
  });
};
