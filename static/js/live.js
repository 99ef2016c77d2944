// Asks now and then whether a part of the page has changed: soon after it did, seldom when nothing
// happens, never while nobody looks. The server answers with the part or with nothing.
const PACE = { moving: [2, 6], "": [5, 60] }; // seconds: at first, at last
const SLOWER = 1.5;
const UNEVEN = 0.25; // pages that were opened together do not ask together
const CLOSED = [401, 403, 404, 410];

class Live {
  constructor(id) {
    this.id = id;
    this.begin();
  }

  get part() {
    return document.getElementById(this.id);
  }

  get pace() {
    return PACE[this.part.dataset.live] ?? PACE[""];
  }

  begin(soon) {
    this.wait = this.pace[0];
    this.plan(soon ? 0.5 : this.wait);
  }

  slower() {
    this.wait = Math.min(this.wait * SLOWER, this.pace[1]);
    this.plan(this.wait);
  }

  plan(seconds) {
    this.rest();
    if (this.over || document.hidden) return;
    const uneven = 1 + UNEVEN * (2 * Math.random() - 1);
    this.timer = setTimeout(() => this.ask(), 1000 * seconds * uneven);
  }

  rest() {
    clearTimeout(this.timer);
  }

  // Not under her hands: what she chose or is typing here would be lost.
  ask() {
    const busy = this.part.querySelector("input:checked, dialog[open], textarea:focus, input:focus");
    if (busy) this.slower();
    else window.htmx.trigger(this.part, "live");
  }

  answered(detail) {
    if (CLOSED.includes(detail.xhr.status) || isElsewhere(detail)) this.over = true;
    else if (detail.xhr.status === 200) this.begin();
    else this.slower();
  }
}

// Whoever was signed out meanwhile is sent to another page: that is no part of this one.
const isElsewhere = ({ xhr, pathInfo }) =>
  xhr.status === 200 && new URL(xhr.responseURL).pathname !== pathInfo.requestPath.split("?")[0];

const parts = new Map();
const of = (event) => parts.get(event.detail.target?.id);
let focused = "";

if (window.htmx)
  for (const { id } of document.querySelectorAll("[data-live]")) parts.set(id, new Live(id));

document.addEventListener("visibilitychange", () => {
  for (const each of parts.values()) {
    if (document.hidden) each.rest();
    else each.begin(true);
  }
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!of(event)) return;
  if (isElsewhere(event.detail)) event.detail.shouldSwap = false;
  const active = document.activeElement;
  focused = of(event).part.contains(active) ? active.getAttribute("href") : "";
});

// Who went through the links with the keyboard goes on where she was.
document.body.addEventListener("htmx:afterSwap", () => {
  if (!focused) return;
  document.querySelector(`[data-live] a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  focused = "";
});

document.body.addEventListener("htmx:afterRequest", (event) =>
  of(event)?.answered(event.detail),
);
