"""Ask once more who it is, before what counts: with a password, a passkey, an app or a mail."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as account
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from portal.models import User

METHODS = {
    "password": "password",
    "code": "code",
    "totp": "code",
    "recovery_codes": "code",
    "webauthn": "passkey",
}
"""How she showed who she is, by allauth's words for it.

What an organisation's identity provider says is not among them: it never stands in for a person.
"""

type View = Callable[..., HttpResponseBase]


def is_recent(request: HttpRequest) -> bool:
    """Say whether she showed who she is in this session, some minutes ago at most."""
    records = _records(request)
    age = time.time() - records[-1]["at"] if records else None
    return age is not None and age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def method_of(request: HttpRequest) -> str:
    """Return how she last showed who she is: ``passkey``, ``password``, ``code`` or ``session``."""
    records = _records(request)
    return METHODS[_name(records[-1])] if records else "session"


def ask_again(view: View) -> View:
    """Let a view be reached only by who showed lately who she is.

    Else she is asked, and goes on where she was: what she had sent is kept meanwhile.
    """

    @login_required
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_recent(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked


def ask_again_to_act(view: View) -> View:
    """Let everybody look at a page, and only who showed lately who she is act on it."""
    asked = ask_again(view)

    @wraps(view)
    def either(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        looks = request.method in ("GET", "HEAD")
        return view(request, *args, **kwargs) if looks else asked(request, *args, **kwargs)

    return either


class GoesOn:
    """Goes on with what she had sent, also where the address has a query.

    allauth compares the address to go on at with a path, and gives up what was sent to
    ``/people/invite?for=…``. So it is given the path; the query is kept with what was sent.
    """

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it that it is she, and go on."""
        path = _path_of_kept(self.request)
        if path is not None:
            posted = self.request.POST.copy()
            posted[REDIRECT_FIELD_NAME] = path
            self.request.POST = posted  # type: ignore[assignment]
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return answer


class WithPassword(GoesOn, account.ReauthenticateView):
    """With the password."""

    template_name = "portal/account/again.html"


class WithApp(GoesOn, mfa.ReauthenticateView):
    """With the authenticator app or a recovery code."""

    template_name = "portal/account/again.html"


class WithPasskey(GoesOn, webauthn.ReauthenticateWebAuthnView):
    """With a passkey."""

    template_name = "portal/account/again.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page once more, with what went wrong."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the page what the browser needs."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["passkey"] = context["js_data"]["request_options"]
        return {**context, **kwargs}


def _path_of_kept(request: HttpRequest) -> str | None:
    """The path of the request that was kept, if that is where she goes on."""
    kept = request.session.get(STATE_SESSION_KEY, {}).get("request")
    url = get_next_redirect_url(request)
    if not kept or not url:
        return None
    sent, there = json.loads(kept), urlsplit(url)
    same = sent["path"] == there.path and QueryDict(sent["GET"]) == QueryDict(there.query)
    return str(sent["path"]) if same else None


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    if not isinstance(request.user, User):
        return []
    records = get_authentication_records(request, request.user)
    return [record for record in records if _name(record) in METHODS]


def _name(record: dict[str, Any]) -> str:
    return str(record.get("type") or record.get("method"))
