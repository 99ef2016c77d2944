"""How she signs in: passkeys, an authenticator app, recovery codes; and the second step itself."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from portal import second_factor
from portal.errors import Conflict


class Overview(mfa.IndexView):
    """All that she signs in with, on one page."""

    template_name = "portal/account/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what allauth keeps elsewhere."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.request.user
        found = context["authenticators"]
        recovery = found.get(Authenticator.Type.RECOVERY_CODES)
        return context | {
            "passkeys": found.get(Authenticator.Type.WEBAUTHN, []),
            "app": found.get(Authenticator.Type.TOTP),
            "codes_left": len(recovery.get_unused_codes()) if recovery else None,
            "missing": second_factor.is_missing(user),
            "required": second_factor.is_required_of(user),
            "addresses": EmailAddress.objects.filter(user=user).count(),
        }


class AddPasskey(webauthn.AddWebAuthnView):
    """Make a passkey: it signs in alone, so it must verify who holds it."""

    template_name = "portal/account/add_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the page what the browser needs to make a passkey."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | kwargs | {"passkey": options}


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """Take a passkey away, unless it is the last factor of somebody who must have one."""

    template_name = "portal/account/remove_passkey.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it away."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            raise Conflict(_("This is your last second step, and you need one. Add another first."))
        answer: HttpResponse = super().form_valid(form)
        return answer


class ActivateApp(totp.ActivateTOTPView):
    """Connect an authenticator app."""

    template_name = "portal/account/activate_app.html"


class DeactivateApp(totp.DeactivateTOTPView):
    """Disconnect the authenticator app."""

    template_name = "portal/account/deactivate_app.html"


class RecoveryCodes(codes.ViewRecoveryCodesView):
    """Show the codes that are left."""

    template_name = "portal/account/recovery_codes.html"


class NewRecoveryCodes(codes.GenerateRecoveryCodesView):
    """Make new codes; older ones are void."""

    template_name = "portal/account/new_codes.html"


class DownloadCodes(codes.DownloadRecoveryCodesView):
    """The codes as a text to keep."""

    template_name = "portal/account/recovery_codes.txt"


class SecondStep(mfa.AuthenticateView):
    """The second step of signing in."""

    template_name = "portal/entrance/second_step.html"


class PasskeySignIn(webauthn.LoginWebAuthnView):
    """Sign in with a passkey alone."""
