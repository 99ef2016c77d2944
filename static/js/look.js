// Looks closely: pinch, double tap, drag, hold for the version before, swipe and keys.
const HOLD_MS = 350;
const DOUBLE_MS = 300;
const STILL = 10;
const SWIPE = 60;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

class Look {
  constructor(root) {
    this.root = root;
    this.frame = root.querySelector("[data-look-frame]");
    this.image = this.frame.querySelector("img");
    this.before = root.querySelector("[data-look-before]");
    this.word = root.querySelector("[data-look-word]");
    this.zoomButton = root.querySelector("[data-look-zoom]");
    this.pointers = new Map();
    this.lastTap = { at: 0, x: 0, y: 0 };
    this.reset();
    this.listen();
    this.fetchBefore();
  }

  get zoomed() {
    return this.scale > 1.001;
  }

  get pinning() {
    return this.root.classList.contains("is-pinning");
  }

  // One pixel of the picture on one of the screen, and never less than twice as close.
  get close() {
    const width = Number(this.image.getAttribute("width")) || this.image.naturalWidth;
    return Math.max(2, width / this.frame.offsetWidth / devicePixelRatio);
  }

  listen() {
    const { root } = this;
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"])
      root.addEventListener(name, (event) => this.up(event));
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.addEventListener("contextmenu", (event) => {
      if (this.before && event.target.closest("[data-look-frame]")) event.preventDefault();
    });
    this.zoomButton?.addEventListener("click", () => this.toggle());
    const hold = root.querySelector("[data-look-hold]");
    hold?.addEventListener("pointerdown", () => this.showBefore(true));
    for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"])
      hold?.addEventListener(name, () => this.showBefore(false));
    hold?.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") this.showBefore(true);
    });
    hold?.addEventListener("keyup", () => this.showBefore(false));
    addEventListener("resize", () => this.reset());
  }

  reset() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.draw();
  }

  draw() {
    const { root, frame } = this;
    // The frame is centred by the page; x and y are what is added to that.
    const spare = (outer, inner) => Math.max(0, inner * this.scale - outer);
    const left = frame.offsetLeft;
    const top = frame.offsetTop;
    const width = frame.offsetWidth * this.scale;
    const height = frame.offsetHeight * this.scale;
    if (!this.zoomed) this.x = this.y = 0;
    else {
      this.x = spare(root.clientWidth, frame.offsetWidth)
        ? clamp(this.x, root.clientWidth - width - left, -left)
        : (root.clientWidth - width) / 2 - left;
      this.y = spare(root.clientHeight, frame.offsetHeight)
        ? clamp(this.y, root.clientHeight - height - top, -top)
        : (root.clientHeight - height) / 2 - top;
    }
    frame.style.transform = this.zoomed
      ? `translate(${this.x}px, ${this.y}px) scale(${this.scale})`
      : "";
    frame.style.setProperty("--zoom", this.scale);
    root.classList.toggle("is-zoomed", this.zoomed);
    this.zoomButton?.setAttribute("aria-pressed", String(this.zoomed));
  }

  // Zooms so that the place under (clientX, clientY) stays there.
  zoomTo(scale, clientX, clientY) {
    const next = clamp(scale, 1, this.close * 4);
    const box = this.frame.getBoundingClientRect();
    const factor = next / this.scale;
    this.x += (clientX - box.left) * (1 - factor);
    this.y += (clientY - box.top) * (1 - factor);
    this.scale = next;
    if (this.zoomed) this.fetchFull();
    this.draw();
  }

  fetchFull() {
    const { full } = this.root.dataset;
    if (!full || this.image.src.endsWith(full)) return;
    const better = new Image();
    better.src = full;
    better.decode().then(() => {
      this.image.removeAttribute("srcset");
      this.image.src = full;
    }, () => {});
  }

  // The version before comes after the picture itself, and is there when it is held.
  fetchBefore() {
    if (!this.before || navigator.connection?.saveData) return;
    const fetchIt = () => (this.before.loading = "eager");
    this.image.decode().then(fetchIt, fetchIt);
  }

  toggle(clientX, clientY) {
    if (this.zoomed) return this.reset();
    const box = this.root.getBoundingClientRect();
    return this.zoomTo(
      this.close,
      clientX ?? box.left + box.width / 2,
      clientY ?? box.top + box.height / 2,
    );
  }

  showBefore(shown) {
    if (!this.before) return;
    this.before.hidden = !shown;
    this.word.hidden = !shown;
  }

  down(event) {
    if (event.button || event.target.closest("button, a, .look__tools")) return;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.pointers.size === 1) {
      this.start = { x: event.clientX, y: event.clientY, moved: false, held: false, pinched: false };
      if (!this.pinning)
        this.holding = setTimeout(() => {
          this.start.held = true;
          this.showBefore(true);
        }, HOLD_MS);
      if (this.zoomed && !this.pinning) this.root.setPointerCapture(event.pointerId);
    } else {
      clearTimeout(this.holding);
      this.showBefore(false);
      this.start.moved = this.start.pinched = true;
      this.pinch = this.spread();
    }
  }

  spread() {
    const [a, b] = [...this.pointers.values()];
    return { size: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    this.pointers.set(event.pointerId, now);
    if (this.pointers.size === 2) {
      const spread = this.spread();
      this.x += spread.x - this.pinch.x;
      this.y += spread.y - this.pinch.y;
      this.zoomTo((this.scale * spread.size) / (this.pinch.size || 1), spread.x, spread.y);
      this.pinch = spread;
      return;
    }
    if (Math.hypot(now.x - this.start.x, now.y - this.start.y) > STILL) {
      this.start.moved = true;
      clearTimeout(this.holding);
    }
    if (this.zoomed && !this.pinning && !this.start.held) {
      this.x += now.x - before.x;
      this.y += now.y - before.y;
      this.draw();
    }
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    clearTimeout(this.holding);
    if (this.pointers.size) return;
    const { start } = this;
    if (start.held) return void this.showBefore(false);
    // Of two fingers, the last to go is not the one that came first: no swipe.
    if (event.type === "pointercancel" || start.pinched) return;
    if (start.moved) return void this.swiped(event.clientX - start.x, event.clientY - start.y, event);
    const { lastTap } = this;
    const double =
      event.timeStamp - lastTap.at < DOUBLE_MS &&
      Math.hypot(event.clientX - lastTap.x, event.clientY - lastTap.y) < 3 * STILL;
    this.lastTap = double
      ? { at: 0, x: 0, y: 0 }
      : { at: event.timeStamp, x: event.clientX, y: event.clientY };
    if (double && !this.pinning) this.toggle(event.clientX, event.clientY);
  }

  swiped(dx, dy, event) {
    if (this.zoomed || this.pinning || event.pointerType === "mouse") return;
    if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) this.go(dx < 0 ? "next" : "previous");
  }

  wheel(event) {
    if (!event.ctrlKey && !this.zoomed) return;
    event.preventDefault();
    if (event.ctrlKey)
      this.zoomTo(this.scale * Math.exp(-event.deltaY / 100), event.clientX, event.clientY);
    else {
      this.x -= event.deltaX;
      this.y -= event.deltaY;
      this.draw();
    }
  }

  // A page that loads its neighbours itself takes `look:go` and prevents the default.
  go(where) {
    const url = this.root.dataset[where];
    const asked = new CustomEvent("look:go", {
      bubbles: true,
      cancelable: true,
      detail: { where, url },
    });
    if (this.root.dispatchEvent(asked) && url) location.assign(url);
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.draw();
  }
}

