// The service worker: the pages' files of one version, and the kept page where the network does not answer.
import { chooseAnswer, oldCaches } from "./choose.mjs";

const FILES = `desk-files-${APP.version}`;
const WAIT_MS = 10000;
const NOTHING_KEPT =
  '<!doctype html><html><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
  "<title>!</title><p>No network, and nothing is kept on this device.</p><p>没有网络，本设备上也没有保存的内容。</p></html>";

const keepFiles = async () => {
  const cache = await self.caches.open(FILES);
  await cache.addAll(APP.files);
  await self.skipWaiting();
};

const dropOld = async () => {
  const old = oldCaches(await self.caches.keys(), APP.version);
  await Promise.all(old.map((name) => self.caches.delete(name)));
  await self.clients.claim();
};

const answerFile = async (request) => {
  const found = await (await self.caches.open(FILES)).match(request.url);
  return found || self.fetch(request);
};

// The page that shows what is kept: of the account that used this device last, as others' are removed.
const answerKept = async () => {
  for (const name of await self.caches.keys()) {
    if (!name.startsWith("desk-kept-")) continue;
    const found = await (await self.caches.open(name)).match("/unsent");
    if (found) return found;
  }
  return new self.Response(NOTHING_KEPT, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
};

const answerPage = async (request) => {
  const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), WAIT_MS));
  try {
    return await Promise.race([self.fetch(request), late]);
  } catch {
    return answerKept();
  }
};

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(dropOld()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const asked = { method: request.method, mode: request.mode, origin: url.origin, path: url.pathname };
  const chosen = chooseAnswer(asked, { files: APP.files, origin: self.location.origin });
  if (chosen === "file") event.respondWith(answerFile(request));
  else if (chosen === "page") event.respondWith(answerPage(request));
});
