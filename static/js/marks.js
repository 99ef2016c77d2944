// Where pictures stand together: which of them she has answered already, and not sent. In the inbox what
// waits is shown anew once it was sent; other pages ask themselves.
import { all, onChange } from "./queue.js";
import { onOutcome } from "./retry.js";

const { person } = document.body.dataset;
const place = document.querySelector("[data-waits], [data-marks]");
const model = document.querySelector("template[data-answer], template[data-mark-words]");

// On other pages what was sent stands with the picture itself.
const STANDS = place?.hasAttribute("data-waits") ? ["kept", "sending", "sent"] : ["kept", "sending"];

const wordFor = ({ verdict }) =>
  model.content.querySelector(`[data-verdict-word="${verdict}"]`).cloneNode(true);

const mark = async () => {
  const answered = new Map((await all(person)).map((each) => [each.page, each]));
  for (const card of place.querySelectorAll("[data-group] .picture")) {
    const answer = answered.get(card.querySelector("a.picture__title")?.getAttribute("href"));
    card.querySelector("[data-verdict-word]")?.remove();
    if (answer && STANDS.includes(answer.state))
      card.querySelector(".picture__words").append(wordFor(answer));
  }
  for (const group of place.querySelectorAll("[data-group]")) {
    const cards = [...group.querySelectorAll(".picture")];
    const first = cards.find((card) => !card.querySelector("[data-verdict-word]")) ?? cards[0];
    const address = first?.querySelector("a.picture__title")?.getAttribute("href");
    if (address) group.querySelector("a[data-first]")?.setAttribute("href", address);
  }
};

const anew = async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...page.querySelector("[data-waits]").childNodes);
  window.htmx?.process(place);
  await mark();
};

if (place && model && person) {
  onChange(mark);
  addEventListener("pageshow", mark);
  document.body.addEventListener("htmx:afterSwap", mark);
  if (place.hasAttribute("data-waits")) onOutcome((how) => how === "sent" && anew());
  mark().catch(() => {});
}
