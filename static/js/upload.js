// Sends each file on its own with a true bar; one that fails says why and takes no other with it.
const AT_ONCE = 2;

const token = (root) =>
  root.closest("form")?.querySelector("[name=csrfmiddlewaretoken]")?.value ??
  JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ??
  "";

const size = (bytes) =>
  new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: bytes < 1e6 ? "kilobyte" : "megabyte",
    maximumFractionDigits: bytes < 1e7 && bytes >= 1e6 ? 1 : 0,
  }).format(bytes < 1e6 ? bytes / 1e3 : bytes / 1e6);

const make = (tag, className, text = "") => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

function sentenceOf(xhr, otherwise) {
  const type = xhr.getResponseHeader("Content-Type") || "";
  if (type.startsWith("text/plain")) return xhr.responseText.trim() || otherwise;
  if (!type.startsWith("application/json")) return otherwise;
  try {
    const answer = JSON.parse(xhr.responseText);
    return answer.sentence || answer.error || otherwise;
  } catch {
    return otherwise;
  }
}

class Zone {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.files = root.querySelector("[data-upload-files]");
    this.done = root.querySelector("[data-upload-done]");
    this.input = root.querySelector("input[type=file]");
    this.waiting = [];
    this.running = 0;
    this.listen();
    root.classList.add("is-ready");
  }

  listen() {
    const zone = this.root.querySelector(".upload__zone");
    this.input.addEventListener("change", () => {
      this.add(this.input.files);
      this.input.value = "";
    });
    for (const name of ["dragenter", "dragover"])
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("is-over");
      });
    for (const name of ["dragleave", "drop"])
      zone.addEventListener(name, () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
    this.done.addEventListener("click", (event) => {
      if (!event.target.closest("[data-remove]")) return;
      event.target.closest("li").remove();
      this.input.focus();
      this.changed();
    });
    addEventListener("beforeunload", (event) => {
      if (this.running) event.preventDefault();
    });
  }

  add(list) {
    const files = this.input.multiple ? [...list] : [...list].slice(0, 1);
    for (const file of files) this.line(file);
    this.next();
  }

  line(file) {
    const row = make("li", "upload__file");
    const figure = make("span", "upload__figure", this.words.wordWaiting);
    const bar = make("progress", "");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    row.append(make("span", "upload__name", file.name), figure, bar);
    this.files.append(row);
    this.waiting.push({ file, row, figure, bar, key: crypto.randomUUID?.() });
  }

  next() {
    while (this.running < AT_ONCE && this.waiting.length) this.send(this.waiting.shift());
  }

  send(job) {
    const { file, figure, bar } = job;
    const body = new FormData();
    body.append("kind", this.words.kind);
    body.append("file", file, file.name);
    const xhr = new XMLHttpRequest();
    xhr.open("POST", this.words.uploadUrl);
    xhr.setRequestHeader("X-CSRFToken", token(this.root));
    xhr.setRequestHeader("Accept", "application/json, text/html");
    if (job.key) xhr.setRequestHeader("Idempotency-Key", job.key);
    xhr.upload.addEventListener("progress", (event) => {
      bar.value = event.total ? event.loaded / event.total : 0;
      figure.textContent = `${size(event.loaded)} / ${size(event.total)}`;
      if (event.loaded === event.total) figure.textContent = this.words.wordChecking;
    });
    xhr.addEventListener("load", () => {
      if (xhr.status >= 200 && xhr.status < 300) this.arrived(job, xhr.responseText);
      else this.failed(job, sentenceOf(xhr, this.words.wordFailed), xhr.status >= 500);
    });
    xhr.addEventListener("error", () => this.failed(job, this.words.wordLost, true));
    xhr.addEventListener("loadend", () => {
      this.running -= 1;
      this.next();
      this.changed();
    });
    this.running += 1;
    xhr.send(body);
  }

  arrived(job, html) {
    const item = make("li", "");
    item.innerHTML = html;
    if (!this.input.multiple) this.done.replaceChildren();
    this.done.append(item);
    window.htmx?.process(item);
    job.row.remove();
  }

  failed(job, sentence, again) {
    const acts = make("div", "upload__acts");
    const said = make("p", "upload__sentence", sentence);
    const button = (word, act) => {
      const element = make("button", "button button--small", word);
      element.type = "button";
      element.setAttribute("aria-label", `${word}: ${job.file.name}`);
      element.addEventListener("click", act);
      acts.append(element);
    };
    if (again)
      button(this.words.wordRetry, () => {
        said.remove();
        acts.remove();
        job.bar.hidden = false;
        job.figure.textContent = this.words.wordWaiting;
        this.waiting.push(job);
        this.next();
      });
    button(this.words.wordRemove, () => {
      job.row.remove();
      this.input.focus();
    });
    job.bar.hidden = true;
    job.figure.textContent = "";
    job.row.append(said, acts);
  }

  changed() {
    this.root.dispatchEvent(
      new CustomEvent("upload:changed", { bubbles: true, detail: { running: this.running } }),
    );
  }
}

const start = (scope) => {
  for (const root of scope.querySelectorAll("[data-upload]:not(.is-ready)")) new Zone(root);
};
start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt.parentElement ?? document));
