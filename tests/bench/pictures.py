"""Pictures of many kinds, the same in every run: drawn people and clothes, grounds, textures."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy import ndimage

from approvals.demo.figures import VARIANTS, editorial, garment, mood, person, portrait

type Size = tuple[int, int]
type Levels = NDArray[np.float64]

_DRAWN_AT = (1200, 1800)


def pictures(size: Size) -> Iterator[tuple[str, Image.Image]]:
    """Twenty-four pictures of `size` with their names, then those of the folder $PICTURES."""
    for name, drawn in _drawn():
        with Image.open(io.BytesIO(drawn)) as opened:
            yield name, ImageOps.fit(opened.convert("RGB"), size, Image.Resampling.LANCZOS)
    for name, made in _MADE.items():
        yield name, _coloured(made(size))
    if folder := os.environ.get("PICTURES"):
        for file in sorted(Path(folder).iterdir()):
            if file.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}:
                with Image.open(file) as opened:
                    yield file.name, ImageOps.fit(opened.convert("RGB"), size)


def _drawn() -> Iterator[tuple[str, bytes]]:
    for n in range(6):
        yield (
            f"editorial {n}",
            editorial(
                person(3 * n + 1),
                outfit_seed=5 * n + 3,
                ground_seed=7 * n,
                pose_seed=n,
                size=_DRAWN_AT,
            ),
        )
    for n, variant in enumerate(VARIANTS[:2]):
        yield f"portrait {n}", portrait(person(n + 20), size=_DRAWN_AT, variant=variant)
    for n in range(2):
        yield f"garment {n}", garment(n + 4, size=_DRAWN_AT)
        yield f"mood {n}", mood(n + 2, size=_DRAWN_AT)


def _coloured(levels: Levels) -> Image.Image:
    tinted = levels[..., None] * np.array([1.0, 0.96, 0.92])
    return Image.fromarray(tinted.clip(0, 255).astype(np.uint8))


def _across(size: Size) -> tuple[Levels, Levels]:
    """x and y of each pixel, -1 to 1."""
    y, x = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    return x, y


def _grain(size: Size, levels: float, seed: int) -> Levels:
    return np.random.default_rng(seed).normal(0, levels, size[::-1])


def _clouds(size: Size, cell: float, levels: float, seed: int) -> Levels:
    """Soft noise whose blobs are `cell` thousandths of the width across."""
    pixels = max(2.0, cell * size[0] / 1000)
    small = (round(size[1] / pixels) + 2, round(size[0] / pixels) + 2)
    rough = np.random.default_rng(seed).normal(0, 1, small).astype(np.float32)
    spread = Image.fromarray(rough).resize(
        (round(small[1] * pixels), round(small[0] * pixels)), Image.Resampling.BICUBIC
    )
    exact: Levels = np.asarray(spread, np.float64)[: size[1], : size[0]]
    return levels * exact


def _studio(size: Size) -> Levels:
    x, y = _across(size)
    return 214 - 18 * y - 8 * x**2


def _night(size: Size) -> Levels:
    x, y = _across(size)
    levels = 22 + _grain(size, 3, 1)
    for left, top in ((-0.6, -0.4), (0.2, 0.1), (0.7, -0.7)):
        levels += 190 * np.exp(-((x - left) ** 2 + (y - top) ** 2) / 0.01)
    return levels


def _knit(size: Size) -> Levels:
    x, y = _across(size)
    weave: Levels = 26 * np.sin(190 * x) * np.cos(260 * y + 3 * np.sin(190 * x))
    return 120 + weave + _grain(size, 4, 2)


def _stripes(size: Size) -> Levels:
    x, y = _across(size)
    return 130 + 70 * np.tanh(6 * np.sin(70 * x + 12 * y)) + _grain(size, 2, 3)


def _checks(size: Size) -> Levels:
    x, y = _across(size)
    squares = np.sign(np.sin(40 * x) * np.sin(60 * y))
    return 125 + 35 * squares + _clouds(size, 8, 12, 4)


def _foliage(size: Size) -> Levels:
    layers = [_clouds(size, cell, 3 * cell**0.4, n) for n, cell in enumerate((2, 5, 14, 60))]
    rough: Levels = np.sum(layers, axis=0)
    return 105 + 3 * rough


def _hair(size: Size) -> Levels:
    strands = np.random.default_rng(5).normal(0, 1, size[::-1])
    length = size[1] / 90
    combed: Levels = ndimage.gaussian_filter(strands, (length, 1.2)) * np.sqrt(length)
    return 70 + 90 * combed


_MADE: dict[str, Callable[[Size], Levels]] = {
    "studio without grain": _studio,
    "studio with grain": lambda size: _studio(size) + _grain(size, 2.5, 6),
    "mist": lambda size: 190 + _clouds(size, 220, 14, 7) + _grain(size, 1, 8),
    "night": _night,
    "knit": _knit,
    "stripes": _stripes,
    "checks": _checks,
    "foliage": _foliage,
    "gravel": lambda size: 120 + _clouds(size, 3, 32, 9),
    "skin": lambda size: 165 + _clouds(size, 90, 12, 10) + _clouds(size, 3, 4, 11),
    "hair": _hair,
    "film": lambda size: 128 + _clouds(size, 150, 40, 12) + _grain(size, 9, 13),
}
