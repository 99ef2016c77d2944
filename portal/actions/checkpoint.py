"""Sign the head of every audit chain, and send the day's signatures out of the house."""

from datetime import UTC, date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal import checkpoints
from portal.actions.mail import post
from portal.mailer import Letter
from portal.models import AuditChain, AuditCheckpoint

BATCH = 500


def sign_heads(*, at: datetime) -> int:
    """Write the day's checkpoint of every chain; return how many. The first call of a day does it.

    All at once or none: who comes second on a day (in UTC) finds it done.
    """
    if AuditCheckpoint.objects.filter(day=_day(at)).exists():
        return 0
    heads = AuditChain.objects.order_by("pk").values_list("pk", "length", "head").iterator()
    signed = [
        checkpoints.signed(chain_id=chain_id, length=length, head=head, at=at)
        for chain_id, length, head in heads
    ]
    try:
        with transaction.atomic():
            return len(AuditCheckpoint.objects.bulk_create(signed, batch_size=BATCH))
    except IntegrityError:  # somebody else wrote them meanwhile
        return 0


@transaction.atomic
def mail_checkpoints(*, at: datetime) -> int:
    """Post the day's checkpoints, in one mail to each address outside; return how many there are.

    Once: they are claimed in the transaction that posts the mails.
    """
    if not settings.AUDIT_CHECKPOINT_MAIL:
        return 0
    of_the_day = AuditCheckpoint.objects.filter(day=_day(at))
    claimed = of_the_day.filter(mailed_at=None).update(mailed_at=at)
    if claimed:
        letter = _letter(of_the_day, at)
        for address in settings.AUDIT_CHECKPOINT_MAIL:
            post(name="audit_checkpoints", address=address, letter=letter, at=at)
    return claimed


def _letter(of_the_day: QuerySet[AuditCheckpoint], at: datetime) -> Letter:
    subject = _("The audit trail of %(site)s on %(day)s") % {
        "site": settings.SITE_URL,
        "day": _day(at).isoformat(),
    }
    return Letter(subject, _text(checkpoints.written(of_the_day)))


def _text(lines: str) -> str:
    words = _(
        "Keep this mail where nobody who runs the site can change it. It holds the signed head "
        "of every audit chain. Whoever rewrites a chain afterwards contradicts it: save the mail "
        "to a file and run “manage.py verify_audit --against FILE”."
    )
    return f"{words}\n\n{lines}\n"


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
