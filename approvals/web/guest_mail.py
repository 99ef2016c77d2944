"""What is mailed to guests. The secret in it stands nowhere else."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.actions.guest import CODE_HOLDS, Sent
from portal.models import User

log = logging.getLogger(__name__)


def send_link(sent: Sent, by: User) -> bool:
    """Mail her link to a guest. False where the mail could not be handed over."""
    brand = sent.link.brief.brand
    subject = _("%(brand)s asks for your opinion of pictures") % {"brand": brand}
    url = settings.SITE_URL + reverse("guest", args=[sent.secret])
    words = {"link": sent.link, "brand": brand, "by": by, "url": url}
    return _send(sent, subject, "emails/guest_link.txt", words)


def send_code(sent: Sent) -> bool:
    """Mail the six digits to the address that was invited, and to no other."""
    minutes = int(CODE_HOLDS.total_seconds() // 60)
    subject = _("Your code for Twinset")
    words = {"link": sent.link, "code": sent.secret, "minutes": minutes}
    return _send(sent, subject, "emails/guest_code.txt", words)


def _send(sent: Sent, subject: str, template: str, words: dict[str, object]) -> bool:
    text = render_to_string(template, words)
    try:
        send_mail(" ".join(subject.split()), text, None, [sent.link.email])
    except OSError:  # every failure of SMTP is one
        log.exception("a mail to the guest %s was not sent", sent.link.pk)
        return False
    return True
