// Keeps what waits for a model on her phone, for the lift: her pages and pictures, nobody else's, and
// only until they are answered, refused to her, or she signs out.
import { onOutcome } from "./retry.js";
import { waiting } from "./waiting.js";

const NAME = "twinset-waiting-";
const ALWAYS = ["/waiting", "/answers"];
const FRESH_MS = 10 * 60_000;
const AT_ONCE = 3;
const { person } = document.body.dataset;

const wanted = ({ pictures }) => {
  const hers = pictures.filter((each) => each.files.length);
  if (!hers.length) return [];
  const firsts = hers.flatMap(({ page, files }) => [page, files[0]]);
  // The versions before them come last.
  return [...ALWAYS, ...firsts, ...hers.flatMap(({ files }) => files.slice(1))];
};

const isFresh = (answer) => Date.now() - Date.parse(answer.headers.get("Date")) < FRESH_MS;

// A picture never changes; a page may say something new, and what waits does.
const isKept = async (cache, address) => {
  if (ALWAYS.includes(address)) return false;
  const found = await cache.match(address, { ignoreVary: true });
  return Boolean(found) && (address.includes("?") || isFresh(found));
};

const add = async (cache, address) => {
  if (await isKept(cache, address)) return;
  const answer = await fetch(address, { priority: "low" });
  if (answer.ok && !answer.redirected) await cache.put(address, answer);
};

const addressOf = (request) => request.url.slice(location.origin.length);

const keep = async (how) => {
  const said = await waiting(how);
  const addresses = said.person === person ? wanted(said) : [];
  for (const name of await caches.keys())
    if (name.startsWith(NAME) && name !== NAME + person) await caches.delete(name);
  if (!addresses.length) return void (await caches.delete(NAME + person));
  const cache = await caches.open(NAME + person);
  for (const request of await cache.keys())
    if (!addresses.includes(addressOf(request))) await cache.delete(request);
  if (navigator.connection?.saveData) return;
  const left = [...addresses];
  const some = async () => {
    while (left.length) await add(cache, left.shift());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
};

const again = () => keep({ anew: true }).catch(() => {});

const start = async () => {
  await navigator.serviceWorker.ready;
  // A network that breaks off in between comes back; and what was sent waits no more.
  addEventListener("online", again);
  onOutcome((how) => how === "sent" && again());
  await keep();
};

if (person && navigator.serviceWorker && globalThis.caches) start().catch(() => {});
