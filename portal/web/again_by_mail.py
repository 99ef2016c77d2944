"""Show once more who it is, with a code by mail: for who has no passkey and no app."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from portal.signing_in.forms import CODE
from portal.web.reauthenticate import GoesOn

KEPT = "code_to_show_who_it_is"
LASTS_SECONDS = 15 * 60
ATTEMPTS = 3


class TypeCode(forms.Form):
    """The code that was sent."""

    code = forms.CharField(label=_("Code"), widget=forms.TextInput(attrs=CODE))

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        self.expected = expected
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Refuse any other code."""
        code: str = self.cleaned_data["code"]
        if not compare_user_code(actual=code, expected=self.expected):
            raise get_adapter().validation_error("incorrect_code")
        return code


@method_decorator(login_required, name="dispatch")
class ByMail(GoesOn, BaseReauthenticateView):
    """Send a code when she asks for it; take it when she types it."""

    form_class = TypeCode
    template_name = "portal/account/again.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or compare one."""
        if request.POST.get("action") == "send" or not self._kept():
            self._send()
            sent: HttpResponse = self.render_to_response(self.get_context_data())
            return sent
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the code to expect; a page that just sent one shows an empty field."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self.request.POST.get("action") == "send" or "code" not in self.request.POST:
            kwargs.pop("data", None)
            kwargs.pop("files", None)
        return kwargs | {"expected": (self._kept() or {}).get("code", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether a code was sent, and where one goes."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"by_mail": True, "sent": bool(self._kept()), "email": self._address()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep that she showed who she is, and let her go on."""
        self.request.session.pop(KEPT, None)
        record_authentication(
            self.request,
            self.request.user,
            method="code",
            email=self._address(),
            reauthenticated=True,
        )
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the guess; the third wrong one voids the code."""
        kept = self._kept() or {}
        kept["attempts"] = kept.get("attempts", 0) + 1
        self.request.session[KEPT] = kept
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def _kept(self) -> dict[str, Any] | None:
        kept: dict[str, Any] | None = self.request.session.get(KEPT)
        if not kept or kept["attempts"] >= ATTEMPTS:
            return None
        return kept if time.time() - kept["at"] < LASTS_SECONDS else None

    def _send(self) -> None:
        address = self._address()
        if not ratelimit.consume(self.request, action="request_login_code", key=address):
            return
        code = get_adapter().generate_login_code()
        self.request.session[KEPT] = {"code": code, "at": time.time(), "attempts": 0}
        get_adapter().send_mail("emails/reauthentication_code", address, {"code": code})

    def _address(self) -> str:
        return str(EmailAddress.objects.get_primary_email(self.request.user))
