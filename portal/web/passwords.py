"""A password: the first, another one, or a new one in place of one that was forgotten."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpResponse

from portal.actions import push


class ForgotPassword(account.PasswordResetView):
    """Have a code sent that allows a new password; for an unknown address it takes as long."""

    template_name = "portal/entrance/forgot.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Post the mail, or one to nobody."""
        email, is_known = form.cleaned_data["email"], bool(form.users)
        get_adapter().even_out("password_reset_code", email, is_known=is_known)
        answer: HttpResponse = super().form_valid(form)
        return answer


class TypeResetCode(account.ConfirmPasswordResetCodeView):
    """Show the code that came by mail."""

    template_name = "portal/entrance/type_reset_code.html"


class NewPassword(account.CompletePasswordResetView):
    """Choose a new password after the code."""

    template_name = "portal/entrance/new_password.html"


class ResetDone(account.PasswordResetFromKeyDoneView):
    """Say that the new password holds."""

    template_name = "portal/entrance/reset_done.html"


class ChangePassword(account.PasswordChangeView):
    """Choose another password; the old one is asked for."""

    template_name = "portal/account/password.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it. This browser goes on under another name, and is told what it was told before."""
        before = self.request.session.session_key
        answer: HttpResponse = super().form_valid(form)
        now = UserSession.objects.filter(session_key=self.request.session.session_key).first()
        if before and now is not None:
            push.go_on_in(now, before=before)
        return answer


class FirstPassword(account.PasswordSetView):
    """Choose a password where there was none."""

    template_name = "portal/account/password.html"
