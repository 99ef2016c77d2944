"""The web's own locks: what browsers are told, where nobody is sent, and what is never run."""

import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from portal.middleware import InertFiles
from portal.web.inert import POLICY
from tests.people import World, user

pytestmark = pytest.mark.django_db

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "http:///evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "/\t/evil.example",
)


def sent_to(client: Client, name: str, following: str, **sent: str) -> str:
    answer = client.post(reverse(name), {"next": following, **sent})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize("following", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in_or_out(following: str) -> None:
    user("Eve")
    known = {"login": "eve@example.test", "password": "eve-eve"}
    client = Client()
    assert sent_to(client, "sign-in", following, **known) == reverse("home")
    again = client.get(reverse("sign-in"), {"next": following})  # signed in already
    assert (again.status_code, again["Location"]) == (302, reverse("home"))
    assert sent_to(client, "sign-out", following) in {reverse("sign-in"), reverse("sign-out")}


def test_whoever_asked_for_a_page_of_ours_is_sent_there() -> None:
    user("Eve")
    known = {"login": "eve@example.test", "password": "eve-eve"}
    assert sent_to(Client(), "sign-in", "/my-money?year=2026", **known) == "/my-money?year=2026"


def test_no_view_of_ours_follows_an_address_that_it_was_sent() -> None:
    """Sign-in asks whether an address is ours; the admin passes one on, nobody else follows one."""
    follows = re.compile(r"""(GET|POST)(\.get)?[(\[]["'](next|url|to|back|return)\w*["']|REFERER""")
    found = [
        f"{path}: {match[0]}"
        for app in ("portal", "twins", "approvals")
        for path in (Path(configured.BASE_DIR) / app).rglob("*.py")
        for match in follows.finditer(path.read_text(encoding="utf-8"))
        if path.name != "admin.py"
    ]
    assert found == []


def test_each_cookie_is_kept_from_scripts_from_other_sites_and_from_plain_http(
    settings: Settings,
) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True  # as production has it
    user("Eve")
    client = Client()
    client.get(reverse("sign-in"))
    client.post(reverse("sign-in"), {"login": "eve@example.test", "password": "eve-eve"})
    assert set(client.cookies) == {"csrftoken", "sessionid"}
    for cookie in client.cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")


def test_a_script_finds_the_token_in_the_page_and_not_in_the_cookie() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user("Eve"), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("my-money")).content.decode()
    found = re.search(r"""hx-headers='{"X-CSRFToken": "(\w{64})"}'""", page)
    assert found is not None
    assert client.post(reverse("sign-out")).status_code == 403
    assert client.post(reverse("sign-out"), headers={"X-CSRFToken": found[1]}).status_code == 302


def test_over_https_browsers_are_told_to_stay_there(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    answer = Client().get(reverse("verify"), secure=True)
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


@pytest.mark.parametrize(
    ("kind", "disposition"),
    [
        ("image/webp", "inline"),
        ("image/svg+xml", "attachment"),
        ("application/pdf", "attachment"),
        ("application/xhtml+xml", "attachment"),
        ("text/xml", "attachment"),
        ("text/javascript", "attachment"),
    ],
)
def test_whatever_a_view_sends_that_is_no_page_is_inert(kind: str, disposition: str) -> None:
    sent = HttpResponse(b"<script>", content_type=kind)
    answer = InertFiles(lambda _request: sent)(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == disposition


def test_a_picture_that_a_browser_has_already_stays_inert() -> None:
    """A browser takes the headers of a 304 for those of the picture that it keeps."""
    world = World()
    publication = world.published()
    client = Client()
    client.force_login(world.bram, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in (
        reverse("draft-picture", args=[publication.draft_id]),
        reverse("draft-preview", args=[publication.draft_id]),
        reverse("rendition", args=[publication.draft_id, "web"]),
        reverse("publication-picture", args=[publication.public_id]),
    ):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304), address
        for answer in (first, again):
            assert answer["Content-Security-Policy"] == POLICY, address
            assert answer["X-Content-Type-Options"] == "nosniff", address
        assert first["Content-Disposition"].startswith("inline"), address
