"""The protocol between Twinset and whatever renders pictures of a twin."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Progress = Callable[[int, int], None]
"""Called with (done, total) as the work advances; may raise ``Cancelled``."""


class GeneratorError(Exception):
    """The backend could not render. ``permanent`` says whether to try again."""

    def __init__(self, sentence: str, *, permanent: bool) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class Cancelled(Exception):
    """The order was called off while it was being rendered."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order to a generator: everything it may use, and nothing else.

    Pictures are the encoded bytes of upright, metadata-free files.
    """

    title: str
    idea: str
    brand: str
    references: Sequence[bytes]
    garments: Sequence[bytes]
    moods: Sequence[bytes] = ()
    seed: int = 0
    count: int = 1
    asked_changes: Sequence[str] = ()
    credits: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """One finished picture with what its maker declares about it.

    ``digital_source_type`` is the last part of the IPTC address, such as
    ``composite`` (IPTC NewsCodes, Digital Source Type).
    """

    picture: bytes
    media_type: str
    ai_system: str
    ai_version: str
    digital_source_type: str


class Generator(Protocol):
    """A machine that renders drafts. People at a studio deliver through their own page."""

    name: str

    def render(self, order: Order, *, progress: Progress) -> Iterator[Rendered]:
        """Yield ``order.count`` pictures; the same order yields the same bytes.

        Raises ``GeneratorError`` when it cannot, ``Cancelled`` from ``progress``.
        """
        ...

    def forget(self, subject: str) -> None:
        """Delete all that the backend keeps about the twin ``subject`` (RULINGS 9)."""
        ...
