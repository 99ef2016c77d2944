"""Who asks, for programs: a key in the header ``Authorization``, and never a session.

No cookie opens these addresses, so no page of anybody else's can make a browser use them.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from portal import access, second_factor
from portal.actions.api_key import hash_of
from portal.errors import NotAllowed
from portal.models import ApiKey
from portal.rate import check_rate

MOST_A_MINUTE = 600
MOST_GUESSES = 60
USED_EVERY = timedelta(minutes=5)


class Bearer(HttpBearer):
    """Lets in whoever shows a key that holds: ``request.auth`` is the key."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """Return the key; nothing for one that was never made, is over or was taken back."""
        at = timezone.now()
        keys = ApiKey.objects.open(at).select_related("user__person", "organisation")
        key = keys.filter(secret_hash=hash_of(token), user__is_active=True).first()
        if key is None:
            check_rate(request, "api-guess", most=MOST_GUESSES, seconds=600)
            return None
        check_rate(request, "api", most=MOST_A_MINUTE, seconds=60, of=str(key.pk))
        _check_second_factor(key)
        due = Q(used_at__isnull=True) | Q(used_at__lte=at - USED_EVERY)
        ApiKey.objects.filter(due, pk=key.pk).update(used_at=at)
        return key


def key_for(request: HttpRequest, right: str) -> ApiKey:
    """Return the key if it is for this, and whose it is holds that right herself at this moment.

    Raises ``NotAllowed`` otherwise, whatever is asked about.
    """
    key: ApiKey = request.auth  # type: ignore[attr-defined]  # what ``Bearer`` returned
    if right not in key.rights:
        raise NotAllowed(_("This key is not for that."))
    if not _holds_herself(key, right, key.organisation_id):
        raise NotAllowed(_("Whose key this is may not do that any more."))
    return key


def _holds_herself(key: ApiKey, right: str, organisation: UUID) -> bool:
    return organisation in access.held(key.user, covering=False).where(right)


def _check_second_factor(key: ApiKey) -> None:
    """A key is no way round the second step that its person must have."""
    if second_factor.is_missing(key.user):
        sentence = _("Whose key this is must add a second step to her sign-in first.")
        raise NotAllowed(sentence, link=f"{settings.SITE_URL}/account")
