"""What is mailed to guests and crews. The secret in it stands nowhere else."""

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.actions.door import CODE_HOLDS, Sent
from approvals.models import CrewLink, GuestLink
from portal.actions.mail import LASTS, post
from portal.languages import language_of
from portal.mailer import Letter
from portal.models import User


def post_guest_link(sent: Sent[GuestLink], by: User, *, at: datetime) -> None:
    """Post her link to a guest."""
    brand = sent.link.brief.brand
    url = settings.SITE_URL + reverse("guest", args=[sent.secret])
    words = {"link": sent.link, "brand": brand, "by": by, "url": url}
    with translation.override(language_of(sent.link.email, by.language or brand.language)):
        subject = _("%(brand)s asks for your opinion of pictures") % {"brand": brand}
        _post("guest_link", sent, subject, words, at=at, lasts=LASTS)


def post_crew_link(sent: Sent[CrewLink], by: User, *, at: datetime) -> None:
    """Post her link to a member of a crew."""
    brand = sent.link.brief.brand
    url = settings.SITE_URL + reverse("crew", args=[sent.secret])
    with translation.override(language_of(sent.link.email, by.language or brand.language)):
        subject = _("%(brand)s credits you") % {"brand": brand}
        role = sent.link.member.get_role_display()
        words = {"link": sent.link, "brand": brand, "by": by, "url": url, "role": role}
        _post("crew_link", sent, subject, words, at=at, lasts=LASTS)


def post_code(sent: Sent[GuestLink] | Sent[CrewLink], *, at: datetime) -> None:
    """Post the six digits to the address that was named, and to no other."""
    minutes = int(CODE_HOLDS.total_seconds() // 60)
    subject = _("Your code for Twinset")
    words: dict[str, object] = {"link": sent.link, "code": sent.secret, "minutes": minutes}
    _post("door_code", sent, subject, words, at=at, lasts=CODE_HOLDS)


def _post(
    name: str,
    sent: Sent[GuestLink] | Sent[CrewLink],
    subject: str,
    words: dict[str, object],
    *,
    at: datetime,
    lasts: timedelta,
) -> None:
    letter = Letter(" ".join(subject.split()), render_to_string(f"emails/{name}.txt", words))
    post(
        name=name,
        address=sent.link.email,
        letter=letter,
        at=at,
        lasts=lasts,
        about=sent.link.pk,
    )
