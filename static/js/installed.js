// Starts the worker of the site, and keeps nothing of anybody where nobody is signed in.
const forget = async () => {
  for (const name of (await globalThis.caches?.keys()) ?? [])
    if (name.startsWith("twinset-waiting")) await caches.delete(name);
};

const { person, signedOut } = document.body.dataset;
if (person) navigator.serviceWorker?.register("/worker.js", { type: "module" }).catch(() => {});
if (signedOut !== undefined) forget().catch(() => {});
