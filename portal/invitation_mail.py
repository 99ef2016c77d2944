"""The mail that carries an invitation's link."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.actions.invitation import Sent

logger = logging.getLogger(__name__)


def send(sent: Sent) -> bool:
    """Send the link, in the organisation's language; say whether the mail went out.

    The secret is in the mail alone, so what did not go out is sent again with a new one.
    """
    try:
        with translation.override(sent.invitation.organisation.language):
            _mail(sent).send()
    except (SMTPException, OSError):
        logger.exception("No mail went out for invitation %s.", sent.invitation.pk)
        return False
    return True


def _mail(sent: Sent) -> EmailMultiAlternatives:
    invitation = sent.invitation
    path = reverse("invitation", args=[invitation.pk, sent.secret])
    words = {"invitation": invitation, "link": f"{settings.SITE_URL.rstrip('/')}{path}"}
    subject = _("%(organisation)s invites you to Twinset") % {
        "organisation": " ".join(invitation.organisation.name.split())
    }
    mail = EmailMultiAlternatives(
        subject, render_to_string("emails/invitation.txt", words), to=[invitation.email]
    )
    mail.attach_alternative(render_to_string("emails/invitation.html", words), "text/html")
    return mail
