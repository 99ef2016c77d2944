"""The mailbox of the tests: before anybody looks into it, a worker sends what waits.

Mails are posted as rows and nothing of a test is ever committed, so no bell rings. Whoever looks
finds what the very function of the workers handed over meanwhile, each mail at the instant at which
it was posted; a test that never looks pays nothing.
"""

from collections.abc import Iterator
from typing import Any, SupportsIndex

from portal.actions.mail import send_mail
from portal.models import Mail
from portal.models.mail import MailState


class Mailbox(list[Any]):
    """Messages, as ``django.core.mail.outbox`` has them."""

    __hash__ = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self._filled())

    def __len__(self) -> int:
        return len(self._filled())

    def __getitem__(self, key: SupportsIndex | slice) -> Any:
        return self._filled()[key]

    def __eq__(self, other: object) -> bool:
        return self._filled() == other

    def clear(self) -> None:
        """Throw away what was sent until now."""
        self._filled()
        super().clear()

    def _filled(self) -> list[Any]:
        for waiting in Mail.objects.filter(state=MailState.WAITING, attempt=0):
            send_mail(mail_id=waiting.pk, at=waiting.posted_at)
        return list(super().__iter__())
