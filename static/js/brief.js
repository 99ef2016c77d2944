// The page on which a brief is written: the same picture twice is said and shown once.
const form = document.getElementById("brief-form");
const once = form?.querySelector("[data-once]");

const say = (text) =>
  document.body.dispatchEvent(
    new CustomEvent("toast", { bubbles: true, detail: { text, tone: "change" } }),
  );

once?.addEventListener("upload:changed", (event) => {
  const seen = new Set();
  for (const input of event.target.querySelectorAll("input[name=uploads]")) {
    if (!seen.has(input.value)) {
      seen.add(input.value);
      continue;
    }
    input.closest("li").remove();
    say(once.dataset.once);
  }
});

form?.querySelector("[data-kept]")?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-remove]")) return;
  event.target.closest("li").remove();
});

// The search for models answers while typing: its button is for those without JavaScript.
const find = form?.querySelector("[data-find]");
if (find && window.htmx) find.hidden = true;
form?.querySelector("[data-search]")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
