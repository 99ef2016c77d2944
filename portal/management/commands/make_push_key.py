"""Print a new key with which this site says who it is to push services."""

from typing import Any

from django.core.management.base import BaseCommand

from portal import push


class Command(BaseCommand):
    """Print a line for the environment; nothing is kept here."""

    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do it."""
        self.stdout.write(f"VAPID_PRIVATE_KEY={push.new_key()}")
        self.stderr.write(
            "Keep it in the environment. With another one every device has to be switched on anew."
        )