const looks = new WeakMap();
const lookOf = (root) => {
  if (!looks.has(root)) looks.set(root, new Look(root));
  return looks.get(root);
};
const current = () => {
  const root = document.querySelector("[data-look]");
  return root && lookOf(root);
};
const start = () => document.querySelectorAll("[data-look]").forEach(lookOf);
start();
document.addEventListener("htmx:load", start);
document.addEventListener("look:ready", start);

const keys = () => document.querySelector("dialog[data-keys]");
const keysOn = () => localStorage.getItem("twinset-keys") !== "off";
const showKeys = () => {
  const dialog = keys();
  if (!dialog || dialog.open) return;
  const box = dialog.querySelector("input[type=checkbox]");
  box.checked = keysOn();
  box.onchange = () => localStorage.setItem("twinset-keys", box.checked ? "on" : "off");
  dialog.showModal();
};
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) showKeys();
});

const verdict = (name) => document.querySelector(`[data-verdict="${name}"]:not(:disabled)`)?.click();
const STEP = 60;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const ACTS = {
  1: () => verdict("no"),
  2: () => verdict("change"),
  3: () => verdict("yes"),
  z: (look) => look?.toggle(),
  u: () => document.querySelector("[data-undo] button, button[data-undo]")?.click(),
  "?": showKeys,
  Escape: (look) => look?.reset(),
};

document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
  if (busy || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (!keysOn() && event.key !== "Escape") return;
  const look = current();
  const arrow = ARROWS[event.key];
  if (arrow && look?.zoomed) look.pan(arrow[0] * STEP, arrow[1] * STEP);
  else if (event.key === "ArrowRight") look?.go("next");
  else if (event.key === "ArrowLeft") look?.go("previous");
  else if (event.key === "v") look?.showBefore(true);
  else if (event.repeat || !Object.hasOwn(ACTS, event.key)) return;
  else ACTS[event.key](look);
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || look?.zoomed) event.preventDefault();
});
document.addEventListener("keyup", (event) => {
  if (event.key === "v") current()?.showBefore(false);
});
