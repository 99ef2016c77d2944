"""Addresses of signing in and of what belongs to it.

allauth looks its pages up by its own names (``account_…``, ``mfa_…``): those that it needs are
here under our addresses, and the others are nowhere.
"""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path
from django.views import View
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.web import addresses, passwords, sign_in

type Answer = Callable[..., HttpResponseBase]


def page(view: type[View]) -> Answer:
    """Return a page with a form; any other method is refused before anything else is said."""
    return require_http_methods(["GET", "HEAD", "POST"])(view.as_view())


urlpatterns = [
    path("sign-in", page(sign_in.SignIn), name="sign-in"),
    path("sign-in", page(sign_in.SignIn), name="account_login"),
    path("sign-out", require_POST(sign_in.SignOut.as_view()), name="sign-out"),
    path("sign-out", require_POST(sign_in.SignOut.as_view()), name="account_logout"),
    path("sign-in/code", page(sign_in.AskForCode), name="account_request_login_code"),
    path("sign-in/code/typed", page(sign_in.TypeCode), name="account_confirm_login_code"),
    path("sign-in/closed", require_safe(sign_in.Closed.as_view()), name="account_inactive"),
    path("sign-in/forgot", page(passwords.ForgotPassword), name="account_reset_password"),
    path(
        "sign-in/forgot/typed",
        page(passwords.TypeResetCode),
        name="account_confirm_password_reset_code",
    ),
    path(
        "sign-in/forgot/new",
        page(passwords.NewPassword),
        name="account_complete_password_reset",
    ),
    path(
        "sign-in/forgot/done",
        require_safe(passwords.ResetDone.as_view()),
        name="account_password_reset_completed",
    ),
    path(
        "account/password",
        page(passwords.ChangePassword),
        name="account_change_password",
    ),
    path(
        "account/first-password",
        page(passwords.FirstPassword),
        name="account_set_password",
    ),
    path("account/addresses", page(addresses.Addresses), name="account_email"),
    path(
        "account/addresses/confirm",
        page(addresses.ConfirmAddress),
        name="account_email_verification_sent",
    ),
]
