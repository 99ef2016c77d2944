"""Documents to keep: set by typst from a record, tagged for screen readers (PDF/UA-1)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg
import typst

FOLDER = Path(__file__).parent
FACES = (("Bodoni Moda", 400), ("Inter", 400))


def as_pdf(name: str, data: dict[str, Any]) -> bytes:
    """Return ``name``.typ set with ``data`` as PDF/UA-1. Raises ``typst.TypstError``."""
    made: Any = typst.compile(
        str(FOLDER / f"{name}.typ"),
        root=str(FOLDER),
        font_paths=_font_paths(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
    )
    return bytes(made)


@cache
def _font_paths() -> list[str]:
    return [str(Path(fontpkg.path(name, weight)).parent) for name, weight in FACES]
