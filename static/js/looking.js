// Says now and then that somebody has this picture before her, and shows which colleagues have it too.
const EVERY = 15; // seconds; the server forgets after three times as long
const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
let said = "";
let at = 0;

const say = async () => {
  const line = document.querySelector("[data-looking]");
  const address = line?.dataset.looking;
  const now = Date.now();
  if (!address || document.hidden) return;
  if (address === said && now - at < 1000 * EVERY) return;
  [said, at] = [address, now];
  const answer = await fetch(address, { method: "POST", headers }).catch(() => null);
  if (answer?.status !== 200 || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("[data-looking]");
  if (!found || !line.isConnected) return;
  said = found.dataset.looking;
  line.replaceWith(found);
};

// The picture changes without a new page: a look at the line each two seconds notices that.
setInterval(say, 2000);
document.addEventListener("visibilitychange", say);
say();
