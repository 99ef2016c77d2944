"""In, out, and where each person starts."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from portal.actions import push
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
    """Sign out; a POST, so that no link can do it. No copy of a private picture stays behind."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, and tell the browser to forget what it was sent; tell nothing in it any more."""
        if request.method == "POST":
            push.forget_session(request.session.session_key)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class AskForCode(account.RequestLoginCodeView):
    """Have a code sent that signs in once; for an unknown address it takes as long."""

    template_name = "portal/entrance/code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Post the mail, or one to nobody."""
        email, is_known = form.cleaned_data["email"], form._user is not None
        get_adapter().even_out("login_code", email, is_known=is_known)
        answer: HttpResponse = super().form_valid(form)
        return answer


class TypeCode(account.ConfirmLoginCodeView):
    """Sign in with the code, or have another one sent."""

    template_name = "portal/entrance/type_code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Post another one to nobody where nobody is."""
        if self._action == "resend" and self._process.user is None:
            email = self._process.state["email"]
            get_adapter().post_code_to_nobody("login_code", email)
        answer: HttpResponse = super().form_valid(form)
        return answer


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
