"""Keep the translations in step with the code; ``--check`` only says what is wrong."""

import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import catalogues
from portal.management import extraction
from portal.management.catalogue_check import complaints

HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
MOST_SHOWN = 30


class Command(BaseCommand):
    help = "Write every sentence that is new into locale/, and take out what nobody says any more."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, say what is wrong")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the catalogues, or complain about them."""
        root, wanted = settings.BASE_DIR, extraction.catalogue(settings.BASE_DIR)
        languages = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        found = [self._one(root / "locale", each, wanted, options["check"]) for each in languages]
        if options["check"] and sum(found):
            raise CommandError("Translate what is missing; make messages finds what is new.")

    def _one(self, sources: Path, language: str, wanted: Catalog, check: bool) -> int:  # noqa: FBT001
        have = _read(sources, language)
        if not check:
            have = merged(wanted, have)
            _write(sources, language, have)
        found = complaints(wanted, have)
        for complaint in found[:MOST_SHOWN]:
            self.stderr.write(f"{language}: {complaint}")
        self.stdout.write(f"{language}: {len(wanted)} sentences, {len(found)} complaints.")
        return len(found)


def merged(wanted: Catalog, have: Catalog) -> Catalog:
    """Return ``wanted`` with the translations that there are. Nothing is guessed."""
    new = Catalog(locale=have.locale, fuzzy=False)
    for message in wanted:
        if message.id:
            found = have.get(message.id, message.context)
            is_same = found is not None and found.pluralizable == message.pluralizable
            new.add(
                message.id,
                found.string if found is not None and is_same else "",
                locations=message.locations,
                context=message.context,
            )
    return new


def as_text(language: str, catalogue: Catalog) -> str:
    """Return a catalogue as it is kept: no dates, no line numbers, so that only words differ."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, include_lineno=False)
    header = HEADER.format(language=language, plurals=catalogue.plural_forms)
    return header + out.getvalue().decode().strip() + "\n"


def _read(sources: Path, language: str) -> Catalog:
    if language in catalogues.languages_of(sources):
        return catalogues.read(sources, language)
    return Catalog(locale=language, fuzzy=False)


def _write(sources: Path, language: str, catalogue: Catalog) -> None:
    target = sources / language / catalogues.PLACE / "django.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(as_text(language, catalogue), encoding="utf-8")
