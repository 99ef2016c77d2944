"""How much one upload may cost, and what is said when it is refused."""

from dataclasses import dataclass

from portal.errors import Invalid

MB = 1_000_000
MIB = 1024 * 1024


class Refused(Invalid):
    """A file that we will not keep. The sentence says why, and what would help."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What reading one picture may take.

    ``memory_bytes`` is address space of the reading process, libraries included;
    ``seconds`` is wall clock; ``max_clean_bytes`` is the size of what comes out.
    """

    max_bytes: int = 40 * MB
    max_pixels: int = 64 * MB
    seconds: float = 20
    memory_bytes: int = 1536 * MIB
    max_clean_bytes: int = 128 * MIB


UPLOAD = Limits()
