"""In, out, and where each person starts."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from portal.models import User
from portal.web.navigation import BY_KIND, kind_of


class SignIn(LoginView):
    """Sign in with e-mail and password."""

    http_method_names = ["get", "head", "post"]
    template_name = "portal/sign_in.html"
    authentication_form = AuthenticationForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Sign out; a POST, so that no link can do it."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each person to where her work is."""
    if not isinstance(request.user, User):
        return redirect("sign-in")
    first_place, _label = BY_KIND[kind_of(request.user)][0]
    return redirect(first_place)
