"""Mails from ``templates/emails``: a subject and a message for each name."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string


def mail(name: str, address: str, **context: Any) -> None:
    """Send the mail called ``name`` to one address, now. Raises what the mailer raises."""
    subject, body = _words(name, context)
    send_mail(subject, body, None, [address])


def mail_each(name: str, addresses: Iterable[str], **context: Any) -> None:
    """Send the mail called ``name`` to each address, once this transaction has succeeded.

    Each on its own: one that fails is logged, and keeps nobody else from knowing.
    """
    subject, body = _words(name, context)
    for address in sorted(addresses):
        send = partial(send_mail, subject, body, None, [address])
        transaction.on_commit(send, robust=True)


def _words(name: str, context: dict[str, Any]) -> tuple[str, str]:
    known = {"site_url": settings.SITE_URL, **context}
    subject = render_to_string(f"emails/{name}_subject.txt", known).strip()
    return subject, render_to_string(f"emails/{name}_message.txt", known)
