"""What the scheduler asks for besides the path itself."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.actions import checkpoint
from portal.actions import mail as mails
from portal.actions import push as pushes


@shared_task(name="portal.checkpoint_audit")
def checkpoint_audit() -> None:
    """Sign the heads of the audit chains and mail them; the first call of a day does it."""
    at = timezone.now()
    checkpoint.sign_heads(at=at)
    checkpoint.mail_checkpoints(at=at)


@shared_task(name="portal.send_mail")
def send_mail(mail_id: int) -> None:
    """Hand one mail over to the mail server."""
    mails.send_mail(mail_id=mail_id, at=timezone.now())


@shared_task(name="portal.sweep_mails")
def sweep_mails() -> None:
    """Ring again for the mails that are due, and keep no words longer than they are needed."""
    at = timezone.now()
    mails.purge_mails(at=at)
    mails.ring_again(at=at)


@shared_task(name="portal.send_push")
def send_push(push_id: str) -> None:
    """Hand one message over to the service of somebody's browser."""
    pushes.send_push(push_id=UUID(push_id), at=timezone.now())


@shared_task(name="portal.sweep_pushes")
def sweep_pushes() -> None:
    """Ring again for the messages that are due, and forget those that are over."""
    at = timezone.now()
    pushes.purge_pushes(at=at)
    pushes.ring_again(at=at)
