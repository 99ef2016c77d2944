"""Signing in by this site's rules: nobody signs up, mails and notices are our own."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal import second_factor
from portal.actions.mail import LASTS
from portal.models import User
from portal.notify import OF_A_CODE, mail
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
        """Post one of our own mails: ``templates/emails/`` has one for each of allauth's names."""
        self._post(template_prefix.rpartition("/")[2], email, context)

    def even_out(self, name: str, email: str, *, is_known: bool) -> None:
        """Let an address that nobody has here cost what anybody's does.

        For the one allauth posts a mail: for the other it is posted to nobody. For the other it
        looks among the users too: for the one that is done here.
        """
        if is_known:
            list(User.objects.filter(email=email.lower()).iterator(2000))  # as it does
        else:
            self.post_code_to_nobody(name, email)

    def post_code_to_nobody(self, name: str, email: str) -> None:
        """Post what costs as much as a mail with a code, and goes nowhere."""
        self._post(name, email, {"code": self.generate_login_code()}, for_nobody=True)

    def _post(
        self, name: str, email: str, context: dict[str, Any], *, for_nobody: bool = False
    ) -> None:
        when = {"when": _local(context.get("timestamp"))}
        lasts = OF_A_CODE if "code" in context else LASTS
        mail(
            name,
            email,
            at=timezone.now(),
            lasts=lasts,
            for_nobody=for_nobody,
            **(context | when),
        )

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


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at else None
