"""What Lighthouse looks at, run as a program in an installation of its own: ``python -m``.

Prints as JSON the pages by name, each with its address and the session of whoever opens it.
"""

import json
import os
import sys
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from approvals.models import Draft  # noqa: E402
from portal.models import User  # noqa: E402
from tests.people import World  # noqa: E402


def main() -> None:
    """Tell a small story and print the pages."""
    world = World(at=timezone.now())
    run = world.brief(pictures=8).runs.get()
    drafts = [world.deliver(run, seed=50 + place, place=place) for place in range(1, 9)]
    for draft in drafts[1:]:
        world.say("yes", draft, "brand", world.bram)
    for draft in drafts[6:]:
        world.say("yes", draft, "agency", world.bo)
        world.say("yes", draft, "model", world.mila)
    world.publish(drafts[7])
    sys.stdout.write(json.dumps(list(_pages(world, drafts))))


def _pages(world: World, drafts: list[Draft]) -> Iterator[dict[str, str]]:
    waiting, fresh, agreed = drafts[1], drafts[0], drafts[6]
    for name, who, address in (
        ("model inbox", world.mila, reverse("inbox")),
        ("model look", world.mila, reverse("draft", args=[waiting.pk])),
        ("model change", world.mila, reverse("draft", args=[waiting.pk]) + "?change"),
        ("model my twin", world.mila, reverse("my-twin")),
        ("model withdraw", world.mila, reverse("withdraw-consent")),
        ("model money", world.mila, reverse("my-money")),
        ("brand briefs", world.bram, reverse("briefs")),
        ("brand new brief", world.bram, reverse("new-brief")),
        ("brand run", world.bram, reverse("brief", args=[fresh.brief_id])),
        ("brand look", world.bram, reverse("draft", args=[fresh.pk])),
        ("brand publish", world.bram, reverse("publish", args=[agreed.pk])),
        ("agent desk", world.bo, reverse("desk")),
        ("agent licences", world.bo, reverse("licences")),
        ("agent cover", world.bo, reverse("cover")),
        ("agent who must agree", world.ada, reverse("policies")),
        ("studio orders", world.sam, reverse("orders")),
        ("admin people", world.ada, reverse("people")),
        ("admin roles", world.ada, reverse("roles")),
        ("admin who can do what", world.ada, reverse("twin-rights", args=[world.twin.pk])),
        ("admin audit", world.ada, reverse("audit", args=[world.agency.pk])),
        ("anyone verify", None, reverse("verify")),
        ("anyone publication", None, drafts[7].publications.get().get_absolute_url()),
    ):
        yield {"page": name, "address": address, "session": _session(who) if who else ""}


def _session(who: User) -> str:
    browser = Client()
    browser.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    main()
