"""Tables for a spreadsheet, in which no cell is a formula (RULINGS 23)."""

import csv
import io
from collections.abc import Iterable, Iterator

FORMULA = ("=", "+", "-", "@")
BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"
"""By which a spreadsheet knows that the text is UTF-8."""


def safe_cell(value: object) -> str:
    """Return ``value`` as text that a spreadsheet only shows: never begun by = + - or @."""
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file, each as soon as its row is there."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    line.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow(map(safe_cell, row))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
