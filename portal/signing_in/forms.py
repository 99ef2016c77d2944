"""The forms of signing in: allauth's, without text inside the fields."""

from typing import Any

from allauth.account import forms as theirs
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _


class Plain:
    """A form whose labels stand above the fields, and that speaks of e-mail as the site does."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = LABELS[name]
            if name == "code":
                field.widget.attrs |= CODE
            if name == "password1":
                field.help_text = STRONG


LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "code": _("Code"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
}
STRONG = _("Twelve signs or more; not a common one, and not one found in a breach elsewhere.")
CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class SignIn(Plain, theirs.LoginForm):
    """E-mail and password; the way to a new password stands beside the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AskForCode(Plain, theirs.RequestLoginCodeForm):
    """Where to send a code."""


class TypeCode(Plain, theirs.ConfirmLoginCodeForm):
    """The code that came by mail."""


class ForgotPassword(Plain, theirs.ResetPasswordForm):
    """Where to send a code for a new password."""


class TypeResetCode(Plain, theirs.ConfirmPasswordResetCodeForm):
    """The code that came by mail."""


class NewPassword(Plain, theirs.ResetPasswordKeyForm):
    """A new password after a code."""


class ChangePassword(Plain, theirs.ChangePasswordForm):
    """A new password in place of one that is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class FirstPassword(Plain, theirs.SetPasswordForm):
    """A password for somebody who signs in without one so far."""


class AddAddress(Plain, theirs.AddEmailForm):
    """One more address at which she can be reached."""


class TypeAddressCode(Plain, theirs.ConfirmEmailVerificationCodeForm):
    """The code that came to a new address."""


class PasswordAgain(Plain, theirs.ReauthenticateForm):
    """The password once more, before something that counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SecondStep(Plain, mfa.AuthenticateForm):
    """A code of the app, or a recovery code."""


class CodeAgain(Plain, mfa.ReauthenticateForm):
    """A code of the app, or a recovery code, before something that counts."""


class ActivateApp(Plain, totp.ActivateTOTPForm):
    """The first code of a new app."""


class AddPasskey(Plain, webauthn.AddWebAuthnForm):
    """A new passkey and its name; every passkey here signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = _("What you call it")
