// Goes on sending until all has arrived: when the network is back, when the page is seen again, and in between.
import { all, update } from "./queue.js";
import { send } from "./send.js";

const SOONEST = 1000;
const LATEST = 60_000;
let waiting;
let pause = SOONEST;
let busy = false;

const outcome = new EventTarget();
const tell = (how) => outcome.dispatchEvent(new CustomEvent("outcome", { detail: how }));
export const onOutcome = (act) => outcome.addEventListener("outcome", (event) => act(event.detail));

const later = () => {
  clearTimeout(waiting);
  waiting = setTimeout(attempt, pause * (0.75 + Math.random() / 2));
  pause = Math.min(LATEST, 2 * pause);
};

export const attempt = async () => {
  clearTimeout(waiting);
  if (busy) return;
  busy = true;
  try {
    tell(await send());
    pause = SOONEST;
  } catch {
    tell("later");
    later();
  } finally {
    busy = false;
  }
};

// Where the browser can, it goes on after the page is closed.
const afterwards = async () => {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("twinset-send").catch(() => {});
};

// Gives all that she kept to be sent: from here on it is on its way.
export const give = async (person) => {
  const kept = (await all(person)).filter((each) => each.state === "kept");
  await update(kept.map((each) => [each, { state: "sending" }]));
  await sendNow();
};

// Sends at once what is on its way.
export const sendNow = async () => {
  await afterwards();
  pause = SOONEST;
  await attempt();
};

addEventListener("online", attempt);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") attempt();
});
attempt();
