// The worker of the site: always asks the network first, and keeps next to nothing (RULINGS 8).
// Files of this version; the page without a connection; and what js/keep.js put into the cache of
// what waits for a model. What the site refuses is deleted here at once.
import { listen } from "./pushed.js";
import { send } from "./send.js";

const FILES = "twinset-files-";
const WAITING = "twinset-waiting";
const REFUSED = [401, 403, 404, 410];
const KEPT = /^\/(drafts\/|waiting$|answers$)/;
const IS_NAMED_BY_HASH = /\.[0-9a-f]{12}\.\w+$/;

const path = (request) => new URL(request.url).pathname;
const waitingCaches = async () => (await caches.keys()).filter((name) => name.startsWith(WAITING));

const forget = async (address) => {
  for (const name of await waitingCaches()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      if (path(request) === address || path(request).startsWith(`${address}/`))
        await cache.delete(request);
  }
};

const forgetAll = async () => {
  for (const name of await waitingCaches()) await caches.delete(name);
};

// The small form that is kept stands for every size of it.
const kept = async (request) => {
  for (const name of await waitingCaches()) {
    const cache = await caches.open(name);
    const found = await cache.match(path(request), { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
};

const pictureOf = (address) => address.match(/^\/drafts\/[^/]+/)?.[0];

const fromNetwork = async (event) => {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  const address = path(event.request);
  if (REFUSED.includes(answer.status)) event.waitUntil(forget(pictureOf(address) ?? address));
  return answer;
};

const privately = async (event, offline) => {
  try {
    return await fromNetwork(event);
  } catch (error) {
    const found = await kept(event.request);
    if (found) return found;
    if (event.request.mode === "navigate") return caches.match(offline);
    throw error;
  }
};

const page = async (event, offline) => {
  try {
    return await fromNetwork(event);
  } catch {
    return caches.match(offline);
  }
};

const file = async (event, cacheName) => {
  const cache = await caches.open(cacheName);
  const found = await cache.match(event.request, { ignoreVary: true });
  if (found && IS_NAMED_BY_HASH.test(path(event.request))) return found;
  try {
    return await fetch(event.request);
  } catch (error) {
    if (found) return found;
    throw error;
  }
};

const install = async (cacheName, files, offline) => {
  const cache = await caches.open(cacheName);
  await cache.add(new Request(offline, { cache: "reload" }));
  await Promise.allSettled(files.map((each) => cache.add(each)));
  await self.skipWaiting();
};

const activate = async (cacheName) => {
  for (const name of await caches.keys())
    if (name.startsWith(FILES) && name !== cacheName) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
};

export const start = ({ version, files, offline }) => {
  const cacheName = `${FILES}${version}`;
  const isFile = new Set(files.map((each) => new URL(each, location.href).pathname));
  self.addEventListener("install", (event) =>
    event.waitUntil(install(cacheName, files, offline)),
  );
  self.addEventListener("activate", (event) => event.waitUntil(activate(cacheName)));
  listen();
  self.addEventListener("sync", (event) => {
    if (event.tag === "twinset-send") event.waitUntil(send());
  });
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = path(request);
    if (new URL(request.url).origin !== location.origin) return;
    if (request.method === "POST" && address === "/sign-out") event.waitUntil(forgetAll());
    if (request.method !== "GET") return;
    if (isFile.has(address)) event.respondWith(file(event, cacheName));
    else if (KEPT.test(address)) event.respondWith(privately(event, offline));
    else if (request.mode === "navigate") event.respondWith(page(event, offline));
  });
};
