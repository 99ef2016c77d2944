"""Second factors by this site's rules: secrets are kept encrypted, the last one needed stays."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from portal import second_factor
from portal.models import User
from portal.signing_in.words import REFUSED


class FactorAdapter(DefaultMFAAdapter):
    """What allauth asks this site."""

    error_messages = {**DefaultMFAAdapter.error_messages, **REFUSED}

    def encrypt(self, text: str) -> str:
        """Encrypt a secret under the site's key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret; keys that were retired still open what they closed."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say no for the last factor of somebody who must have one."""
        return not second_factor.is_last_needed(authenticator.user, authenticator)

    def get_totp_issuer(self) -> str:
        """Return what the entry in her app is called."""
        return "Twinset"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - theirs
        """Return a name for a new passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a passkey is for: this host."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Twinset"}


def _keys() -> MultiFernet:
    secrets: list[str] = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = (hashlib.sha256(("second factors:" + each).encode()).digest() for each in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in digests])
