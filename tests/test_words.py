"""No word for people stands in a template outside what is translated."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from portal.management.extraction import files, templates

ROOT = Path(settings.BASE_DIR)
NAMES = {"Twinset", "CSV", "JSON Lines", "JSON", "PDF"}
"""The same in every language."""
SAID = r'\b(?:alt|aria-label|aria-description|title|placeholder|label|data-word-[\w-]+)="([^"]*)"'
SHOWN = r'<meta name="description" content="([^"]*)"'
NO_TEXT = ("body_class", "main_class")
"""Blocks that hold names of classes."""


def found_in(source: str) -> list[str]:
    """Return the words of a template that no translator will ever see."""
    text = "".join(_plain(source))
    attributes = [each for pattern in (SAID, SHOWN) for each in re.findall(pattern, text)]
    between = re.split(r"<[^>]*>|\n", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))
    pieces = [piece for each in attributes + between for piece in each.split("\0")]
    return [word for word in (piece.strip(" ·:()/,.\n") for piece in pieces) if _is_said(word)]


def _plain(source: str) -> Iterator[str]:
    """The text between the tags; a tag is a NUL, so that words on both sides stay apart."""
    silent = ""
    for token in Lexer(source).tokenize():
        name = token.split_contents()[0] if token.token_type == TokenType.BLOCK else ""
        if not silent and name in {"blocktranslate", "blocktrans", "comment"}:
            silent = f"end{name}"
        elif not silent and name == "block" and token.split_contents()[1] in NO_TEXT:
            silent = "endblock"
        elif name and name == silent:
            silent = ""
        elif not silent:
            yield token.contents if token.token_type == TokenType.TEXT else "\0"
            if name in {"include", "with"}:
                yield from _given(token.contents)


def _given(tag: str) -> list[str]:
    """Words that a tag passes on as they stand; what is in ``_()`` is translated."""
    named = re.findall(r'(?<!\()\b(?:title|text|note|label|word|help|lead)="([^"]+)"', tag)
    return [f"\0{each}\0" for each in named]


def _is_said(word: str) -> bool:
    return word not in NAMES and re.search(r"[A-Za-z]{2,}", word) is not None


@pytest.mark.parametrize(
    "source",
    [
        "<p>Sent</p>",
        '<a title="Sent">{{ name }}</a>',
        '{% translate "Sent" %} by {{ name }}',
        '{% include "a.html" with label="Sent" only %}',
        '<meta name="description" content="Sent">',
    ],
)
def test_a_word_that_stands_alone_is_seen(source: str) -> None:
    assert found_in(source) != []


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Sent" %}</p>',
        '{% include "a.html" with label=_("Sent") tone="yes" only %}',
        "{% blocktranslate trimmed with name=user %}Sent by {{ name }}{% endblocktranslate %}",
        "{% block body_class %}phone phone--picture{% endblock body_class %}",
        '<button name="step" value="change">{{ word }}</button> · Twinset',
    ],
)
def test_what_is_translated_or_no_word_is_left_alone(source: str) -> None:
    assert found_in(source) == []


def test_every_word_of_the_pages_and_mails_is_translated() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in templates(ROOT)
        if (words := found_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


FIXED = re.compile(r"""["'][jd]\.? ?[FMm][ .]?[^"']*["']""")


def test_no_day_is_written_in_one_fixed_way() -> None:
    """A format is called by its name (portal.formats), since each language has its own."""
    assert FIXED.search('date_format(day, "j F Y")')
    code = [path for path in files(ROOT) if "formats" not in path.parts]
    found = {
        path.relative_to(ROOT).as_posix(): fixed
        for path in code
        if (fixed := FIXED.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}
