// Keeps each answer in the browser and shows the next picture at once. What is kept is sent later.
import { isNew } from "./guard.js";
import { Refused, PARTS, adopt, forget, isReady, load } from "./pages.js";
import * as queue from "./queue.js";
import { fly } from "./flight.js";
import { sendNow } from "./retry.js";
import { offer, tell } from "./undo.js";
import { after, waiting } from "./waiting.js";

const AHEAD = 5;
const { person } = document.body.dataset;
const answered = new Set();
const here = () => location.pathname + location.search;
let now = location.pathname;
let shown = here();
let order = [];
let isKeeping = false;
let known;

const the = (selector) => document.querySelector(selector);
const isThere = (page) => page && page !== now && !answered.has(page);

// --- which comes next -----------------------------------------------------------------------

const candidates = () => {
  const follows = the("[data-following]")?.dataset.following;
  return [...new Set([...(order.length ? after(order, now) : [follows])])].filter(isThere);
};

// The page knows of its own brief alone; what waits elsewhere is known a moment later.
const afterwards = async () => {
  if (!candidates().length) await known;
  return candidates();
};

const lookAhead = () => {
  const { next, previous } = the("[data-look]")?.dataset ?? {};
  for (const page of [...candidates().slice(0, AHEAD), next, previous].filter(Boolean))
    load(page).catch((error) => error instanceof Refused && drop(page));
};

const drop = (page) => {
  order = order.filter((each) => each.page !== page);
};

// --- showing --------------------------------------------------------------------------------

const draw = (page, verdict) => {
  const gone = the("[data-look-frame]");
  const focused = document.activeElement;
  const isElsewhere = focused !== document.body && !PARTS.some((part) => the(part).contains(focused));
  for (const selector of PARTS) {
    const [live, part] = [the(selector), page.part(selector)];
    if (part.href) live.setAttribute("href", part.getAttribute("href"));
    live.replaceChildren(...part.childNodes);
  }
  document.title = page.title;
  now = page.address;
  isNew();
  if (verdict) fly(gone, the("[data-look]"), verdict);
  // Who goes by keys or by ear is at the answers to this picture, and hears which one it is.
  if (!isElsewhere) the(".verdicts")?.focus({ preventScroll: true });
};

const show = async (page, { saying = "", verdict = "" } = {}) => {
  draw(page, verdict);
  if (saying) openForm(saying);
  document.dispatchEvent(new Event("look:ready"));
  scrollTo({ top: 0, behavior: "instant" });
  await mark();
  lookAhead();
  if (page.isOld && navigator.onLine) stillThere(page);
};

// A page that was fetched a while ago is asked for again: what may not be seen any more goes.
const stillThere = async (page) => {
  forget(page.address);
  try {
    await load(page.address);
  } catch (error) {
    if (error instanceof Refused && now === page.address) location.reload();
  }
};

const go = async (address, { push = true, ...how } = {}) => {
  const target = new URL(address, location.href);
  const busy = the(".phone__bar");
  busy.setAttribute("aria-busy", "true");
  try {
    const page = await load(target.pathname);
    if (push) history.pushState({}, "", target);
    shown = here();
    await show(page, how);
  } catch {
    location.assign(target);
  } finally {
    busy.removeAttribute("aria-busy");
  }
};

// --- what she said before --------------------------------------------------------------------

const mark = async () => {
  const kept = await queue.find(person, now);
  const note = the("[data-kept-note]");
  if (note) note.hidden = kept?.state !== "kept";
  if (kept?.state === "sending") close();
  if (kept?.state !== "kept") return;
  for (const button of document.querySelectorAll("[data-verdict]")) {
    const sign = button.href ? "aria-current" : "aria-pressed";
    button.setAttribute(sign, String(button.dataset.verdict === kept.verdict));
  }
};

// What is on its way is answered: nothing more can be said to it before it has arrived.
const SAYS = "[data-verdict], [data-say-no], #no-form [type=submit]";
const close = () => {
  const note = the("[data-sending-note]");
  if (!note) return;
  note.hidden = false;
  for (const button of document.querySelectorAll(SAYS)) {
    if (button.matches("a")) button.setAttribute("aria-disabled", "true");
    else button.disabled = true;
    button.removeAttribute("href");
  }
};

const isClosed = () => the("[data-sending-note]")?.hidden === false;

const onChange = async () => {
  const kept = await queue.find(person, now);
  if (kept?.state === "sending") return close();
  if (!isClosed()) return;
  forget(now);
  history.replaceState({}, "", now);
  await go(now, { push: false });
  if (kept) tell(kept.state);
};

const unmark = () => {
  const note = the("[data-kept-note]");
  if (note) note.hidden = true;
  for (const button of document.querySelectorAll("[data-verdict]"))
    for (const sign of ["aria-current", "aria-pressed"]) button.removeAttribute(sign);
};

// --- answering ------------------------------------------------------------------------------

const chosen = (form) => [...form.querySelectorAll("input[name=reasons]:checked")];

const read = (form, submitter) => {
  const said = Object.fromEntries(new FormData(form, submitter));
  const { x, y, w = "", h = "" } = said;
  return {
    person,
    page: now,
    // Whoever takes a yes back does not wait until all is sent.
    state: form.hasAttribute("data-at-once") ? "sending" : "kept",
    made_at: new Date().toISOString(),
    key: globalThis.crypto?.randomUUID?.() ?? said.key,
    verdict: said.verdict,
    stage: said.stage,
    draft_sha256: said.draft_sha256,
    offer_sha256: said.offer_sha256,
    reasons: chosen(form).map((each) => each.value),
    reasons_said: chosen(form)
      .map((each) => each.dataset.said)
      .join(", "),
    comment: said.comment ?? "",
    pins: x && y ? [{ x, y, w, h }] : [],
    title: the(".phone__title").textContent.trim(),
    name: the("[data-name]").dataset.name,
    src: the("[data-name]").dataset.small,
  };
};

