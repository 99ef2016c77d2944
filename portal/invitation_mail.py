"""The mail that carries an invitation's link."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.actions.invitation import Sent
from portal.actions.mail import post
from portal.languages import language_of
from portal.mailer import Letter


def post_link(sent: Sent, *, at: datetime) -> None:
    """Post the link, in her language or the organisation's. The secret is in the mail alone."""
    invitation = sent.invitation
    with translation.override(language_of(invitation.email, invitation.organisation.language)):
        letter = _letter(sent)
    post(name="invitation", address=invitation.email, letter=letter, at=at, about=invitation.pk)


def _letter(sent: Sent) -> Letter:
    invitation = sent.invitation
    path = reverse("invitation", args=[invitation.pk, sent.secret])
    words = {"invitation": invitation, "link": f"{settings.SITE_URL.rstrip('/')}{path}"}
    subject = _("%(organisation)s invites you to Twinset") % {
        "organisation": " ".join(invitation.organisation.name.split())
    }
    return Letter(
        subject,
        render_to_string("emails/invitation.txt", words),
        render_to_string("emails/invitation.html", words),
    )
