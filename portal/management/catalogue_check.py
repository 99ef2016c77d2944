"""What is wrong with the translations into one language, each in a sentence."""

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

_PLACE = re.compile(r"%\((\w+)\)[sd]|(?<!%)%(?:%%)*[sd]|\{\w*\}|</?\w+")
"""What is filled in, and what is an element: %(name)s, %s, {name}, <b."""


def complaints(wanted: Catalog, have: Catalog) -> list[str]:
    """Return why ``have`` is no complete and faithful translation of ``wanted``."""
    return [*_missing(wanted, have), *_left_over(wanted, have)]


def strings(message: Message) -> tuple[str, ...]:
    """Return the translation: one text, or one for each form."""
    found = message.string
    return tuple(found) if isinstance(found, tuple | list) else (found or "",)


def _missing(wanted: Catalog, have: Catalog) -> Iterator[str]:
    for message in _sentences(wanted):
        found = have.get(message.id, message.context)
        if found is None or bool(found.pluralizable) != bool(message.pluralizable):
            yield f"not there: {_name(message)}"
        elif not all(strings(found)) or len(strings(found)) != _forms(message, have):
            yield f"not translated: {_name(message)}"
        elif found.fuzzy:
            yield f"only guessed (fuzzy): {_name(message)}"
        else:
            yield from _unfaithful(message, found)


def _left_over(wanted: Catalog, have: Catalog) -> Iterator[str]:
    for message in _sentences(have):
        if wanted.get(message.id, message.context) is None:
            yield f"no longer said anywhere: {_name(message)}"
    for message in have.obsolete.values():
        yield f"obsolete: {_name(message)}"


def _unfaithful(message: Message, found: Message) -> Iterator[str]:
    """A form may leave out the number, as the English singular may; nothing else."""
    said = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = [_places(text) for text in said]
    for text in strings(found):
        if _places(text) not in allowed:
            yield f"other placeholders in “{text}” than in {_name(message)}"
        if _edges(text) != _edges(said[0]):
            yield f"begins or ends with other spaces: “{text}” for {_name(message)}"


def _places(text: str) -> Counter[str]:
    return Counter(each[0] for each in _PLACE.finditer(text))


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _forms(message: Message, have: Catalog) -> int:
    return have.num_plurals if message.pluralizable else 1


def _sentences(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _name(message: Message) -> str:
    return f"“{message.id if isinstance(message.id, str) else message.id[0]}”"
