// Says what just happened: messages of the page, `toast` events (HX-Trigger too), refused and lost requests.
const region = document.getElementById("toasts");

const closable = (toast) => {
  for (const button of toast.querySelectorAll("[data-toast-close]")) button.hidden = false;
};

export function say({ text, tone = "" }) {
  if (!region || !text) return;
  const model = region.querySelector("template");
  const toast = model.content.firstElementChild.cloneNode(true);
  if (tone) toast.classList.add(`toast--${tone}`);
  for (const shape of toast.querySelectorAll("[data-tone]")) {
    if (shape.dataset.tone === tone) shape.replaceWith(...shape.childNodes);
    else shape.remove();
  }
  toast.querySelector(".toast__words").textContent = text;
  closable(toast);
  region.append(toast);
}

if (region) {
  region.querySelectorAll("[data-toast]").forEach(closable);
  document.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  });
  document.addEventListener("toast", (event) => say(event.detail));
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const sentence = page.querySelector("[data-sentence]")?.textContent.trim();
    say({ text: sentence || region.dataset.wordFailed, tone: "no" });
  });
  document.addEventListener("htmx:sendError", () => {
    say({ text: region.dataset.wordLost, tone: "no" });
  });
}
