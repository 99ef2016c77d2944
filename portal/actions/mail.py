"""Mails leave through the queue: posted as rows, handed over by workers.

A mail is sent **at least once**. No mail server takes part in our transactions, so a worker that
dies between the server's yes and ours leaves a mail that is sent again when its lease is over:
better a code twice, with the same Message-ID, than a person who is never told. Nothing else doubles
one: who rings twice finds the row taken.

Whoever asks waits for no mail server, and the answer takes as long for an address that nobody has
here as for anybody's: that mail is posted too, and ends unsent (``for_nobody``).
"""

import json
import logging
import uuid
from dataclasses import astuple
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from portal.mailer import Letter, NotTaken, hand_over
from portal.models import Mail
from portal.models.mail import MailQuerySet, MailState
from portal.queue import enqueue
from portal.sealing import seal, unseal

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
"""Longer than any hand-over: a dozen answers of a server, each within MAIL_TIMEOUT_SECONDS."""

LASTS = timedelta(days=2)
KEPT = timedelta(days=14)
"""How long it can be seen that a mail was sent; its words go at once."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
MOST_DOUBLINGS = 12
AT_A_TIME = 100
PATIENCE = timedelta(seconds=5)
"""How long a bell may take before the sweep rings again."""


def post(
    *,
    name: str,
    address: str,
    letter: Letter,
    at: datetime,
    lasts: timedelta = LASTS,
    about: uuid.UUID | None = None,
    for_nobody: bool = False,
) -> Mail:
    """Keep a mail, sealed, and ring for a worker once this transaction has succeeded.

    It is tried for as long as it ``lasts``. Whether one ``about`` something arrived is asked with
    ``Mail.objects.undelivered``.
    """
    posted = Mail.objects.create(
        name=name,
        about=str(about or ""),
        address=address,
        for_nobody=for_nobody,
        sealed=seal(json.dumps(astuple(letter))),
        posted_at=at,
        due_at=at,
        until=at + lasts,
    )
    enqueue("portal.send_mail", mail_id=posted.pk)
    return posted


def send_mail(*, mail_id: int, at: datetime) -> None:
    """Hand a mail over, unless another worker has it or it is not its time."""
    mail = _claim(mail_id, at)
    if mail is None:
        return
    if mail.for_nobody:
        mail.delete()
        return
    try:
        letter = Letter(*json.loads(unseal(mail.sealed)))
        hand_over(letter, to=mail.address, message_id=_message_id(mail))
    except NotTaken as refused:
        _not_sent(mail, refused, at)
    except Exception as broke:
        log.exception("mail %s (%s) broke", mail.pk, mail.name)
        _not_sent(mail, NotTaken(type(broke).__name__, permanent=False), at)
    else:
        _end(mail, MailState.SENT, at)


def ring_again(*, at: datetime) -> None:
    """Ring for mails whose bell was lost, whose worker died or whose pause is over."""
    due = Mail.objects.due(at - PATIENCE).order_by("due_at")
    for pk in due.values_list("pk", flat=True)[:AT_A_TIME]:
        enqueue("portal.send_mail", mail_id=pk)


def purge_mails(*, at: datetime) -> None:
    """Give up what came too late, words and all, and forget what ended long ago."""
    late = Mail.objects.hopeless(at)
    late.filter(for_nobody=True).delete()
    late.update(state=MailState.GIVEN_UP, sealed="", ended_at=at, lease_id=None, lease_until=None)
    Mail.objects.ended_before(at - KEPT).delete()


def _claim(mail_id: int, at: datetime) -> Mail | None:
    lease = uuid.uuid4()
    taken = (
        Mail.objects.due(at)
        .filter(pk=mail_id)
        .update(
            state=MailState.SENDING,
            lease_id=lease,
            lease_until=at + LEASE,
            attempt=F("attempt") + 1,
        )
    )
    return Mail.objects.get(pk=mail_id, lease_id=lease) if taken else None


def _not_sent(mail: Mail, refused: NotTaken, at: datetime) -> None:
    """Refused for good, or tried again after a pause that grows."""
    log.warning("mail %s (%s) was not taken: %s", mail.pk, mail.name, refused)
    if refused.permanent:
        _end(mail, MailState.REFUSED, at, failure=str(refused)[:300])
        return
    _mine(mail).update(
        state=MailState.WAITING,
        due_at=at + pause(mail.attempt),
        failure=str(refused)[:300],
        lease_id=None,
        lease_until=None,
    )


def pause(attempt: int) -> timedelta:
    """Return how long to wait after the try with this number: longer each time, to an hour."""
    doublings = min(attempt - 1, MOST_DOUBLINGS)
    return min(timedelta(seconds=FIRST_PAUSE.seconds << doublings), LONGEST_PAUSE)


def _end(mail: Mail, state: MailState, at: datetime, failure: str = "") -> None:
    _mine(mail).update(
        state=state, sealed="", ended_at=at, failure=failure, lease_id=None, lease_until=None
    )


def _mine(mail: Mail) -> MailQuerySet:
    """The row while this worker has it: who was given up for dead ends nothing."""
    return Mail.objects.filter(pk=mail.pk, lease_id=mail.lease_id)


def _message_id(mail: Mail) -> str:
    """The same for every try, so that a mailbox can tell a second copy; it numbers nothing."""
    sign = salted_hmac(
        "message id of a mail", f"{mail.pk} {mail.posted_at}", algorithm="sha256"
    ).hexdigest()[:32]
    return f"<{sign}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>"
