"""The generators of this installation, made from their dotted paths."""

from collections.abc import Mapping
from importlib import import_module

from twins.generators.base import Generator

PEOPLE = "studio"
"""The generator that is no machine: the order lands on a twin studio's desk."""


def make(specs: Mapping[str, str]) -> dict[str, Generator]:
    """Return a generator for each name in ``specs`` (name to dotted path of its class).

    Raises ``ValueError`` with the name when a path leads nowhere or the name is taken.
    """
    return {name: _make(name, path) for name, path in specs.items()}


def _make(name: str, path: str) -> Generator:
    if name == PEOPLE:
        raise ValueError(f"“{PEOPLE}” is the name of orders that people fill.")
    module, _, attribute = path.rpartition(".")
    try:
        generator: Generator = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"The generator “{name}” cannot be made from {path!r}: {error}") from error
    return generator
