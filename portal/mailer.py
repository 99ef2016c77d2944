"""The mail server behind one small protocol: it takes a letter, or says whether to try again."""

from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

PERMANENT = 500
"""From here on an answer of SMTP means: never (RFC 5321, 4.2.1)."""


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    subject: str
    text: str
    html: str = ""
    unsubscribe: str = ""
    """Where a mail program can stop such mails with one POST (RFC 8058)."""


class NotTaken(Exception):
    """The server did not take a mail; ``permanent`` says that it never will."""

    def __init__(self, why: object, *, permanent: bool) -> None:
        super().__init__(str(why) or type(why).__name__)
        self.permanent = permanent


def hand_over(letter: Letter, *, to: str, message_id: str) -> None:
    """Give a letter to the mail server. Raises ``NotTaken``.

    Only what the server says of this address or of these words is permanent: a server that is
    away, or that does not want us, can be mended.
    """
    try:
        _message(letter, to, message_id).send()
    except SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        raise NotTaken(refused, permanent=min(codes, default=0) >= PERMANENT) from refused
    except SMTPDataError as refused:
        raise NotTaken(refused, permanent=refused.smtp_code >= PERMANENT) from refused
    except (SMTPException, OSError) as away:
        raise NotTaken(away, permanent=False) from away
    except ValueError as unusable:  # an address or a subject that no mail can have
        raise NotTaken(unusable, permanent=True) from unusable


def _message(letter: Letter, to: str, message_id: str) -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    answers = [settings.SUPPORT_EMAIL] if settings.SUPPORT_EMAIL else []
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[to], headers=headers, reply_to=answers
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message
