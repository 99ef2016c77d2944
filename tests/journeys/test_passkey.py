"""A passkey is made and signs in alone, in a real browser with an authenticator of its own."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_bram_makes_a_passkey_and_signs_in_with_it_alone(
    visitor: Callable[..., Visitor],
) -> None:
    bram = visitor("Bram")
    page, here = bram.page, bram.site.address.replace("127.0.0.1", "localhost")
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{here}/sign-in")
    bram.look("sign-in")
    page.get_by_label("E-mail").fill("bram@example.test")
    page.get_by_label("Password").fill("bram-bram")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/briefs")
    page.goto(f"{here}/account")
    bram.look("account")
    page.get_by_role("link", name="Add a passkey").click()
    bram.look("add-passkey")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(lambda url: "/passkeys/new" not in url)
    page.goto(f"{here}/account/codes")
    bram.look("recovery-codes")
    for name in ("app/new", "addresses", "password", "sessions"):
        page.goto(f"{here}/account/{name}")
        bram.look(f"account-{name.replace('/', '-')}")

    page.goto(f"{here}/account")
    page.locator("details[data-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/briefs")
    page.goto(f"{here}/account")
    page.get_by_role("link", name="Take away").first.click()
    page.get_by_role("button", name="Take it away").click()
    page.wait_for_url("**/account")
