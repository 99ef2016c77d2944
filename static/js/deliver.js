// Shows each chosen picture in its place; several dropped together fill the places that are free.
const form = document.querySelector("form[data-deliver]");
const slots = form ? [...form.querySelectorAll("[data-slot]")] : [];
const inputOf = (slot) => slot.querySelector("input[type=file]");

const show = (slot) => {
  const seen = slot.querySelector("[data-seen]");
  const [file] = inputOf(slot).files;
  if (seen.src) URL.revokeObjectURL(seen.src);
  seen.hidden = !file;
  if (!file) return;
  seen.src = URL.createObjectURL(file);
  seen.onerror = () => {
    seen.hidden = true;
  };
};

const put = (slot, file) => {
  const one = new DataTransfer();
  one.items.add(file);
  inputOf(slot).files = one.files;
  show(slot);
};

// The system is mostly the same for all; what else is declared is said of each picture anew.
const fill = (from, to) => {
  for (const name of ["ai_system", "ai_version"]) {
    const [said, empty] = [from, to].map((slot) => slot.querySelector(`[name$="-${name}"]`));
    if (!empty.value) empty.value = said.value;
  }
};

for (const slot of slots) {
  const zone = slot.querySelector("[data-zone]");
  inputOf(slot).addEventListener("change", () => show(slot));
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  for (const name of ["dragleave", "drop"])
    zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const free = slots.filter((each) => each !== slot && !inputOf(each).files.length);
    [...event.dataTransfer.files].forEach((file, index) => {
      const into = index ? free[index - 1] : slot;
      if (into) put(into, file);
    });
  });
  slot.addEventListener("change", () => {
    for (const next of slots.slice(slots.indexOf(slot) + 1)) fill(slot, next);
  });
}
