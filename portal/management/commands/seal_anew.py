"""Encrypt every secret under the first of ``SECRETS_KEYS``: the others can go after that."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.models import IdentityProvider, Mail
from portal.sealing import seal_anew


class Command(BaseCommand):
    """Seal the client secrets of identity providers and waiting mails anew, all or none."""

    help = __doc__

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do it."""
        kept = IdentityProvider.objects.select_for_update(no_key=True).exclude(sealed_secret="")
        for provider in kept:
            provider.sealed_secret = seal_anew(provider.sealed_secret)
            provider.save(update_fields=["sealed_secret"])
        waiting = Mail.objects.select_for_update(no_key=True).exclude(sealed="")
        for mail in waiting:
            mail.sealed = seal_anew(mail.sealed)
            mail.save(update_fields=["sealed"])
        self.stdout.write(f"{len(kept) + len(waiting)} secrets are sealed under the first key now.")
