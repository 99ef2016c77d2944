// Before she signs out: what is not sent is sent or discarded, as she says; then nothing stays here.
import { all, clear } from "./queue.js";
import { give } from "./retry.js";

const { person } = document.body.dataset;
const dialog = document.querySelector("dialog[data-leave]");
const words = dialog?.querySelector("[data-leave-words]");

const unsent = async () =>
  (await all(person)).filter((each) => each.state === "kept" || each.state === "sending");

const hearNoMore = async () => {
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
};

export const wipe = async () => {
  await hearNoMore().catch(() => {});
  await clear(person);
  for (const name of (await globalThis.caches?.keys()) ?? [])
    if (name.startsWith("twinset-waiting")) await caches.delete(name);
};

const leave = async (form) => {
  await wipe().catch(() => {});
  form.submit();
};

const ask = (count) => {
  const { one, many } = words.dataset;
  words.textContent = count === 1 ? one : many.replace("{count}", count);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
};

const sendAll = async () => {
  await give(person);
  return (await all(person)).every((each) => each.state === "sent");
};

const onSubmit = async (event) => {
  const form = event.target;
  if (!form.matches("[data-sign-out]")) return;
  event.preventDefault();
  const left = await unsent().catch(() => []);
  const how = left.length ? await ask(left.length) : "discard";
  if (how === "discard" || (how === "send" && (await sendAll()))) await leave(form);
  else if (how === "send") location.assign("/answers");
};

if (person && dialog) document.addEventListener("submit", onSubmit);
