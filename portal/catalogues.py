"""The sentences in other languages: what ``locale/`` holds, made into what Django reads.

Translators write ``django.po``. What is made of it lies under ``var/`` like all that is
generated; no gettext has to be installed for that.
"""

import io
import logging
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.assets import put

PLACE = Path("LC_MESSAGES")
logger = logging.getLogger(__name__)


def languages_of(sources: Path) -> list[str]:
    """Return the languages there are sentences in, besides the one that the code is written in."""
    return sorted(path.parent.parent.name for path in sources.glob(f"*/{PLACE}/django.po"))


def read(sources: Path, language: str) -> Catalog:
    """Return the sentences of one language."""
    with (sources / language / PLACE / "django.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def build(sources: Path, out: Path) -> list[str]:
    """Make in ``out`` what is missing or older than its source; return what was made.

    Processes may build at the same time: files are put in place whole.
    """
    made = []
    for language in languages_of(sources):
        if _is_stale(sources, out, language):
            content = io.BytesIO()
            write_mo(content, read(sources, language))
            put(_target(out, language), content.getvalue())
            made.append(language)
    return made


def build_if_possible(sources: Path, out: Path) -> None:
    """Build; where nothing can be written the pages speak as the code does, and the log says so."""
    try:
        build(sources, out)
    except OSError:
        logger.exception("The translations could not be written to %s.", out)


def _is_stale(sources: Path, out: Path, language: str) -> bool:
    source, target = sources / language / PLACE / "django.po", _target(out, language)
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _target(out: Path, language: str) -> Path:
    return out / language / PLACE / "django.mo"
