"""Adds a mark to the luminance of a picture."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops
from scipy import fft

from approvals.disclosure.watermark.code import encode
from approvals.disclosure.watermark.lattice import (
    Individuality,
    Plane,
    individuality,
    lattice,
)
from approvals.disclosure.watermark.strength import STEPS, strength

SMALLEST_SIDE = 224  # pixels
LONGEST = 4  # times the shorter side
_TILE = 215  # pixels, in a picture of _TILE_AT pixels, geometric mean of the sides
_TILE_AT = 500
_GROWTH = 0.6  # large pictures get larger tiles, since they will be made smaller, and more of them
_STRETCH = 0.06  # by which the tile's side differs from picture to picture


def embed(image: Image.Image, payload: bytes, key: bytes) -> Image.Image:
    """A copy of the RGB picture that carries eight bytes.

    The same picture, payload and key give the same pixels. PSNR is at least 42 dB; white and black
    stay white and black. Takes some 9 bytes of memory a pixel. Raises ValueError for a payload
    that is not eight bytes long, a key shorter than 16, and a picture that can't be marked: one
    that is not RGB, has a side below SMALLEST_SIDE, or one over LONGEST times the other.
    """
    coded = encode(payload, key)
    if image.mode != "RGB":
        raise ValueError(f"A mark goes into an RGB picture, not into one in mode {image.mode}.")
    if min(image.size) < SMALLEST_SIDE:
        raise ValueError(f"A picture of {image.width} by {image.height} pixels is too small.")
    if max(image.size) > LONGEST * min(image.size):
        raise ValueError(f"A picture of {image.width} by {image.height} pixels is too narrow.")
    own = individuality(payload, key)
    side = _tile_side(image.size, own)
    lines, amplitudes = lattice(key).spectrum(coded, own.variant)
    spectrum = np.zeros((side, side // 2 + 1), np.complex64)
    spectrum[lines[:, 1], lines[:, 0]] = amplitudes
    tile: Plane = fft.irfft2(spectrum, s=(side, side), norm="forward")
    tile = np.roll(tile, (int(own.down * side), int(own.across * side)), (0, 1))
    mark = Image.fromarray(_laid(tile, np.asarray(strength(image.convert("L"), side))))
    return ImageChops.add(image, Image.merge("RGB", [mark] * 3), 1, -128)


def can_carry(size: tuple[int, int]) -> bool:
    """Whether a picture of `size` (pixels) is large and wide enough for a mark."""
    return min(size) >= SMALLEST_SIDE and max(size) <= LONGEST * min(size)


def _tile_side(size: tuple[int, int], own: Individuality) -> int:
    """Pixels across a tile in a picture of `size`."""
    side = math.sqrt(size[0] * size[1])
    scale: float = (side / _TILE_AT) ** _GROWTH
    return round(_TILE * scale * (1 + _STRETCH * own.stretch))


def _laid(tile: Plane, allowed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The tile over and over, times what is allowed at each pixel, 128 for no change."""
    height, width = allowed.shape
    side = len(tile)
    row = np.tile(tile / np.float32(STEPS), (1, -(-width // side)))[:, :width]
    mark = np.empty((height, width), np.uint8)
    for top in range(0, height, side):
        part: Plane = np.multiply(allowed[top : top + side], row[: height - top])
        part += np.float32(128.5)  # and cut off: rounded
        mark[top : top + side] = part
    return mark
