"""What the scheduler asks for besides the path itself."""

from celery import shared_task
from django.utils import timezone

from portal.actions import checkpoint


@shared_task(name="portal.checkpoint_audit")
def checkpoint_audit() -> None:
    """Sign the heads of the audit chains and mail them; the first call of a day does it."""
    at = timezone.now()
    checkpoint.sign_heads(at=at)
    checkpoint.mail_checkpoints(at=at)