const keep = async (answer) => {
  const before = await queue.put(answer);
  if (before?.state === "sending") return tell("sending");
  if (answer.state === "sending") {
    sendNow().catch(() => {});
    return mark();
  }
  answered.add(answer.page);
  const left = await afterwards();
  const isBare = answer.verdict === "no" && !answer.reasons.length && !answer.comment;
  const sayWhy = () => go(`${answer.page}?no`, { saying: "no" });
  offer(answer, () => takeBack(answer, before), isBare && sayWhy);
  const next = left.find(isReady) ?? left[0];
  if (next) await go(next, { verdict: answer.verdict });
  else location.assign("/answers");
};

const takeBack = async (answer, before) => {
  const kept = await queue.find(person, answer.page);
  if (kept?.key === answer.key) await (before ? queue.put(before) : queue.remove(kept));
  if (!before) answered.delete(answer.page);
  if (now !== answer.page) await go(answer.page);
  else if (before) await mark();
  else unmark();
};

// --- a change, and a no with a reason -------------------------------------------------------

const openForm = (verdict) => {
  const model = the(`template[data-says="${verdict}"]`);
  if (!model) return false;
  const look = the("[data-look]");
  if (look && verdict === "change") {
    Object.assign(look.dataset, { pinForm: "change-form", pinWords: model.dataset.pinWords });
    delete look.dataset.next;
    delete look.dataset.previous;
  }
  the(".phone__bar").replaceChildren(model.content.cloneNode(true));
  fillIn(verdict);
  return true;
};

const fillIn = async (verdict) => {
  const kept = await queue.find(person, now);
  const form = the(`#${verdict}-form`);
  if (kept?.verdict !== verdict || !form || form.elements.comment.value) return;
  form.elements.comment.value = kept.comment;
  for (const box of form.querySelectorAll("input[name=reasons]"))
    box.checked ||= kept.reasons?.includes(box.value) ?? false;
};

const say = (verdict) => {
  if (!openForm(verdict)) return false;
  history.pushState({}, "", `?${verdict}`);
  shown = here();
  document.dispatchEvent(new Event("look:ready"));
  // Chips are for the thumb: on a phone no keyboard comes up before it is asked for.
  the(`#${verdict}-form :is(input[name=reasons], textarea)`).focus({ preventScroll: true });
  return true;
};

// A change says something; which of both it is, is hers to choose.
const isSilent = (form) => {
  if (form.id !== "change-form") return false;
  const { comment } = form.elements;
  const missing = !comment.value.trim() && !chosen(form).length;
  comment.setCustomValidity(missing ? form.dataset.wordMissing : "");
  return !form.reportValidity();
};

// --- listening ------------------------------------------------------------------------------

const onSubmit = (event) => {
  const form = event.target;
  if (!form.matches("[data-verdicts], #change-form, #no-form")) return;
  event.preventDefault();
  if (isSilent(form)) return;
  // Two taps on one picture are one answer to it.
  if (isKeeping) return;
  isKeeping = true;
  keep(read(form, event.submitter))
    .catch(() => postIt(form, event.submitter))
    .finally(() => (isKeeping = false));
};

// Where there is no room to keep it, it is sent as it was before there was a queue.
const postIt = (form, submitter) => {
  document.removeEventListener("submit", onSubmit);
  form.requestSubmit(submitter);
};

const onClick = (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("a[data-verdict=change][href]") && say("change")) event.preventDefault();
  else if (event.target.closest("[data-say-no][href]") && say("no")) event.preventDefault();
  else if (event.target.closest("[data-change-back]")) {
    event.preventDefault();
    go(now);
  } else if (event.target.closest("[data-take-back]")) takeKept();
};

const takeKept = async () => {
  const kept = await queue.find(person, now);
  if (kept) await takeBack(kept);
};

const onGo = (event) => {
  if (!event.detail.url) return;
  event.preventDefault();
  go(event.detail.url);
};

// Until she writes again: what was missing is said once.
const onInput = (event) => event.target.form?.elements.comment?.setCustomValidity?.("");

const sayingHere = () => {
  const asked = new URLSearchParams(location.search);
  return ["change", "no"].find((each) => asked.has(each)) ?? "";
};

// To a place on the page that is open already, a pin or a heading, nobody leaves it.
const onBack = () => {
  if (here() === shown) return;
  shown = here();
  go(location.href, { push: false, saying: sayingHere() });
};

const begin = async () => {
  for (const each of await queue.all(person))
    if (each.state !== "refused") answered.add(each.page);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  document.addEventListener("input", onInput);
  document.addEventListener("look:go", onGo);
  addEventListener("popstate", onBack);
  queue.onChange(onChange);
  addEventListener("online", lookAhead);
  if (!location.search) adopt();
  await mark();
  lookAhead();
  known = learn();
};

const learn = async () => {
  order = (await waiting().catch(() => ({ pictures: [] }))).pictures;
  lookAhead();
};

// Where nothing can be kept, the forms go on as they are.
if (person) begin().catch(() => {});
