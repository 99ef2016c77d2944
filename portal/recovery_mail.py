"""Tells every address of hers about a recovery; the link in the mail can stop it."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from portal.models import Recovery
from portal.notify import mail_each

SALT = "stop a recovery"
LASTS_SECONDS = 30 * 24 * 3600


def tell(recovery: Recovery, name: str, *, at: datetime, when: datetime | None = None) -> None:
    """Post ``templates/emails/name`` to each address; it speaks of ``when``, or of now."""
    stop = reverse("stop-recovery", args=[token(recovery)])
    mail_each(
        name,
        addresses(recovery),
        at=at,
        when=timezone.localtime(when or at),
        halt_url=f"{settings.SITE_URL}{reverse('ask-for-stop')}",
        stop_url=f"{settings.SITE_URL}{stop}",
    )


def addresses(recovery: Recovery) -> set[str]:
    """Return every address she has, and the one she named now."""
    known = EmailAddress.objects.filter(user=recovery.user_id).values_list("email", flat=True)
    return {*known, recovery.address}


def token(recovery: Recovery) -> str:
    """Return what stands in the link that stops a recovery."""
    return signing.dumps(str(recovery.pk), salt=SALT)


def of_token(given: str) -> Recovery | None:
    """Return the recovery that a link is about; none when it is not one of ours or too old."""
    try:
        pk = signing.loads(given, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    return Recovery.objects.filter(pk=pk).first()
