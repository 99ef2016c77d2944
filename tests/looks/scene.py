"""What is looked at, run as a program in an installation of its own: ``python -m``.

Tells the story of the isolation table with drawn figures. Prints as JSON each address that the
table lets somebody GET, with the session of a person to whom it answers: one of each side.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402
from django.core import mail  # noqa: E402
from django.core.mail import EmailMultiAlternatives  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.http import urlencode  # noqa: E402

from approvals.actions import tell  # noqa: E402
from approvals.demo.cast import drawn_cast  # noqa: E402
from approvals.demo.figures import editorial  # noqa: E402
from portal.actions.mail import send_mail  # noqa: E402
from portal.imaging import CleanPicture, sanitise  # noqa: E402
from portal.models import Mail, User  # noqa: E402
from tests import people  # noqa: E402
from tests.isolation.story import Story  # noqa: E402
from tests.isolation.table import NOBODY, PEOPLE, PROGRAMS, ROWS, Row  # noqa: E402
from tests.isolation.visits import Visits  # noqa: E402

SIDES = (
    ("bram", "vivi", "gwen"),
    ("mila", "nora"),
    ("bo", "ada", "liv"),
    ("sam",),
    ("ida",),
    ("wanda",),
    ("greta",),
)
SIZE = (800, 1000)
OK = 200


def main(language: str) -> None:
    """Tell the story and print its pages."""
    setup_test_environment()
    _draw_figures()
    story = Story(at=timezone.now())
    User.objects.update(language=language)
    for minutes in (0, 2):
        tell.tell(at=story.at + timedelta(minutes=minutes))
    for posted in Mail.objects.all():
        send_mail(mail_id=posted.pk, at=posted.due_at)
    visits = Visits(story)
    pages = [*_of_table(story), *_more(story)]
    sys.stdout.write(
        json.dumps(
            {
                "cookie": settings.SESSION_COOKIE_NAME,
                "sessions": visits.sessions,
                "pages": pages,
                "mails": list(_mails()),
            }
        )
    )


def _draw_figures() -> None:
    """Let people be seen in the story instead of patches of colour."""
    cast = drawn_cast(4)

    @cache
    def figure(seed: int = 0, size: tuple[int, int] = SIZE) -> CleanPicture:
        """Draw somebody; the same seed, the same picture."""
        who = cast[seed // 100 % len(cast)]
        return sanitise(
            editorial(
                who.drawn, outfit_seed=seed * 3, ground_seed=seed * 5, pose_seed=seed, size=SIZE
            )
        )

    people.clean_picture = figure


def _of_table(story: Story) -> Iterator[dict[str, str]]:
    for row in ROWS:
        for who in _people(row):
            query = f"?{urlencode(row.query)}" if row.query else ""
            of = list(row.of(story)) if row.of else []
            yield _page(str(row), who, reverse(row.name, args=of) + query)


def _people(row: Row) -> Sequence[str]:
    """Whom the address answers: nobody where it is public, else one of each side that it knows."""
    answered = [name for name in PEOPLE if row.get.get(name) == OK and name not in PROGRAMS]
    if NOBODY in answered:
        return [NOBODY]
    if {"odo", "mila", "ida", "uma"} <= set(answered):
        return ["mila"]  # a page of each person's own
    sides = [next((name for name in side if name in answered), "") for side in SIDES]
    return [name for name in sides if name] or answered[:1]


def _more(story: Story) -> Iterator[dict[str, str]]:
    """Pages that the table asks for without what makes them a page."""
    fresh, half = story.fresh, story.half
    both = [("of", str(fresh.pk)), ("of", str(half.pk))]
    several = urlencode(both)
    waiting = f"brief={story.asked.pk}"
    draft = reverse("draft", args=[half.pk])
    yield _page("draft-change", "mila", f"{draft}?change")
    yield _page("draft-change", "bo", f"{draft}?change")
    yield _page("compare-two", "bram", f"{reverse('compare')}?{several}")
    yield _page("compare-two", "bo", f"{reverse('compare')}?{several}")
    yield _page("together-choose", "bram", f"{reverse('together')}?{waiting}&{several}")
    yield _page("together-choose", "bo", f"{reverse('together')}?{several}")
    for verdict in ("yes", "change", "no"):
        yield _page(
            f"together-{verdict}", "bram", f"{reverse('together')}?{several}&verdict={verdict}"
        )
    yield _page("guest-sheet", "wanda", reverse("guest", args=[story.guest.secret]))
    yield _page("crew-credit", "greta", reverse("crew", args=[story.crew.secret]))
    yield _page("desk-filtered", "bo", f"{reverse('desk')}?late=1")
    yield _page("not-found", "bram", "/briefs/none")
    yield _page("not-found", NOBODY, "/nothing-here")
    yield _page("not-allowed", "vivi", reverse("new-brief"))


def _page(page: str, who: str, address: str) -> dict[str, str]:
    return {"page": page, "person": who, "address": address}


def _mails() -> Iterator[dict[str, str]]:
    """The mails with pages of their own, one of each kind."""
    seen: set[str] = set()
    for each in mail.outbox:
        if not isinstance(each, EmailMultiAlternatives) or not each.alternatives:
            continue
        page = str(each.alternatives[0][0])
        kind = str(each.subject).split(" ")[0]
        if kind not in seen:
            seen.add(kind)
            yield {"page": f"mail-{len(seen)}", "person": each.to[0].split("@")[0], "html": page}


if __name__ == "__main__":
    main(*sys.argv[1:])
