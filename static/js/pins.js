// Sets a pin where the person taps, an area where she drags, and writes it into a form's hidden fields.
const SVG = "http://www.w3.org/2000/svg";
const DRAG = 12;
const NUDGE = 0.02;
const clamp = (value) => Math.min(1, Math.max(0, value));
const percent = (fraction) => `${(fraction * 100).toFixed(2)}%`;
const draw = (tag, attributes, text = "") => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

class Pinning {
  constructor(look, form) {
    this.look = look;
    this.form = form;
    this.image = look.querySelector("[data-look-frame] img");
    this.overlay = look.querySelector("[data-pins]");
    this.number = this.overlay.querySelectorAll(".pin").length + 1;
    this.pointers = new Set();
    look.classList.add("is-pinning");
    look.tabIndex = 0;
    look.setAttribute("role", "application");
    look.setAttribute("aria-label", look.dataset.pinWords || this.image.alt);
    look.addEventListener("pointerdown", (event) => this.down(event));
    look.addEventListener("pointermove", (event) => this.move(event));
    look.addEventListener("pointerup", (event) => this.up(event));
    look.addEventListener("pointercancel", (event) => this.cancel(event));
    look.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("reset", () => this.clear());
    const { x, y } = form.elements;
    if (x.value && y.value) this.place(this.written());
  }

  written() {
    const { x, y, w, h } = this.form.elements;
    return { x: +x.value, y: +y.value, w: +(w?.value || 0), h: +(h?.value || 0) };
  }

  at(event) {
    const box = this.image.getBoundingClientRect();
    return {
      x: clamp((event.clientX - box.left) / box.width),
      y: clamp((event.clientY - box.top) / box.height),
    };
  }

  down(event) {
    if (event.button || event.target.closest("button, a")) return;
    this.pointers.add(event.pointerId);
    this.from = this.pointers.size === 1 ? { event, ...this.at(event) } : null;
  }

  area(event) {
    const to = this.at(event);
    const { from } = this;
    const far = Math.hypot(event.clientX - from.event.clientX, event.clientY - from.event.clientY);
    if (far < DRAG) return { x: from.x, y: from.y, w: 0, h: 0 };
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      w: Math.abs(to.x - from.x),
      h: Math.abs(to.y - from.y),
    };
  }

  move(event) {
    if (this.from && this.pointers.has(event.pointerId)) this.show(this.area(event));
  }

  up(event) {
    if (!this.pointers.delete(event.pointerId) || !this.from) return;
    this.place(this.area(event));
    this.from = null;
    this.form.querySelector("textarea, input:not([type=hidden])")?.focus();
  }

  cancel(event) {
    this.pointers.delete(event.pointerId);
    this.from = null;
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const by = step[event.key];
    if (event.target !== this.look) return;
    if (event.key === "Enter") this.form.querySelector("textarea")?.focus();
    if (!by) return;
    event.preventDefault();
    const now = this.form.elements.x.value ? this.written() : { x: 0.5, y: 0.5, w: 0, h: 0 };
    this.place({ ...now, x: clamp(now.x + by[0] * NUDGE), y: clamp(now.y + by[1] * NUDGE) });
  }

  place(pin) {
    this.show(pin);
    for (const name of ["x", "y", "w", "h"]) {
      const input = this.form.elements[name];
      if (input) input.value = pin[name] || name === "x" || name === "y" ? pin[name].toFixed(4) : "";
    }
    this.form.dispatchEvent(new CustomEvent("pin:placed", { bubbles: true, detail: pin }));
  }

  show(pin) {
    this.drawn?.remove();
    this.drawn = draw("g", {});
    const box = { x: percent(pin.x), y: percent(pin.y) };
    if (pin.w && pin.h) {
      const area = { ...box, width: percent(pin.w), height: percent(pin.h) };
      this.drawn.append(draw("rect", { class: "pins__area pins__area--under", ...area }));
      this.drawn.append(draw("rect", { class: "pins__area", ...area }));
    }
    const place = draw("svg", { class: "pin", ...box });
    const mark = draw("g", { class: "pin__mark" });
    mark.append(draw("circle", { r: 13 }), draw("text", {}, this.number));
    place.append(mark);
    this.drawn.append(place);
    this.overlay.append(this.drawn);
  }

  clear() {
    this.drawn?.remove();
  }
}

const start = () => {
  for (const look of document.querySelectorAll("[data-pin-form]:not(.is-pinning)")) {
    const form = document.getElementById(look.dataset.pinForm);
    if (form) new Pinning(look, form);
  }
};
start();
document.addEventListener("htmx:load", start);
document.addEventListener("look:ready", start);
