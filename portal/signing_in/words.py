"""What signing in says, by the names that allauth has for it."""

from django.utils.translation import gettext_lazy as _

SAID = {
    "login_code_sent": _("A code is on its way to %(recipient)s."),
    "email_confirmation_sent": _("A code is on its way to %(email)s."),
    "email_confirmed": _("%(email)s is yours now."),
    "email_deleted": _("%(email)s was taken away."),
    "primary_email_set": _("This is the address you sign in with from now on."),
    "cannot_delete_primary_email": _("You sign in with this address: choose another one first."),
    "unverified_primary_email": _("Confirm the address first, with the code we sent to it."),
    "email_confirmation_failed": _("Somebody else confirmed this address already."),
    "password_changed": _("Your new password holds from now on."),
    "password_set": _("You can sign in with this password from now on."),
    "totp_activated": _("Your authenticator app is asked from now on."),
    "totp_deactivated": _("Your authenticator app is not asked any more."),
    "webauthn_added": _("Your passkey is kept."),
    "webauthn_removed": _("The passkey was taken away."),
    "recovery_codes_generated": _("These are new recovery codes. Older ones are void."),
}
"""One sentence for each notice; those without one here are not said: the page shows it."""

REFUSED = {
    "email_password_mismatch": _(
        "This e-mail and this password do not belong together. Please try again."
    ),
    "too_many_login_attempts": _("That was tried too often. Please wait five minutes."),
    "rate_limited": _("That was tried too often. Please wait a minute."),
    "incorrect_code": _("This is not the code, or it has run out."),
    "incorrect_password": _("This is not your password."),
    "enter_current_password": _("This is not your password."),
    "duplicate_email": _("This address is yours already."),
    "email_taken": _("This address belongs to somebody here already."),
    "max_email_addresses": _("Five addresses are the most that we keep."),
}

AGAIN = {
    "mfa_reauthenticate:webauthn": _("With a passkey"),
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With your app or a recovery code"),
    "mail": _("With a code by mail"),
}
"""The ways to show once more who she is, in the order in which they are offered."""
