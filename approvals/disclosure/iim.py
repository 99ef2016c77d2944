"""IPTC-IIM 4.2 records as they come with pictures, read without believing them.

The standard has no field for how a picture was made; makers, we among them, write the address of
the digital source type into the special instructions (2:40).
"""

import re
from collections.abc import Iterator

TEXTS = {
    40: "instructions",
    65: "program",
    70: "program_version",
    80: "creator",
    103: "reference",
    110: "credit",
    116: "copyright",
    120: "caption",
}
"""Datasets of record 2 that are read, by number."""
MOST = 200
"""Datasets looked at: nobody writes more, and each may be empty."""
_MARKER = 0x1C
_HEADER = 5  # marker, record, dataset, two bytes of size
_EXTENDED = 0x8000
_SOURCE = re.compile(r"//cv\.iptc\.org/newscodes/digitalsourcetype/(\w{1,60})", re.ASCII)

type Texts = dict[str, list[str]]


def parse_iim(records: bytes) -> Texts:
    """The texts of record 2 by the names in TEXTS, in the order in which they stand.

    In UTF-8 where it is that, whatever record 1 says, else in Latin-1. What is cut off or of
    extended size ends the reading; never raises.
    """
    found: Texts = {}
    for record, number, value in _datasets(records):
        if record == 2 and number in TEXTS and value:  # noqa: PLR2004 -- the application record
            found.setdefault(TEXTS[number], []).append(_text(value))
    return found


def source_type(texts: Texts) -> str | None:
    """The digital source type whose address stands in the instructions."""
    named = (_SOURCE.search(text) for text in texts.get("instructions", ()))
    return next((match[1] for match in named if match), None)


def _datasets(records: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Record, dataset and value of each."""
    at = 0
    for _nth in range(MOST):
        header = records[at : at + _HEADER]
        if len(header) < _HEADER or header[0] != _MARKER:
            return
        size = int.from_bytes(header[3:], "big")
        at += _HEADER + size
        if size >= _EXTENDED or at > len(records):
            return
        yield header[1], header[2], records[at - size : at]


def _text(value: bytes) -> str:
    """Without the controls that no text has; many write UTF-8 and do not say so."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
