"""The demo's second steps: recovery codes for those of its people who need a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from portal import second_factor
from portal.models import User

SHOWN = 5


def codes_for(email: str) -> list[str]:
    """Return codes that work once each; none for somebody who signs in without a second step."""
    user = User.objects.filter(email=email).first()
    if user is None:
        return []
    if second_factor.is_missing(user):
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return _unused(user, kept)[:SHOWN] if kept else []


def _unused(user: User, kept: Authenticator) -> list[str]:
    left: list[str] = kept.wrap().get_unused_codes()
    if len(left) >= SHOWN:
        return left
    kept.delete()
    fresh: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return fresh
