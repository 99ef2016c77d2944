"""The stylesheet, fonts and icons of the pages, made from their sources into one folder.

Sources are ``static/css`` and the font packages. What is made is named without a hash:
the static files storage adds it.
"""

import hashlib
import importlib.metadata
import importlib.util
import io
import json
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portal import icons

STYLESHEET = "css/twinset.css"
LAYERS = "@layer tokens, base, components, pages;\n"

CHARACTERS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x218, 0x21B),  # Romanian comma below
    (0x1E9E, 0x1E9E),  # capital sharp s
    (0x2010, 0x2015),  # dashes
    (0x2018, 0x201E),  # quotation marks
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x202F),
    (0x2030, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x2044, 0x2044),
    (0x20A0, 0x20BF),  # currencies
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)

# Running text whose mean advance stands for a face's width.
SAMPLE = (
    "no picture leaves the house unless the person in it said yes to that very picture while her "
    "consent was in force and when she takes it back the very next request is refused"
)


@dataclass(frozen=True)
class Fallback:
    """A face of the system, and its mean advance in ems over ``SAMPLE``."""

    name: str
    local: tuple[str, ...]
    advance: float


ARIAL = Fallback("Arial", ("Arial", "Liberation Sans", "Helvetica"), 0.43564)
TIMES = Fallback("Times", ("Times New Roman", "Liberation Serif", "Times"), 0.39055)


@dataclass(frozen=True)
class Font:
    """One file to be cut: where from, what of it is kept, and what stands in until it arrives."""

    family: str
    package: str
    source: str
    file: str
    style: str
    weight: str
    axes: tuple[tuple[str, float | tuple[float, float, float]], ...]
    features: tuple[str, ...]
    fallback: Fallback


_SHAPING = ("kern", "ccmp", "locl", "mark", "mkmk")
FONTS = (
    Font(
        family="Inter",
        package="fontpkg-inter",
        source="Inter[opsz,wght].ttf",
        file="inter.woff2",
        style="normal",
        weight="400 600",
        axes=(("opsz", 14), ("wght", (400, 400, 600))),
        features=(*_SHAPING, "tnum", "case"),
        fallback=ARIAL,
    ),
    Font(
        family="Bodoni Moda",
        package="fontpkg-bodoni-moda",
        source="BodoniModa[opsz,wght].ttf",
        file="bodoni-moda.woff2",
        style="normal",
        weight="500",
        axes=(("opsz", 18), ("wght", 500)),
        features=(*_SHAPING, "liga"),
        fallback=TIMES,
    ),
    Font(
        family="Bodoni Moda",
        package="fontpkg-bodoni-moda",
        source="BodoniModa-Italic[opsz,wght].ttf",
        file="bodoni-moda-italic.woff2",
        style="italic",
        weight="500",
        axes=(("opsz", 18), ("wght", 500)),
        features=(*_SHAPING, "liga"),
        fallback=TIMES,
    ),
)


def build(sources: Path, out: Path) -> list[str]:
    """Make in ``out`` what is missing or older than its source; return the names of what was made.

    ``sources`` is the folder of static files. Processes may build at the same time: files are
    put in place whole.
    """
    return [*build_fonts(out), *build_stylesheet(sources, out), *build_icons(sources, out)]


def build_fonts(out: Path) -> list[str]:
    """Cut every font to the characters, axes and features that the pages use, as WOFF2.

    Beside each font a note is kept of the recipe and of its metrics, so that nothing is cut twice.
    """
    made = []
    for font in FONTS:
        recipe = _recipe(font)
        if _note(out, font).get("recipe") != recipe:
            content, metrics = _cut(font)
            put(out / "fonts" / font.file, content)
            note = json.dumps({"recipe": recipe, "metrics": metrics})
            put(_note_path(out, font), note.encode())
            made.append(f"fonts/{font.file}")
    return made


def build_stylesheet(sources: Path, out: Path) -> list[str]:
    """Join the layers into one stylesheet, the faces of the fonts first."""
    parts = [LAYERS, *(_faces(font, _note(out, font)["metrics"]) for font in FONTS)]
    parts += [path.read_text(encoding="utf-8") for path in stylesheet_sources(sources)]
    content = shorten("\n".join(parts)).encode()
    target = out / STYLESHEET
    if target.exists() and target.read_bytes() == content:
        os.utime(target)
        return []
    put(target, content)
    return [STYLESHEET]


