// Says what was kept and offers to undo it, for ten seconds. Nothing counts down: the list undoes it later.
const STANDS_MS = 10_000;
const bar = document.querySelector("[data-undo-bar]");
const words = bar?.querySelector("[data-undo-words]");
const button = bar?.querySelector("[data-undo]");
const why = bar?.querySelector("[data-undo-why]");
let act;
let sayWhy;
let timer;

const goes = () => {
  // Not from under somebody's finger or focus.
  if (bar.matches(":focus-within, :hover")) timer = setTimeout(goes, 1000);
  else hide();
};

const hide = () => {
  if (!bar) return;
  clearTimeout(timer);
  act = sayWhy = undefined;
  button.hidden = why.hidden = true;
  words.textContent = "";
  bar.removeAttribute("data-tone");
};

// say: where she can say why, if she likes.
export const offer = (answer, undo, say) => {
  if (!bar) return;
  clearTimeout(timer);
  act = undo;
  sayWhy = say;
  bar.dataset.tone = answer.verdict;
  words.textContent = bar.dataset[answer.verdict];
  button.hidden = false;
  why.hidden = !say;
  timer = setTimeout(goes, STANDS_MS);
};

// Says what became of an answer that cannot be undone.
export const tell = (how) => {
  if (!bar?.dataset[how]) return;
  hide();
  words.textContent = bar.dataset[how];
  timer = setTimeout(goes, STANDS_MS);
};

button?.addEventListener("click", () => {
  if (!act) return;
  const undo = act;
  hide();
  words.textContent = bar.dataset.undone;
  timer = setTimeout(hide, STANDS_MS / 2);
  undo();
});

why?.addEventListener("click", () => {
  const say = sayWhy;
  hide();
  say?.();
});
