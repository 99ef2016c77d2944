"""Layer 6: a perceptual hash, by which a picture is found again without its metadata.

A fingerprint says "resembles", never "ours" (ruling 20).
"""

from typing import Any

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from approvals.disclosure.label import Box

BITS = 256
BYTES = BITS // 8
# Bits that may differ. On 24 portraits: half size and JPEG 60 differ in at most 4, a border of
# 1 % cut off in at most 26; the nearest two of 276 pairs of different people in 106.
RESEMBLES = 40
_SMALL = 512  # pixels, at least, on the longer side of what is looked at
_SQUARE = 0.05  # of the longer side by which a square may differ


def fingerprint(image: Image.Image) -> bytes:
    """The 256-bit pHash of a picture, 32 bytes, most significant bit first."""
    bits: NDArray[Any] = imagehash.phash(image, hash_size=16).hash
    return np.packbits(bits).tobytes()


def small(image: Image.Image) -> Image.Image:
    """The luminance of an RGB picture, small: what published and asked pictures are seen by."""
    factor = max(image.size) // _SMALL
    reduced = image.reduce(factor) if factor > 1 else image
    return reduced.convert("L")


def looks(image: Image.Image, label: Box) -> tuple[bytes, tuple[bytes, bytes]]:
    """The fingerprints of a picture and of two parts that copies are often cut down to.

    The parts are the square in the middle, which platforms show (of a square picture its middle
    4:5), and what is left where somebody cuts off the band in which the label stands.
    """
    seen = small(image)
    scale = seen.height / image.height
    above, below = label.top * scale, seen.height - label.bottom * scale
    rest = (
        (0, label.bottom * scale, seen.width, seen.height)
        if below > above
        else (0, 0, seen.width, above)
    )
    parts = fingerprint(_part(seen, _middle(seen.size))), fingerprint(_part(seen, rest))
    return fingerprint(seen), parts


def distance(a: bytes, b: bytes) -> int:
    """How many of the 256 bits differ. Raises ValueError for two of unequal length."""
    if len(a) != len(b):
        raise ValueError("Fingerprints of different kinds have no distance.")
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def _middle(size: tuple[int, int]) -> tuple[float, float, float, float]:
    width, height = size
    across = down = float(min(size))
    if max(size) - min(size) <= _SQUARE * max(size):
        across = 0.8 * height
    left, top = (width - across) / 2, (height - down) / 2
    return left, top, left + across, top + down


def _part(image: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    """The part, at least one pixel of it."""
    left, top, right, bottom = map(round, box)
    return image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