def build_icons(sources: Path, out: Path) -> list[str]:
    """Draw the icons of the installed site that are missing or older than the drawing."""
    svg, drawn = icons.source(sources), (sources / icons.SOURCE).stat().st_mtime
    made = []
    for icon in (*icons.ICONS, icons.TOUCH):
        target = out / icon.file
        if not target.exists() or target.stat().st_mtime < drawn:
            put(target, icons.draw(svg, icon))
            made.append(icon.file)
    return made


def is_stale(sources: Path, out: Path) -> bool:
    """Whether a source of the stylesheet is newer than the stylesheet, or a file is missing."""
    target = out / STYLESHEET
    needed = [*(f"fonts/{font.file}" for font in FONTS), icons.TOUCH.file]
    needed += [icon.file for icon in icons.ICONS]
    if not target.exists() or not all((out / name).exists() for name in needed):
        return True
    made_at = target.stat().st_mtime
    return any(path.stat().st_mtime > made_at for path in _watched(sources))


def stylesheet_sources(sources: Path) -> list[Path]:
    """Return the files of the layers in the order of the cascade."""
    css = sources / "css"
    return [
        css / "tokens.css",
        css / "base.css",
        *sorted((css / "components").glob("*.css")),
        *sorted((css / "pages").glob("*.css")),
    ]


def shorten(css: str) -> str:
    """Drop comments and spaces that mean nothing; strings are left as they are."""
    pieces = re.split(r'("[^"\n]*")', re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return "".join(
        piece if piece.startswith('"') else _shorten_plain(piece) for piece in pieces
    ).strip()


def _shorten_plain(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"(?<=[a-z0-9]): (?=[^;{}]*[;}])", ":", css)
    return css.replace(";}", "}")


def _watched(sources: Path) -> Iterator[Path]:
    yield from stylesheet_sources(sources)
    yield from (sources / "css").iterdir()
    yield Path(__file__)


def _recipe(font: Font) -> str:
    parts = [importlib.metadata.version(font.package), CHARACTERS, asdict(font)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _note_path(out: Path, font: Font) -> Path:
    return out / "fonts" / f".{font.file}.json"


def _note(out: Path, font: Font) -> dict[str, Any]:
    path = _note_path(out, font)
    if not path.exists() or not (out / "fonts" / font.file).exists():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _cut(font: Font) -> tuple[bytes, dict[str, float]]:
    """Return the WOFF2 and its metrics in ems."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = Options(layout_features=list(font.features), hinting=False, glyph_names=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in CHARACTERS for c in range(first, last + 1)])
    with TTFont(_package_file(font)) as source:
        subsetter.subset(source)
        cut = instantiateVariableFont(source, dict(font.axes))
        unit = cut["head"].unitsPerEm
        widths, names = cut["hmtx"], cut.getBestCmap()
        advances = [widths[names[ord(letter)]][0] for letter in SAMPLE]
        metrics = {
            "ascent": cut["hhea"].ascent / unit,
            "descent": -cut["hhea"].descent / unit,
            "advance": sum(advances) / len(advances) / unit,
        }
        cut.flavor = "woff2"
        buffer = io.BytesIO()
        cut.save(buffer)
    return buffer.getvalue(), metrics


def _package_file(font: Font) -> Path:
    spec = importlib.util.find_spec(font.package.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"Install {font.package}: the pages' fonts are cut from it.")
    return Path(spec.origin).parent / "files" / font.source


def _faces(font: Font, metrics: dict[str, float]) -> str:
    """Return the face, and the system's face stretched to the same measure until it arrives."""
    adjust = metrics["advance"] / font.fallback.advance
    local = ", ".join(f'local("{name}")' for name in font.fallback.local)
    return f"""
@font-face {{
  font-family: "{font.family}"; font-style: {font.style}; font-weight: {font.weight};
  font-display: swap; src: url("../fonts/{font.file}") format("woff2");
}}
@font-face {{
  font-family: "{font.family} {font.fallback.name}"; font-style: {font.style};
  src: {local}; size-adjust: {adjust:.2%};
  ascent-override: {metrics["ascent"] / adjust:.2%};
  descent-override: {metrics["descent"] / adjust:.2%}; line-gap-override: 0%;
}}
"""


def put(path: Path, content: bytes) -> None:
    """Put a file in place whole, for everybody to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
