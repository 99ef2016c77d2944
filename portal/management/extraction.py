"""Every sentence that the code and the templates would have translated.

Python is read by babel. A template is first made into calls of gettext by Django, which are
then read from the text, since what surrounds them is no Python.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

CODE = ("portal", "twins", "approvals")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "lazy": None,
    "mark": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(({_TEXT}(?:, {_TEXT})*)(?:, ?count)?\)")

type Words = str | tuple[str, ...]


def catalogue(root: Path) -> Catalog:
    """Return all sentences of the project in ``root``, each with the files that it stands in."""
    found = Catalog(fuzzy=False)
    for path in files(root):
        read = _of_python if path.suffix == ".py" else _of_template
        for words, context in read(path):
            found.add(words, locations=[(path.relative_to(root).as_posix(), 0)], context=context)
    return found


def files(root: Path) -> list[Path]:
    """Return every file with sentences for people, in order."""
    code = [path for name in CODE for path in (root / name).rglob("*.py")]
    return sorted(code) + templates(root)


def templates(root: Path) -> list[Path]:
    """Return the templates of pages and mails; the style guide is for who builds the site."""
    found = [path for path in (root / "templates").rglob("*.*") if path.name != "styleguide.html"]
    return sorted(found)


def _of_python(path: Path) -> Iterator[tuple[Words, str | None]]:
    with path.open("rb") as file:
        for _line, words, _comments, context in extract("python", file, KEYWORDS):
            yield words, context


def _of_template(path: Path) -> Iterator[tuple[Words, str | None]]:
    for call in _CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
        words = ast.literal_eval(f"({call[2]},)")
        context, words = (words[0], words[1:]) if "p" in call[1][:2] else (None, words)
        yield words if len(words) > 1 else words[0], context
