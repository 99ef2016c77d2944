// Starts the worker of the site, and keeps pictures of nobody but who is signed in.
const forget = async (spared) => {
  for (const name of (await globalThis.caches?.keys()) ?? [])
    if (name.startsWith("twinset-waiting") && name !== spared) await caches.delete(name);
};

const { person, signedOut } = document.body.dataset;
if (person) navigator.serviceWorker?.register("/worker.js", { type: "module" }).catch(() => {});
if (person) forget(`twinset-waiting-${person}`).catch(() => {});
if (signedOut !== undefined) forget().catch(() => {});
