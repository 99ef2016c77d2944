"""Much data for measurements, realistic in shape."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from approvals.seeding import multiply, plant
from portal.management.sentences import SentenceCommand


class Command(SentenceCommand):
    help = "Add tenants, twins and drafts for measurements; never on production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many of each."""
        super().add_arguments(parser)
        for name, usual in (("tenants", 4), ("twins", 10), ("drafts", 1000)):
            parser.add_argument(f"--{name}", type=int, default=usual, metavar="N")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Plant, then multiply."""
        if not settings.DEBUG:
            raise CommandError("Data for measurements has no place on production.")
        if options["twins"] < 1:
            raise CommandError("Drafts need at least one twin: --twins 1.")
        say = self._say if not options["json"] else (lambda _words: None)
        seeded = plant(
            tenants=options["tenants"], twins=options["twins"], at=timezone.now(), say=say
        )
        multiply(seeded.drafts, options["drafts"], say)
        with connection.cursor() as cursor:  # planners guess badly about tables that they never saw
            cursor.execute("ANALYZE")
        content = {
            "tenants": len(seeded.runs),
            "twins": len(seeded.twins),
            "drafts": len(seeded.drafts) + options["drafts"],
            "people": {each.name: who.email for each, who in seeded.runs.items()},
        }
        self.answer(
            options, content, f"Added {content['drafts']} drafts of {len(seeded.twins)} models."
        )

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()
