"""Tells every address of hers about a recovery; the link in the mail can stop it."""

from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portal.models import Recovery

SALT = "stop a recovery"
LASTS_SECONDS = 30 * 24 * 3600


def tell(recovery: Recovery, name: str, *, at: datetime) -> None:
    """Send ``templates/emails/name`` to each address, once this transaction has succeeded."""
    context = {
        "site_url": settings.SITE_URL,
        "when": date_format(timezone.localtime(at), "j F Y, H:i e"),
        "halt_url": f"{settings.SITE_URL}{reverse('ask-for-stop')}",
        "stop_url": f"{settings.SITE_URL}{reverse('stop-recovery', args=[token(recovery)])}",
    }
    subject = render_to_string(f"emails/{name}_subject.txt", context).strip()
    body = render_to_string(f"emails/{name}_message.txt", context)
    for address in sorted(addresses(recovery)):
        transaction.on_commit(partial(send_mail, subject, body, None, [address]))


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
