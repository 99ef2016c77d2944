// Sends what was given to be sent, each answer exactly once by its key. Runs in pages and in the worker.
import { all, update } from "./queue.js";

const AT_ONCE = 10;
const JSON_TYPE = { Accept: "application/json", "Content-Type": "application/json" };

const ask = async () => {
  const answer = await fetch("/answers/ready", {
    headers: { Accept: "application/json" },
    cache: "no-store",
    redirect: "manual",
  });
  if (answer.status >= 500) throw new Error("busy");
  return answer.ok ? answer.json() : null;
};

const post = async (person, token, answers) => {
  const answer = await fetch("/answers", {
    method: "POST",
    headers: { ...JSON_TYPE, "X-CSRFToken": token },
    body: JSON.stringify({ person, answers }),
    redirect: "manual",
  });
  if (!answer.ok) throw new Error(`refused with ${answer.status}`);
  return (await answer.json()).answers;
};

// Reasons came later than the first answers that were kept.
const plain = ({ key, stage, verdict, draft_sha256, offer_sha256, reasons = [], ...more }) => ({
  key,
  stage,
  verdict,
  draft_sha256,
  offer_sha256,
  reasons,
  comment: more.comment,
  pins: more.pins,
  made_at: more.made_at,
});

const changed = ({ status, sentence, link }) => ({
  state: status === 200 ? "sent" : "refused",
  sentence,
  link,
});

const run = async () => {
  const given = async (person) =>
    (await all(person)).filter((each) => each.state === "sending");
  if (!(await given()).length) return "nothing";
  const ready = await ask();
  if (!ready) return "signed-out";
  for (let left; (left = await given(ready.person)).length; ) {
    const few = left.slice(0, AT_ONCE);
    const results = await post(ready.person, ready.token, few.map(plain));
    await update(few.map((answer, place) => [answer, changed(results[place])]));
  }
  return "sent";
};

// Returns "sent", "nothing" or "signed-out"; throws where there is no network, or the site cannot take them now.
export const send = () =>
  globalThis.navigator?.locks ? navigator.locks.request("twinset-send", run) : run();
