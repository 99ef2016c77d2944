"""The icons of the installed site: drawn from ``static/img/icon.svg`` as static files are built."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = "img/icon.svg"
SIDE = 32
"""The icon's own units."""
FINER = 4
"""Drawn larger and shrunk, for smooth edges."""
STEPS = 12
"""Straight pieces of a curve."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Icon:
    """One file; ``scale`` leaves room where a phone cuts the icon to a shape of its own."""

    file: str
    pixels: int
    scale: float = 1
    purpose: str = "any"


ICONS = (
    Icon("img/icon-192.png", 192),
    Icon("img/icon-512.png", 512),
    Icon("img/icon-maskable-512.png", 512, scale=0.75, purpose="maskable"),
)
TOUCH = Icon("img/icon-touch-180.png", 180, scale=0.9)


def draw(svg: str, icon: Icon) -> bytes:
    """Return the icon as PNG: one shape on one ground, which is all that the source holds."""
    from PIL import Image, ImageDraw

    ground, ink, path = _parts(svg)
    large = icon.pixels * FINER
    picture = Image.new("RGB", (large, large), ground)
    unit = large * icon.scale / SIDE
    margin = large * (1 - icon.scale) / 2
    outline = [(margin + x * unit, margin + y * unit) for x, y in _outline(path)]
    ImageDraw.Draw(picture).polygon(outline, fill=ink)
    out = io.BytesIO()
    small = picture.resize((icon.pixels, icon.pixels), Image.Resampling.LANCZOS)
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def source(sources: Path) -> str:
    """Return the drawing from which all are made."""
    return (sources / SOURCE).read_text(encoding="utf-8")


def _parts(svg: str) -> tuple[str, str, str]:
    """The colour of the ground, that of the shape, and its path."""
    ground = re.search(r'<rect[^>]* fill="(#\w{6})"', svg)
    shape = re.search(r'<path fill="(#\w{6})" d="([^"]+)"', svg)
    if ground is None or shape is None:
        raise ValueError(f"{SOURCE} is no longer one shape on one ground.")
    return ground[1], shape[1], shape[2]


def _outline(path: str) -> Iterator[Point]:
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path

    pen = RecordingPen()
    parse_path(path, pen)
    at: Point = (0, 0)
    for how, points in pen.value:
        if how == "curveTo":
            b, c, d = points
            yield from (_on_curve(at, b, c, d, step / STEPS) for step in range(1, STEPS + 1))
        elif points:
            yield points[-1]
        at = points[-1] if points else at


def _on_curve(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (
        sum(part * point[axis] for part, point in zip(parts, (a, b, c, d), strict=True))
        for axis in (0, 1)
    )
    return x, y
