// Drop a picture anywhere on the zone and it is sent; chosen, it is shown first. The form works without.
for (const form of document.querySelectorAll("[data-verify]")) {
  const zone = form.querySelector(".upload__zone");
  const input = form.querySelector("input[type=file]");
  const name = form.querySelector("[data-name]");
  const preview = form.querySelector("[data-preview]");
  form.querySelector(".upload").classList.add("is-ready");

  const show = () => {
    const [file] = input.files;
    const large = file && file.size > Number(form.dataset.most);
    input.setCustomValidity(large ? form.dataset.wordLarge : "");
    name.textContent = large ? form.dataset.wordLarge : (file?.name ?? "");
    name.classList.toggle("is-refused", Boolean(large));
    URL.revokeObjectURL(preview.src);
    preview.hidden = !file || large;
    if (file && !large) preview.src = URL.createObjectURL(file);
    return file && !large;
  };

  preview.addEventListener("error", () => {
    preview.hidden = true; // a format that this browser cannot show; ours may read it
  });
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"])
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  for (const kind of ["dragleave", "drop"])
    zone.addEventListener(kind, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    if (show()) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    form.querySelector("button").setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    form.querySelector("button").removeAttribute("aria-disabled");
  });
}
