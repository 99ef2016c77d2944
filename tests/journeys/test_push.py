"""Being told on a device: switched on and off by keys, and shown by the worker without a page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal import push
from tests.journeys.conftest import Visitor
from tests.journeys.test_keyboard import come_to, press

pytestmark = pytest.mark.browser

SERVICE = """
  ([endpoint, p256dh, auth]) => {
    // No push service is reached from here: the browser says that it has one.
    let kept = sessionStorage.getItem("kept");
    const made = {
      toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
      unsubscribe: async () => { kept = null; sessionStorage.removeItem("kept"); return true; },
    };
    PushManager.prototype.subscribe = async () => {
      kept = "yes";
      sessionStorage.setItem("kept", kept);
      return made;
    };
    PushManager.prototype.getSubscription = async () => (kept ? made : null);
  }
"""
SHOWN = """
  async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = await registration.getNotifications();
    return found.map(({ title, body, data }) => [title, body, data.link]);
  }
"""
TAPPED = """
  async () => {
    // Nobody's finger is here: what it would do to windows is written down instead.
    const did = [];
    const at = (address) => new URL(address).pathname;
    Clients.prototype.openWindow = async (to) => did.push(["opened", at(to)]);
    WindowClient.prototype.focus = async function () { did.push(["focused", at(this.url)]); };
    WindowClient.prototype.navigate = async (to) => did.push(["led away", at(to)]);
    const [notification] = await registration.getNotifications();
    const event = new NotificationEvent("notificationclick", { notification });
    let done;
    event.waitUntil = (answer) => { done = answer; };
    dispatchEvent(event);
    await done;
    return did;
  }
"""


def test_a_phone_is_switched_on_and_off_and_shows_what_is_pushed(
    visitor: Callable[..., Visitor],
) -> None:
    mila = visitor("Mila", phone=True)
    page = mila.page
    page.context.grant_permissions(["notifications"], origin=mila.site.address)
    point = push.public_key_of(push.new_key())
    said = ["http://127.0.0.1:9/push", point, push.encoded(bytes(16))]
    page.add_init_script(f"({SERVICE})({json.dumps(said)})")
    mila.sign_in()
    page.goto("/notices/choices")
    page.evaluate("navigator.serviceWorker.ready")
    turn_on = page.get_by_role("button", name="Tell me on this device")
    come_to(page, turn_on)
    press(page, "Enter")
    expect(page.get_by_text("You are told on this device.")).to_be_visible()
    mila.look("push-on")
    page.reload()
    expect(page.get_by_text("Where you are told")).to_be_visible()
    mila.look("push-devices")

    deliver(page, {"title": "Twinset", "body": "2 pictures wait", "link": "/", "tag": "a"})
    deliver(page, {"title": "Twinset", "body": "2 pictures wait", "link": "/", "tag": "a"})
    assert page.evaluate(SHOWN) == [["Twinset", "2 pictures wait", "/"]]

    assert tap(page) == [["opened", "/"]]  # what stands in this window stays
    choices = {"title": "Twinset", "body": "Here", "link": "/notices/choices", "tag": "b"}
    deliver(page, choices)
    assert tap(page) == [["focused", "/notices/choices"]]

    come_to(page, page.get_by_role("button", name="Stop on this device"))
    press(page, "Enter")
    expect(page.get_by_text("You are told nothing on this device any more.")).to_be_visible()
    page.reload()
    expect(turn_on).to_be_visible()
    expect(page.get_by_text("Where you are told")).to_have_count(0)


def tap(page: Page) -> Any:
    """Tap the one message that is shown; returns what it does to windows."""
    (worker,) = page.context.service_workers
    return worker.evaluate(TAPPED)


def deliver(page: Page, said: dict[str, Any]) -> None:
    """Let the browser get a message, as if a service had brought it."""
    session = page.context.new_cdp_session(page)
    found: list[Any] = []

    def keep(told: Any) -> None:
        found.append(told)

    session.on("ServiceWorker.workerRegistrationUpdated", keep)
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    registration = found[-1]["registrations"][0]["registrationId"]
    origin = page.evaluate("location.origin")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration, "data": json.dumps(said)},
    )
    page.wait_for_timeout(500)
    session.detach()
