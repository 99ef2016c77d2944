// The pages of other pictures, fetched before they are wanted, each with its picture ready to be drawn.
export const PARTS = [".phone__back", ".phone__title", ".phone__count", "#main", ".phone__bar"];
const MOST = 16;
const FRESH_MS = 30_000;
const known = new Map();

const pathOf = (address) => new URL(address, location.href).pathname;

class Page {
  constructor(address, document_) {
    this.address = address;
    this.title = document_.title;
    this.at = Date.now();
    const look = document_.querySelector("[data-look-frame] img, .judging__picture img");
    // The picture is one element for good: what it has loaded needs no network to be shown again.
    this.image = look && document.importNode(look);
    look?.replaceWith(document_.createElement("slot"));
    this.body = document_.body;
    this.loaded = this.image ? this.image.decode().catch(() => {}) : Promise.resolve();
  }

  // Fresh nodes each time, so that nothing typed or pinned stays in them.
  part(selector) {
    const found = document.importNode(this.body.querySelector(selector), true);
    if (this.image) found.querySelector("slot")?.replaceWith(this.image);
    return found;
  }

  get isOld() {
    return Date.now() - this.at > FRESH_MS;
  }
}

// Takes the page that is open now: its picture stays the element that it is.
export const adopt = () => {
  const copy = new DOMParser().parseFromString("<body></body>", "text/html");
  copy.title = document.title;
  for (const selector of PARTS)
    copy.body.append(copy.importNode(document.querySelector(selector), true));
  const page = new Page(location.pathname, copy);
  page.image = document.querySelector("[data-look-frame] img") ?? page.image;
  remember(page.address, Promise.resolve(page));
  return page;
};

const remember = (address, promise) => {
  known.delete(address);
  known.set(address, promise);
  promise.then(
    (page) => (promise.page = page),
    () => known.get(address) === promise && known.delete(address),
  );
  for (const old of known.keys()) {
    if (known.size <= MOST) break;
    known.delete(old);
  }
};

const fetchPage = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Refused(answer.status);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (PARTS.some((selector) => !found.querySelector(selector))) throw new Refused(answer.status);
  const page = new Page(address, found);
  await page.loaded;
  return page;
};

export class Refused extends Error {}

export const load = (address) => {
  const path = pathOf(address);
  if (!known.has(path)) remember(path, fetchPage(path));
  return known.get(path);
};

export const isReady = (address) => Boolean(known.get(pathOf(address))?.page);

export const forget = (address) => known.delete(pathOf(address));
