// Lays one picture over the other with a slider. Without it they stand beside each other.
const begin = (root) => {
  const over = root.querySelector("[data-compare-over]");
  const control = root.querySelector("[data-compare-control]");
  const range = control.querySelector("input");
  const cut = () => over.style.setProperty("--cut", `${range.value}%`);
  const at = (event) => {
    const box = over.getBoundingClientRect();
    range.value = Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100));
    cut();
  };

  root.querySelector("[data-compare-plain]").hidden = true;
  over.hidden = false;
  control.hidden = over.classList.contains("compare--difference");
  range.addEventListener("input", cut);
  over.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    over.setPointerCapture(event.pointerId);
    at(event);
  });
  over.addEventListener("pointermove", (event) => {
    if (over.hasPointerCapture(event.pointerId)) at(event);
  });
  cut();
};

const begun = new WeakSet();
const start = () => {
  for (const root of document.querySelectorAll("[data-compare]"))
    if (!begun.has(root)) {
      begun.add(root);
      begin(root);
    }
};
start();
document.addEventListener("look:ready", start);
