// In the worker: shows what was pushed, and leads to the page where it is to be read.
const shown = async (event) => {
  const { title, body, tag, link } = event.data.json();
  await self.registration.showNotification(title, {
    body,
    tag,
    data: { link },
  });
};

// To the window that is at that page already, or in one of its own: what somebody types elsewhere
// stays where it is. Never to another site.
const open = async (link) => {
  const address = new URL(link, location.origin);
  if (address.origin !== location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((each) => each.url.split("#")[0] === address.href.split("#")[0]);
  await (there ? there.focus() : self.clients.openWindow(address));
};

export const listen = () => {
  self.addEventListener("push", (event) => event.waitUntil(shown(event)));
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data.link));
  });
};
