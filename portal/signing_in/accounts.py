"""Signing in by this site's rules: nobody signs up, mails and notices are our own."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portal import second_factor
from portal.models import User
from portal.rate import address_of
from portal.signing_in.words import AGAIN, REFUSED, SAID

UNKNOWN_ADDRESS = "::"


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks this site."""

    error_messages = {**DefaultAccountAdapter.error_messages, **REFUSED}

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return who asks, as every other limit of this site counts it."""
        return str(address_of(request) or UNKNOWN_ADDRESS)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only a script that asks for JSON gets JSON."""
        return request.headers.get("Accept") == "application/json"

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:  # noqa: ARG002
        """Ask once more unless she showed who she is some minutes ago; signing in counts."""
        from portal.web.reauthenticate import is_recent

        return not is_recent(self.request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Return the ways to show once more who she is, the easiest first.

        A code by mail is for who has no second factor: it must not stand in for one.
        """
        found = {each["id"]: each for each in super().get_reauthentication_methods(user)}
        if user.is_authenticated and not second_factor.has_one(user):
            found["mail"] = {"id": "mail", "url": reverse("reauthenticate-by-mail")}
        return [
            {**found[name], "description": words} for name, words in AGAIN.items() if name in found
        ]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of our own mails: ``templates/emails/`` has one for each of allauth's names."""
        more = {"site_url": settings.SITE_URL, "when": _words(context.get("timestamp"))}
        super().send_mail(f"emails/{template_prefix.rpartition('/')[2]}", email, context | more)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, or not at all."""
        name = (message_template or "").rpartition("/")[2].removesuffix(".txt")
        sentence = message or (name in SAID and SAID[name] % (message_context or {}))
        if sentence:
            messages.add_message(request, level, str(sentence), extra_tags=extra_tags)


def _words(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i e") if at else ""
