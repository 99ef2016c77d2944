"""Fill an empty installation with the demo's story."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from approvals.demo.pictures import Drawn, Pictures, Portraits
from approvals.demo.seed import tell_once


class Command(BaseCommand):
    help = "Fill an empty installation with the demo's story; a second time changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--portraits", metavar="DIR", help="AI-made portraits of the twins")
        parser.add_argument("--ai-system", metavar="NAME", help="what made those portraits")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tell the story in one transaction: all of it is there, or nothing."""
        if not settings.DEBUG:
            raise CommandError("The demo has known passwords: it does not run on production.")
        with transaction.atomic():
            told = tell_once(
                _pictures(options["portraits"], options["ai_system"]),
                now=timezone.now(),
                say=self._say,
                sign_ins=settings.VAR_DIR / "demo-people.json",
            )
        if not told:
            self.stdout.write("The story is there already.")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()


def _pictures(folder: str | None, ai_system: str | None) -> Pictures:
    if folder is None:
        return Drawn()
    if not ai_system:
        raise CommandError("Say what made the portraits: --ai-system NAME.")
    try:
        return Portraits(Path(folder), ai_system)
    except OSError as error:
        raise CommandError(str(error)) from error
