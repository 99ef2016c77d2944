// The list of what is kept: each answer to be looked at again or taken back, and all to be sent.
import { all, onChange, remove } from "./queue.js";
import { give, onOutcome } from "./retry.js";

const { person } = document.body.dataset;
const root = document.querySelector("[data-answers]");
const the = (selector, from = root) => from.querySelector(selector);
const plural = ({ one, many }, count) => (count === 1 ? one : many.replace("{count}", count));

const show = (element, shown) => {
  element.hidden = !shown;
};

const row = (answer) => {
  const made = the("template[data-answer]").content.firstElementChild.cloneNode(true);
  const set = (name, text) => {
    const place = the(`[data-${name}]`, made);
    place.textContent = text ?? "";
    show(place, text);
  };
  the("img", made).src = answer.src;
  set("title", answer.title);
  set("name", answer.name);
  set("reasons", answer.reasons_said);
  set("comment", answer.comment);
  set("sentence", answer.state === "kept" ? "" : answer.sentence);
  for (const state of made.querySelectorAll("[data-verdict-word]"))
    if (state.dataset.verdictWord !== answer.verdict) state.remove();
  for (const part of made.querySelectorAll("[data-while]"))
    if (part.dataset.while !== answer.state) part.remove();
  for (const link of made.querySelectorAll("a[data-look-again]")) link.href = answer.page;
  for (const link of made.querySelectorAll("a[data-link]"))
    answer.link ? (link.href = answer.link) : link.remove();
  the("[data-remove]", made)?.addEventListener("click", () => takeBack(answer));
  return made;
};

const takeBack = async (answer) => {
  await remove(answer);
  the("[data-answers-head]").focus();
};

const ORDER = ["refused", "kept", "sending", "sent"];

const draw = async () => {
  const found = await all(person);
  const of = (state) => found.filter((each) => each.state === state);
  for (const state of ORDER) {
    const part = the(`[data-part="${state}"]`);
    the("[data-list]", part).replaceChildren(...of(state).map(row));
    show(part, of(state).length);
  }
  const kept = of("kept").length;
  const button = the("[data-send]");
  if (kept) button.textContent = plural(button.dataset, kept);
  show(the("[data-nothing]") ?? document.createElement("i"), !found.length);
  show(root, found.length || the("[data-nothing]"));
};

const say = (how) => {
  const { dataset } = the("[data-outcome]");
  the("[data-outcome]").textContent = dataset[how] ?? "";
};

const onSend = async () => {
  say("sending");
  await give(person);
};

const told = async (how) => {
  const found = await all(person);
  const left = found.filter((each) => each.state === "sending").length;
  const sent = found.some((each) => each.state === "sent");
  const refused = found.some((each) => each.state === "refused");
  if (left) say(how === "signed-out" ? "signedOut" : "later");
  else if (refused) say("refused");
  else if (sent) say("sent");
};

// What was sent is said once.
const putAway = async () => {
  await remove(...(await all(person)).filter((each) => each.state === "sent"));
};

if (root && person) {
  the("[data-send]").addEventListener("click", onSend);
  onChange(draw);
  onOutcome(told);
  addEventListener("pageshow", draw);
  addEventListener("pagehide", putAway);
  draw().then(() => told(), () => {});
}
