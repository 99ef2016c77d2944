// Being told on this device: asked for by her own tap, and switched off as easily.
const root = document.querySelector("[data-push]");
const the = (name) => root.querySelector(`[data-push-${name}]`);
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

const say = (how) => {
  the("said").textContent = root.dataset[how] ?? "";
};

const post = async (address, body = {}) => {
  const answer = await fetch(address, {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": token,
    },
    body: JSON.stringify(body),
    redirect: "manual",
  });
  if (!answer.ok) throw new Error(`refused with ${answer.status}`);
};

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const manager = async () => (await navigator.serviceWorker.ready).pushManager;

const draw = (isOn) => {
  the("on").hidden = isOn;
  the("off").hidden = !isOn;
};

const subscribe = async () => {
  const options = { userVisibleOnly: true, applicationServerKey: bytes(root.dataset.key) };
  const pushes = await manager();
  try {
    return await pushes.subscribe(options);
  } catch (error) {
    // One that was made with another key of this site stands in the way.
    const other = await pushes.getSubscription();
    if (!other) throw error;
    await other.unsubscribe();
    return pushes.subscribe(options);
  }
};

const turnOn = async () => {
  say("asking");
  if ((await Notification.requestPermission()) !== "granted") return say("blocked");
  try {
    await post(root.dataset.onUrl, (await subscribe()).toJSON());
  } catch {
    return say("failed");
  }
  draw(true);
  say("isOn");
};

const turnOff = async () => {
  try {
    await post(root.dataset.offUrl);
    await (await (await manager()).getSubscription())?.unsubscribe();
  } catch {
    return say("failed");
  }
  draw(false);
  say("isOff");
};

const begin = async () => {
  if (!("serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis))
    return say("unable");
  if (Notification.permission === "denied") return say("blocked");
  the("on").addEventListener("click", turnOn);
  the("off").addEventListener("click", turnOff);
  const kept = await navigator.serviceWorker
    .getRegistration()
    .then((found) => found?.pushManager.getSubscription());
  // Known here and there: told anew, so that another sign-in in this browser is told as well.
  if (kept && root.dataset.here !== undefined) await post(root.dataset.onUrl, kept.toJSON()).catch(() => {});
  draw(Boolean(kept) && root.dataset.here !== undefined);
};

begin();
