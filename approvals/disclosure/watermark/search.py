"""How a picture was scaled, turned, stretched and mirrored, from the places of the beacons.

A placing is a matrix of shape (2, 2) that takes a line to its frequency in the evidence, in cycles
a pixel. Its score is the mean power at all beacons, in standard deviations above what a picture
without a mark shows at arbitrary places.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from approvals.disclosure.watermark.evidence import Spectrum
from approvals.disclosure.watermark.lattice import BEACON_RADII, BEACONS, Lines, Plane

FEWEST_TILES, MOST_TILES = 1.25, 7.5  # along the geometric mean of the sides
TURN = math.radians(4.0)  # either way
STRETCH = 0.017  # either way, half of the logarithm of the change of aspect
_AT_ONCE = 4096  # placings, to stay within the processor's cache
_COARSE = 40  # placings that are looked at more closely
_CLOSE = 6  # placings that are worked out to the end
_FEW = 4  # steps of the closer look
# Steps in bins of the evidence's own resolution at the outermost beacon, for a side of one.
_STEPS = 0.5 * 0.6 ** np.arange(14) / BEACON_RADII[1]

type Placings = NDArray[np.float32]
type Look = Callable[[Spectrum, Plane, Plane], Plane]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A placing, shape (2, 2), and its score."""

    placing: Placings
    score: float


def search(seen: Spectrum, shape: tuple[int, int], beacons: Lines) -> list[Candidate]:
    """The likeliest placings, best first; `shape` is that of the evidence."""
    side = math.sqrt(shape[0] * shape[1])
    placings = _grid() / np.float32(side)
    parts = np.array_split(placings, -(-len(placings) // _AT_ONCE))
    scores = np.concatenate([_scores(seen, part, beacons, _coarsely) for part in parts])
    best = placings[np.argsort(-scores)[:_COARSE]]
    best, scores = _climb(seen, best, beacons, _closely, _STEPS[:_FEW] / side)
    best = best[_different(best, scores, _STEPS[0] / side)[:_CLOSE]]
    best, scores = _climb(seen, best, beacons, _exactly, _STEPS[_FEW:] / side)
    return [Candidate(best[i], float(scores[i])) for i in np.argsort(-scores)]


@lru_cache(maxsize=1)
def _grid() -> Placings:
    """Placings for a picture of side one, so close that a beacon is a bin off at most."""
    outermost = BEACON_RADII[1]
    found = []
    for tiles in np.arange(FEWEST_TILES, MOST_TILES, 1 / outermost):
        step = 1 / (outermost * tiles)
        turns = np.arange(-math.ceil(TURN / step), math.ceil(TURN / step) + 1) * step
        stretches = np.arange(-math.ceil(STRETCH / step), math.ceil(STRETCH / step) + 1) * step
        turn, stretch = (m.ravel() for m in np.meshgrid(turns, stretches))
        found.append(_placings(float(tiles), turn, stretch))
    upright = np.concatenate(found).astype(np.float32)
    return np.concatenate([upright, upright * np.array([-1, 1], np.float32)])


def _placings(
    tiles: float, turn: NDArray[np.float64], stretch: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Turned, then stretched along the picture's own sides; shape (n, 2, 2)."""
    cosine, sine = np.cos(turn), np.sin(turn)
    wide, high = tiles * np.exp(stretch), tiles * np.exp(-stretch)
    rows = [[wide * cosine, -wide * sine], [high * sine, high * cosine]]
    return np.moveaxis(np.array(rows), 2, 0)


def _scores(seen: Spectrum, placings: Placings, beacons: Lines, look: Look) -> NDArray[np.float32]:
    """One score for each placing, shape (n,)."""
    frequencies: Plane = placings @ beacons.T.astype(np.float32)
    # A line and its opposite are one; the spectrum holds that which points to the right.
    frequencies *= np.copysign(np.float32(1), frequencies[:, :1])
    x: Plane = frequencies[:, 0] * np.float32(seen.bins[0])
    y: Plane = frequencies[:, 1] * np.float32(seen.bins[1]) + np.float32(seen.reach)
    height, width = seen.sharp.shape
    unseen = (x > width - 2) | (y < 0) | (y > height - 2)
    x[unseen] = y[unseen] = 0
    values = look(seen, x, y)
    values[unseen] = 1
    total: NDArray[np.float32] = values.sum(axis=1, dtype=np.float32)
    return (total - np.float32(BEACONS)) / np.float32(math.sqrt(BEACONS))


def _coarsely(seen: Spectrum, x: Plane, y: Plane) -> Plane:
    """The power around the nearest bin."""
    index = np.rint(y).astype(np.int32) * seen.blurred.shape[1] + np.rint(x).astype(np.int32)
    values: Plane = seen.blurred.ravel().take(index)
    return values


def _closely(seen: Spectrum, x: Plane, y: Plane) -> Plane:
    """The power of the nearest bin."""
    index = np.rint(y).astype(np.int32) * seen.sharp.shape[1] + np.rint(x).astype(np.int32)
    values: Plane = seen.sharp.ravel().take(index)
    return values


def _exactly(seen: Spectrum, x: Plane, y: Plane) -> Plane:
    """The power between four bins."""
    left, top = x.astype(np.int32), y.astype(np.int32)
    right, below = (x - left).astype(np.float32), (y - top).astype(np.float32)
    power, row = seen.sharp.ravel(), seen.sharp.shape[1]
    index = top * row + left
    upper = power.take(index) * (1 - right) + power.take(index + 1) * right
    index += row
    lower = power.take(index) * (1 - right) + power.take(index + 1) * right
    values: Plane = upper * (1 - below) + lower * below
    return values


def _climb(
    seen: Spectrum, placings: Placings, beacons: Lines, look: Look, steps: Iterable[float]
) -> tuple[Placings, NDArray[np.float32]]:
    """Each placing moved, once for each step, to the best of its 81 neighbours; their scores."""
    moves = np.array(list(product((0, -1, 1), repeat=4)), np.float32).reshape(-1, 2, 2)
    scores = np.zeros(len(placings), np.float32)
    for step in steps:
        near = placings[:, None] + moves * np.float32(step)
        reached = _scores(seen, near.reshape(-1, 2, 2), beacons, look).reshape(len(near), -1)
        best = reached.argmax(axis=1)
        placings, scores = near[np.arange(len(near)), best], reached.max(axis=1)
    return placings, scores


def _different(placings: Placings, scores: NDArray[np.float32], apart: float) -> list[int]:
    """Indices by falling score, without those that climbed the same hill."""
    chosen: list[int] = []
    for i in np.argsort(-scores):
        if all(abs(placings[i] - placings[j]).max() > apart for j in chosen):
            chosen.append(int(i))
    return chosen
