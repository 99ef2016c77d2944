"""Encrypt every secret under the first of ``SECRETS_KEYS``: the others can go after that."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.models import IdentityProvider, Mail, PushDevice
from portal.sealing import seal_anew


class Command(BaseCommand):
    """Seal identity providers' secrets, waiting mails and devices' addresses anew, all or none."""

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
        devices = PushDevice.objects.select_for_update(no_key=True)
        for device in devices:
            device.sealed = seal_anew(device.sealed)
            device.save(update_fields=["sealed"])
        count = len(kept) + len(waiting) + len(devices)
        self.stdout.write(f"{count} secrets are sealed under the first key now.")
