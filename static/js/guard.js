// A second tap that lands on the next picture is no answer to it (RULINGS 5): it came too soon, or
// began on the picture before.
const QUIET_MS = 350;
let shownAt = -QUIET_MS;
let shown = {};
let downOn;

export const isNew = () => {
  shownAt = performance.now();
  shown = {};
};

const refuse = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

const of = (event) => event.target.closest("[data-verdict]");

document.addEventListener("pointerdown", () => (downOn = shown), true);
document.addEventListener(
  "click",
  (event) => {
    if (!of(event)) return;
    const isTap = event.detail > 0;
    if (performance.now() - shownAt < QUIET_MS || (isTap && downOn !== shown)) refuse(event);
  },
  true,
);
// A key that is held down answers once.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.repeat && of(event)) refuse(event);
  },
  true,
);
