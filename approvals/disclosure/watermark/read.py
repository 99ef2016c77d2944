"""What stands in a mark once its placing is known."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import fft, ndimage

from approvals.disclosure.watermark.code import Signs
from approvals.disclosure.watermark.lattice import (
    DATA_RADII,
    VARIANTS,
    Lattice,
    Lines,
    Phasors,
    Plane,
)
from approvals.disclosure.watermark.search import Placings

_GRID = 128  # points along a tile on which its origin is looked for
_STEP, _FINEST_GRID = 64, 1024  # of the points along a tile taken from the evidence
_REACH = int(DATA_RADII[1]) + 8  # lines each way that are looked at
_AROUND = 9  # lines across the neighbourhood whose power is taken as noise
_FLOOR = 0.3  # of the mean noise, added to all: what a codec left empty is not certain
_LOUDEST = 2.0  # standard deviations that a single beacon may contribute


@dataclass(frozen=True, slots=True)
class Reading:
    """`coded` holds the soft signs of the code, shape (CODED_BITS,).

    `score` says how well the beacons agree on an origin, in standard deviations: 4 to 5 where there
    is no mark, 11 at most.
    """

    coded: Signs
    score: float


def read(plane: Plane, placing: Placings, lattice: Lattice) -> Reading:
    """Read the mark of a lattice in the evidence; `placing` has shape (2, 2)."""
    waves = _waves(_folded(plane, placing))
    noise = _noise(waves, lattice.beacons)
    beacons = _at(waves, lattice.beacons)
    beacons /= np.sqrt(_at(noise, lattice.beacons))
    beacons /= np.maximum(1, abs(beacons) / np.float32(_LOUDEST))
    variant, origin, score = _origin(beacons, lattice)
    around = _at(noise, lattice.data)
    data = _at(waves, lattice.data) / (around + _FLOOR * around.mean())
    upright = data * np.exp(2j * math.pi * (lattice.data @ origin))
    return Reading(lattice.gather(upright.astype(np.complex64), variant), score)


def _folded(plane: Plane, placing: Placings) -> Plane:
    """All tiles of the evidence set upright and added up, a square."""
    height, width = plane.shape
    exact = placing.astype(np.float64)
    tile = 1 / math.sqrt(abs(float(np.linalg.det(exact))))
    points = min(_FINEST_GRID, max(_GRID, _STEP * math.ceil(tile / _STEP)))
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) @ exact
    first = np.floor(corners.min(axis=0))
    across, down = (int(n) for n in np.ceil(corners.max(axis=0)) - first)
    back = np.linalg.inv(exact.T)
    (a, b), (d, e) = back / points
    c, f = back @ first
    half_a_pixel = (0.5 - (a + b) / 2, 0.5 - (d + e) / 2)
    upright = Image.fromarray(plane).transform(
        (across * points, down * points),
        Image.Transform.AFFINE,
        (a, b, c + half_a_pixel[0], d, e, f + half_a_pixel[1]),
        Image.Resampling.BICUBIC,
    )
    tiles = np.asarray(upright).reshape(down, points, across, points)
    folded: Plane = tiles.sum(axis=(0, 2))
    return folded


def _waves(tile: Plane) -> Phasors:
    """The lines up to _REACH each way; line (0, 0) stands at row and column _REACH."""
    waves: Phasors = np.roll(fft.fft2(tile), (_REACH, _REACH), (0, 1))
    return waves[: 2 * _REACH + 1, : 2 * _REACH + 1]


def _noise(waves: Phasors, beacons: Lines) -> Plane:
    """The mean power around each line, in which beacons do not count."""
    others = np.ones(waves.shape, np.float32)
    for x, y in np.concatenate([beacons, -beacons]) + _REACH:
        others[y, x] = 0
    power = (waves.real**2 + waves.imag**2) * others
    mean: Plane = ndimage.uniform_filter(power, _AROUND) / ndimage.uniform_filter(others, _AROUND)
    return mean + np.float32(1e-9)


def _at[T: np.generic](values: NDArray[T], lines: Lines) -> NDArray[T]:
    return values[lines[:, 1] + _REACH, lines[:, 0] + _REACH]


def _origin(beacons: Phasors, lattice: Lattice) -> tuple[int, NDArray[np.float64], float]:
    """Variant and origin (x, y in tiles) on which the phases of the beacons agree best."""
    x, y = lattice.beacons.T
    agreeing = np.zeros((VARIANTS, _GRID, _GRID), np.complex64)
    agreeing[:, y, x] = beacons * lattice.phasors.conj()
    sums = fft.ifft2(agreeing, norm="forward").real
    variant, row, column = (int(i) for i in np.unravel_index(sums.argmax(), sums.shape))
    plane = sums[variant]
    right = column + _summit(plane[row].take([column - 1, column, column + 1], mode="wrap"))
    down = row + _summit(plane[:, column].take([row - 1, row, row + 1], mode="wrap"))
    deviation = math.sqrt(float((abs(beacons) ** 2).sum()) / 2 + 1e-9)
    return variant, np.array([right, down]) / _GRID, float(plane[row, column]) / deviation


def _summit(heights: Plane) -> float:
    """Where the parabola through three heights is highest, from the middle one."""
    before, at, after = heights.tolist()
    bend = before - 2 * at + after
    return 0.0 if bend == 0 else (before - after) / (2 * bend)
