"""What a picture shows of a mark, before anybody asks for a particular key."""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import fft, ndimage, signal

from approvals.disclosure.watermark.lattice import Plane

WORKING_SIDE = 1000  # pixels, geometric mean: finer detail holds no more of the mark
_LOWPASS = 11  # pixels across the neighbourhood whose mean is taken off
_CONTRAST = 9  # across that whose contrast is evened out
_GRAIN = 0.4  # levels squared: contrast below which nothing is made louder
_LOUDEST = 3.0  # contrasts: edges say nothing more beyond it
_TAPER = 0.2  # of each side
_FINEST = 0.42  # cycles a pixel: the highest frequency looked at
_AROUND = 31  # bins across the neighbourhood that a line is compared with
_OUTSTANDING = 10.0  # what a single line may contribute at most
_BLUR = 3  # bins, for the first, coarse look


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Power at each frequency relative to its surroundings: about 1 where there is nothing.

    `sharp` and `blurred` have a row for each bin of the vertical frequency from -`reach` to
    `reach`, a column for each bin of the horizontal one from 0; `bins` a cycle per pixel in x, y.
    """

    sharp: Plane
    blurred: Plane
    reach: int
    bins: tuple[int, int]


def evidence(image: Image.Image) -> Plane:
    """The picture's luminance at WORKING_SIDE or its own size, its contrast evened out."""
    luma = image.convert("L")
    scale = WORKING_SIDE / (luma.width * luma.height) ** 0.5
    if scale < 1:
        size = (max(1, round(luma.width * scale)), max(1, round(luma.height * scale)))
        luma = luma.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    plane = np.asarray(luma, np.float32)
    detail: Plane = plane - ndimage.uniform_filter(plane, _LOWPASS)
    contrast = ndimage.uniform_filter(detail * detail, _CONTRAST)
    detail /= np.sqrt(np.maximum(contrast, 0) + np.float32(_GRAIN))
    return detail.clip(-_LOUDEST, _LOUDEST)


def spectrum(plane: Plane) -> Spectrum:
    """The spectrum of evidence, two bins to what its size resolves."""
    height, width = plane.shape
    down = signal.windows.tukey(height, _TAPER).astype(np.float32)
    across = signal.windows.tukey(width, _TAPER).astype(np.float32)
    rows, columns = (fft.next_fast_len(2 * n, real=True) for n in plane.shape)
    waves = fft.rfft2(plane * down[:, None] * across, s=(rows, columns))
    reach, ending = int(rows * _FINEST), int(columns * _FINEST)
    waves = np.concatenate([waves[-reach:, :ending], waves[: reach + 1, :ending]])
    power = waves.real**2 + waves.imag**2
    power /= ndimage.uniform_filter(power, _AROUND) + np.float32(1e-9)
    np.minimum(power, _OUTSTANDING, out=power)
    return Spectrum(power, ndimage.uniform_filter(power, _BLUR), reach, (columns, rows))
