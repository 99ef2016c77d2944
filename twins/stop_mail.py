"""The mails of the urgent stop: a link that places it, and word to every address of hers."""

import uuid
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from portal.models import User
from portal.notify import mail, mail_each
from twins.models import Twin

SALT = "place a stop"
LASTS_SECONDS = 24 * 3600
"""A link works for a day: it can only stop, and who placed it can lift it."""


def send_link(address: str, *, at: datetime) -> None:
    """Post a link that places the stop, if ``address`` is one that a model has verified.

    For any other the same is done, and goes nowhere: nobody learns by the time that an answer
    takes whose address it is.
    """
    user = _model_at(address)
    path = reverse("stop-by-mail", args=[token(user, address)])
    stop_url = f"{settings.SITE_URL}{path}"
    lasts = timedelta(seconds=LASTS_SECONDS)
    mail("stop_link", address, at=at, lasts=lasts, for_nobody=user is None, stop_url=stop_url)


def tell(user: User, name: str, *, at: datetime) -> None:
    """Post ``templates/emails/name`` to each address that she has verified."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    told = addresses.values_list("email", flat=True)
    my_twin = f"{settings.SITE_URL}{reverse('stop-twin')}"
    mail_each(name, told, at=at, when=timezone.localtime(at), stop_url=my_twin)


def token(user: User | None, address: str) -> str:
    """Return what stands in the link that places the stop; in one to nobody, that of nobody."""
    user_id = user.pk if user else uuid.uuid4()
    return signing.dumps([str(user_id), address.strip().lower()], salt=SALT)


def of_token(given: str) -> User | None:
    """Return whom a link is about; none if it is not ours, too old, or not her address now."""
    try:
        pk, address = signing.loads(given, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    user = _model_at(address)
    return user if user is not None and str(user.pk) == pk else None


def _model_at(address: str) -> User | None:
    """The model who has verified this address; no other's account is about a twin."""
    address = address.strip().lower()
    known = EmailAddress.objects.filter(email=address, verified=True).values("user")
    users = User.objects.filter(pk__in=known, is_active=True)
    return users.filter(person__in=Twin.objects.values("owner")).first()
