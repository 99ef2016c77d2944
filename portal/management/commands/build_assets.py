"""Make the stylesheet and the fonts of the pages; quick when nothing changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal import assets


class Command(BaseCommand):
    help = "Make the stylesheet and the fonts of the pages; quick when nothing changed."
    requires_system_checks = []

    def handle(self, *_args: Any, **options: Any) -> None:
        made = assets.build(settings.BASE_DIR / "static", settings.VAR_DIR / "assets")
        if options["verbosity"] > 0:
            self.stdout.write(f"Made {', '.join(made)}." if made else "Everything is up to date.")
