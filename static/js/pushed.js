// In the worker: shows what was pushed, and leads to the page where it is to be read.
const shown = async (event) => {
  const { title, body, tag, link } = event.data.json();
  await self.registration.showNotification(title, {
    body,
    tag,
    data: { link },
  });
};

// The window that is there goes there; only without one another is opened. Never to another site.
const open = async (link) => {
  const address = new URL(link, location.origin);
  if (address.origin !== location.origin) return;
  const [there] = await self.clients.matchAll({ type: "window" });
  if (!there) await self.clients.openWindow(address);
  else {
    await there.focus();
    await there.navigate(address).catch(() => self.clients.openWindow(address));
  }
};

export const listen = () => {
  self.addEventListener("push", (event) => event.waitUntil(shown(event)));
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data.link));
  });
};
