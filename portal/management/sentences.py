"""Commands that speak in sentences to people and in JSON to programs."""

import json
import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.database import prepare_database
from portal.errors import DomainError
from portal.imaging import UPLOAD
from portal.imaging.decode import too_large


class SentenceCommand(BaseCommand):
    """``--json`` alone on standard output; what went wrong as one sentence on standard error."""

    requires_system_checks = []
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--json`` to what every command takes."""
        parser.add_argument("--json", action="store_true", help="print JSON, and nothing else")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run; refusals become a sentence and an exit status. Logs of less than errors are mute."""
        logging.disable(logging.WARNING)
        try:
            if self.needs_database:
                prepare_database()
            return super().execute(*args, **options)
        except (CommandError, DomainError, OSError) as error:
            sentence = sentence_of(error)
            if not self._called_from_command_line:  # type: ignore[attr-defined]  # Django's own mark
                raise CommandError(sentence) from error
            self.stderr.write(sentence)
            sys.exit(getattr(error, "returncode", 1))
        finally:
            logging.disable(logging.NOTSET)

    def answer(self, options: dict[str, Any], content: Any, sentence: str) -> None:
        """Print ``content`` as JSON where that was asked for, else the sentence."""
        if options["json"]:
            self.stdout.write(json.dumps(content, ensure_ascii=False))
        else:
            self.stdout.write(sentence)


def read_picture(path: Path) -> bytes:
    """Return the bytes of a file that somebody names, and no more of them than we take.

    Raises ``Refused`` for a larger one, endless devices among them, OSError where there is none.
    """
    with path.open("rb") as file:
        data = file.read(UPLOAD.max_bytes + 1)
    if len(data) > UPLOAD.max_bytes:
        raise too_large(UPLOAD)
    return data


def sentence_of(error: Exception) -> str:
    """Return what went wrong in a sentence."""
    if isinstance(error, DomainError):
        return error.sentence
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return str(error)
