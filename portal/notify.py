"""Mails from ``templates/emails``: a subject and a message for each name."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.actions import mail as acts
from portal.languages import language_of
from portal.mailer import Letter
from portal.zones import zone_of

WITH_HTML = frozenset({"news"})
"""The mails that have a form for programs that draw; all have one in plain text."""

OF_A_CODE = timedelta(minutes=15)
"""How long codes work: a mail with one is not tried for longer."""


def mail(
    name: str,
    address: str,
    *,
    at: datetime,
    lasts: timedelta = acts.LASTS,
    for_nobody: bool = False,
    unsubscribe: str = "",
    **context: Any,
) -> None:
    """Post the mail called ``name`` to one address, with whatever else this transaction writes.

    Who asked for it on a page reads that page's language, unless she chose another one.
    ``unsubscribe`` is where mails of its kind are stopped with one click. One ``for_nobody`` is
    written in the same way, costs the same, and goes nowhere.
    """
    words = letter(name, address, context, translation.get_language() or "")
    acts.post(
        name=name,
        address=address,
        letter=replace(words, unsubscribe=unsubscribe),
        at=at,
        lasts=lasts,
        for_nobody=for_nobody,
    )


def mail_each(name: str, addresses: Iterable[str], *, at: datetime, **context: Any) -> None:
    """Post the mail called ``name`` to each address, each on its own."""
    for address in sorted(addresses):
        words = letter(name, address, context)
        acts.post(name=name, address=address, letter=words, at=at)


def letter(name: str, address: str, context: dict[str, Any], otherwise: str = "") -> Letter:
    """Return what the mail called ``name`` says, in the language and by the clock of its reader.

    The only place that asks its templates. ``otherwise``: where nobody knows that language.
    """
    known = {"site_url": settings.SITE_URL, **context}
    language = language_of(address, otherwise)
    with translation.override(language), timezone.override(zone_of(address)):
        subject = render_to_string(f"emails/{name}_subject.txt", known)
        message = render_to_string(f"emails/{name}_message.txt", known)
        html = render_to_string(f"emails/{name}_message.html", known) if name in WITH_HTML else ""
    return Letter(" ".join(subject.split()), message.strip() + "\n", html)
