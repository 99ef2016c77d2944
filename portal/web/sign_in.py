"""In, out, and where each person starts."""

from typing import Any

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from portal.models import User
from portal.web.navigation import BY_KIND, kind_of


class SignIn(account.LoginView):
    """Sign in with e-mail and password."""

    template_name = "portal/entrance/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether anything was left out, rather than wrong."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = context["form"]
        context["left_out"] = form.is_bound and not form.non_field_errors()
        return context


class SignOut(account.LogoutView):
    """Sign out; a POST, so that no link can do it."""


class AskForCode(account.RequestLoginCodeView):
    """Have a code sent that signs in once."""

    template_name = "portal/entrance/code.html"


class TypeCode(account.ConfirmLoginCodeView):
    """Sign in with the code."""

    template_name = "portal/entrance/type_code.html"


class Closed(account.AccountInactiveView):
    """This account was closed."""

    template_name = "portal/entrance/closed.html"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to where her work is."""
    if not isinstance(request.user, User):
        return redirect("sign-in")
    first_place, _label = BY_KIND[kind_of(request.user)][0]
    return redirect(first_place)
