"""Whether one picture shows a part of another: cut, scaled, mirrored, a little turned.

A mark in the pixels can be lifted off one picture and laid on another. So a mark alone proves
nothing: what carries it must also look like a part of what it was made for.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy.signal import fftconvolve

SIDE = 96  # pixels, the longer one of the whole
SCALES = np.geomspace(0.4, 1.0, 20)  # of the whole's width that the part takes
TURNS = (-4, -3, -2, -1, 1, 2, 3, 4)  # degrees
INNER = 0.8  # of a turned picture's sides: its corners are of something else
ALIKE = 0.9
"""Parts of one picture after what platforms do correlate at 0.94 and more, others below 0.88."""

type _Plane = NDArray[np.float64]


def overlap(part: Image.Image, whole: Image.Image) -> float:
    """The best correlation of `part` with any place of `whole`, -1 to 1; both RGB and upright."""
    place = _luminance(whole, SIDE / max(whole.size))
    small = part.convert("RGB")
    small.thumbnail((4 * SIDE, 4 * SIDE), reducing_gap=2)
    best = _best(small, place)
    if best < ALIKE:
        best = max(best, *(_best(_turned(small, degrees), place) for degrees in TURNS))
    return best


def _best(part: Image.Image, place: _Plane) -> float:
    found = [
        _correlation(candidate, place)
        for each in (part, ImageOps.mirror(part))
        for candidate in _candidates(each, place.shape)
    ]
    return max(found, default=-1.0)


def _turned(part: Image.Image, degrees: float) -> Image.Image:
    """What is left in the middle of the part when it is turned."""
    turned = part.rotate(degrees, Image.Resampling.BILINEAR)
    across, down = (round(side * (1 - INNER) / 2) for side in part.size)
    return turned.crop((across, down, part.width - across, part.height - down))


def _candidates(part: Image.Image, room: tuple[int, ...]) -> list[_Plane]:
    """The part in every size in which it fits into the whole."""
    height, width = room
    small = part.convert("L").resize((2 * SIDE, 2 * SIDE), Image.Resampling.BOX, reducing_gap=2)
    sizes = []
    for scale in SCALES:
        across = round(scale * width)
        down = round(across * part.height / part.width)
        if down <= height * 1.04:  # squeezed a little
            sizes.append((across, min(down, height)))
    return [
        np.asarray(small.resize(size, Image.Resampling.BOX), np.float64)
        for size in dict.fromkeys(sizes)
        if min(size) >= SIDE // 4
    ]


def _luminance(picture: Image.Image, scale: float) -> _Plane:
    size = max(8, round(picture.width * scale)), max(8, round(picture.height * scale))
    small = picture.convert("L").resize(size, Image.Resampling.BOX, reducing_gap=2)
    return np.asarray(small, np.float64)


def _correlation(part: _Plane, whole: _Plane) -> float:
    """The highest normalised cross-correlation over all places where `part` fits."""
    own = part - part.mean()
    energy = float((own**2).sum())
    ones = np.ones_like(part)
    at: dict[str, Any] = {"mode": "valid"}
    sums = fftconvolve(whole, ones, **at)
    squares = fftconvolve(whole**2, ones, **at)
    spread = np.maximum(squares - sums**2 / part.size, 1e-6)
    if energy < part.size:  # less than one step of grey: nothing to compare
        return float(spread.min() < part.size)
    matched = fftconvolve(whole, own[::-1, ::-1], **at)
    best: float = (matched / np.sqrt(spread * energy)).max()
    return best
