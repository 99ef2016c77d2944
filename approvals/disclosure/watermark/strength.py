"""How strong a mark may be at each place of a picture without being seen."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

STEPS = 50  # to a level of 8 bits
FLAT = 0.5  # levels of 8 bits, root mean square, on a ground without any texture
_FLAT_SMALL = 1.2  # times as much in small pictures, of which compression leaves less
_FLAT_SIDE = 1080.0  # pixels, geometric mean, from which a picture is not small
MASKED = 0.26  # of the local contrast may be added
STRONGEST = 4.5  # levels
PSNR = 42.5  # dB, at least
_ROUNDING = 0.5  # levels squared: the steps of a smooth ground are no texture
_STRIPES = 0.35  # of what a texture without direction hides
_BLOCK = 4  # pixels of the reduced picture, over which contrast is measured
_HEADROOM = 4.0  # levels from black or white within which a mark would be cut off

type Plane = NDArray[np.float32]


def strength(luma: Image.Image, tile: int) -> Image.Image:
    """The root mean square of the mark at each pixel of `luma`, mode L, STEPS to a level.

    `tile` is the side in pixels of the tile, by which the size of texture is judged that can hide
    it. What is wholly black or white stays as it is.
    """
    small = np.asarray(luma.reduce(max(1, round(tile / 200))), np.float32)
    side = float(np.sqrt(luma.width * luma.height))
    flat = FLAT * min(_FLAT_SMALL, max(1.0, (_FLAT_SIDE / side) ** 0.5))
    allowed = np.minimum(flat + MASKED * _texture(small), STRONGEST) * _headroom(small)
    allowed = _within_psnr(ndimage.uniform_filter(allowed, 3))
    steps = Image.fromarray((allowed * np.float32(STEPS)).astype(np.uint8))
    return steps.resize(luma.size, Image.Resampling.BILINEAR)


def _texture(plane: Plane) -> Plane:
    """Local standard deviation, as far as it goes in all directions.

    The least of the neighbours', for an edge hides nothing beside it; stripes hide little.
    """
    mean, square = _blocks(plane), _blocks(plane * plane)
    deviation = np.sqrt(np.maximum(square - mean * mean - np.float32(_ROUNDING), 0))
    least: Plane = ndimage.minimum_filter(deviation * _evenness(plane), 3)
    return least


def _evenness(plane: Plane) -> Plane:
    """_STRIPES where all slopes have one direction, up to 1 where none prevails."""
    across = np.diff(plane, axis=1, append=plane[:, -1:])
    down = np.diff(plane, axis=0, append=plane[-1:])
    x, y, xy = (
        ndimage.uniform_filter(_blocks(product), 3)
        for product in (across * across, down * down, across * down)
    )
    prevailing = np.sqrt((x - y) ** 2 + 4 * xy * xy) / (x + y + np.float32(_ROUNDING))
    evenness: Plane = np.clip((1 - prevailing) * np.float32(1.25), np.float32(_STRIPES), 1)
    return evenness


def _headroom(plane: Plane) -> Plane:
    mean = _blocks(plane)
    return np.clip(np.minimum(mean, 255 - mean) / np.float32(_HEADROOM), 0, 1)


def _within_psnr(allowed: Plane) -> Plane:
    most = 255**2 / 10 ** (PSNR / 10)
    power = float(np.mean(allowed * allowed))
    return allowed * np.float32(min(1.0, (most / max(power, 1e-9)) ** 0.5))


def _blocks(plane: Plane) -> Plane:
    """Means of squares of _BLOCK pixels."""
    rows, columns = (n // _BLOCK * _BLOCK for n in plane.shape)
    strips = reduce(np.add, (plane[i:rows:_BLOCK] for i in range(_BLOCK)))
    total: Plane = reduce(np.add, (strips[:, i:columns:_BLOCK] for i in range(_BLOCK)))
    return total / np.float32(_BLOCK**2)
