// Keep the works of an account on its device, with the page that shows them; remove what is another account's.

const AGAIN_MS = 60000; // the works are not asked for more often than this

const cacheName = (me) => `desk-kept-${me.app}-${me.owner}`;

// Whether what is kept is to be asked for again.
export const isStale = (kept, now) => {
  if (!kept || kept.app !== now.app || kept.language !== now.language) return true;
  return kept.last_event !== now.last_event && now.at - kept.at > AGAIN_MS;
};

// What a device can do without a network: "" or why it cannot.
export const explainDevice = (page) => {
  if (!page.isSecureContext) return "insecure";
  if (!page.serviceWorker || !page.caches || !page.indexedDB) return "unable";
  return "";
};

// Remove the works and pages of all accounts but one, or of all; entries that wait stay.
export const dropKept = async (store, caches, owner) => {
  for (const other of await store.keptOwners()) {
    if (other !== owner) await store.dropKept(other);
  }
  if (!caches) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("desk-kept-") && name.split("-")[3] !== owner) await caches.delete(name);
  }
};

// Keep the works of an account, where they have changed, or `anew`; `me` is who is signed in by the desk's own answer.
export const keepWorks = async ({ store, caches, desk, me, language, anew }) => {
  await dropKept(store, caches, me.owner);
  const before = await store.kept(me.owner);
  const cache = await caches.open(cacheName(me));
  const now = { app: me.app, last_event: me.last_event, language, at: Date.now() };
  if (!anew && !isStale(before, now) && (await cache.match("/unsent"))) return before;
  const answer = await desk.works();
  if (answer.status !== 200 || !answer.data || answer.data.owner !== me.owner) return before;
  await cache.add("/unsent");
  const works = { ...answer.data, language, at: now.at };
  await store.keep(works);
  return works;
};

// Remove from the device all that is of an account: its works, its page, its entries and what it typed.
export const clearDevice = async ({ store, caches, storage, owner, drafts }) => {
  for (const entry of await store.list()) {
    if (entry.owner === owner) await store.remove(entry.id);
  }
  await dropKept(store, caches, "");
  for (const key of Object.keys(storage).filter((one) => one.startsWith(drafts))) storage.removeItem(key);
};
