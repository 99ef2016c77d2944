// Two to four pictures moved as one: zoom and pan together, lay two over each other, or subtract.
// Without it they stand beside each other.
const CLOSEST = 8;
const STEP = 1.5;
const MOVE = 8; // percent of a picture
const FULL_FROM = 1.6; // from here on the whole file is worth fetching
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

class Comparing {
  constructor(root) {
    this.root = root;
    this.panes = [...root.querySelectorAll("[data-pane]")];
    this.group = root.querySelector("[data-panes]");
    this.cut = root.querySelector("[data-cut]");
    this.pair = root.querySelector("[data-pair]");
    this.below = root.querySelector("[data-below]");
    this.above = root.querySelector("[data-above]");
    this.pointers = new Map();
    this.group.tabIndex = 0;
    root.classList.add("is-live");
    for (const hidden of root.querySelectorAll("[data-comparing-tools], [data-comparing-keys]"))
      hidden.hidden = false;
    this.listen();
    this.fit();
    this.show("beside");
  }

  listen() {
    const { root, group } = this;
    for (const button of root.querySelectorAll("[data-mode]"))
      button.addEventListener("click", () => this.show(button.dataset.mode));
    for (const button of root.querySelectorAll("[data-zoom]"))
      button.addEventListener("click", () => this.zoom(button.dataset.zoom));
    this.cut.addEventListener("input", () => this.draw());
    for (const select of [this.below, this.above])
      select.addEventListener("change", () => this.choose(select));
    group.addEventListener("keydown", (event) => this.key(event));
    group.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    group.addEventListener("dblclick", (event) => this.double(event));
    group.addEventListener("pointerdown", (event) => this.down(event));
    group.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"])
      group.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
  }

  show(mode) {
    const paired = mode !== "beside";
    this.pair.hidden = !paired;
    this.cut.hidden = mode !== "overlay";
    this.root.classList.toggle("is-paired", paired);
    for (const each of ["overlay", "difference"])
      this.root.classList.toggle(`is-${each}`, each === mode);
    for (const button of this.root.querySelectorAll("[data-mode]"))
      button.setAttribute("aria-pressed", button.dataset.mode === mode);
    this.draw();
  }

  // The same picture is not laid over itself: the other one makes room.
  choose(changed) {
    if (this.below.value === this.above.value) {
      const other = changed === this.below ? this.above : this.below;
      other.value = String((Number(changed.value) + 1) % this.panes.length);
    }
    this.draw();
  }

  fit() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.draw();
  }

  zoom(how) {
    if (how === "fit") this.fit();
    else this.closer(how === "in" ? STEP : 1 / STEP, 50, 50);
  }

  // Keeps the point at ``atX``, ``atY`` (in percent of the window) where it is.
  closer(factor, atX, atY) {
    const scale = clamp(this.scale * factor, 1, CLOSEST);
    const ratio = scale / this.scale;
    this.x = atX - (atX - this.x) * ratio;
    this.y = atY - (atY - this.y) * ratio;
    this.scale = scale;
    this.draw();
  }

  pan(x, y) {
    this.x += x;
    this.y += y;
    this.draw();
  }

  draw() {
    const low = 100 * (1 - this.scale);
    this.x = clamp(this.x, low, 0);
    this.y = clamp(this.y, low, 0);
    const { style, classList } = this.root;
    style.setProperty("--scale", this.scale);
    style.setProperty("--x", `${this.x}%`);
    style.setProperty("--y", `${this.y}%`);
    style.setProperty("--cut", `${this.cut.value}%`);
    classList.toggle("is-zoomed", this.scale > 1);
    this.panes.forEach((pane, number) => {
      pane.classList.toggle("is-below", number === Number(this.below.value));
      pane.classList.toggle("is-above", number === Number(this.above.value));
    });
    if (this.scale >= FULL_FROM) this.sharpen();
  }

  sharpen() {
    for (const image of this.group.querySelectorAll("img[data-full]")) {
      image.src = image.dataset.full;
      delete image.dataset.full;
    }
  }

  at(event) {
    const pane = event.target.closest("[data-pane]") ?? this.panes[0];
    const box = pane.firstElementChild.getBoundingClientRect();
    return {
      x: (100 * (event.clientX - box.left)) / box.width,
      y: (100 * (event.clientY - box.top)) / box.height,
    };
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey && this.scale === 1 && event.deltaY > 0) return;
    event.preventDefault();
    const { x, y } = this.at(event);
    this.closer(Math.exp(-event.deltaY / 400), x, y);
  }

  double(event) {
    const { x, y } = this.at(event);
    if (this.scale > 1) this.fit();
    else this.closer(2.5, x, y);
  }

  down(event) {
    if (event.target.closest("a")) return;
    this.pointers.set(event.pointerId, this.at(event));
    if (this.scale > 1) this.group.setPointerCapture(event.pointerId);
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y);
      this.closer(apart(now) / Math.max(1, apart(before)), other.x, other.y);
    } else if (this.scale > 1) this.pan(now.x - before.x, now.y - before.y);
    this.pointers.set(event.pointerId, now);
  }

  key(event) {
    if (event.target !== this.group || event.ctrlKey || event.metaKey || event.altKey) return;
    const nudge = (by) => {
      this.cut.value = Number(this.cut.value) + by;
      this.draw();
    };
    const acts = {
      "+": () => this.zoom("in"),
      "=": () => this.zoom("in"),
      "-": () => this.zoom("out"),
      0: () => this.fit(),
      s: () => this.show("beside"),
      o: () => this.show("overlay"),
      d: () => this.show("difference"),
      ",": () => nudge(-5),
      ".": () => nudge(5),
    };
    const moves = { ArrowLeft: [MOVE, 0], ArrowRight: [-MOVE, 0], ArrowUp: [0, MOVE], ArrowDown: [0, -MOVE] };
    if (moves[event.key] && this.scale > 1) this.pan(...moves[event.key]);
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }
}

for (const root of document.querySelectorAll("[data-comparing]")) new Comparing(root);
