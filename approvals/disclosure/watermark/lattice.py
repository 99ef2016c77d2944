"""The keyed pattern: which frequencies of a square tile carry what.

A mark is one tile repeated over the whole picture, so its spectrum is a set of lines at whole
multiples of one over the tile's side: a line (x, y) goes through x periods across a tile and y
down it. Some lines, whose places the key chooses, are beacons: their places tell how a picture was
scaled, turned, stretched or mirrored, their phases where a tile begins and which variant was used.
The other lines carry the coded bits, two signs each. All of it follows from the key through
SHAKE-256, so that a mark can be read on any machine and in any year.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from approvals.disclosure.watermark.code import CODED_BITS, Signs

KEY_BYTES = 16  # at least
VARIANTS = 16
BEACONS = 64
BEACON_SHARE = 0.38  # of a tile's power
BEACON_RADII = (17.0, 37.0)
DATA_RADII = (7.0, 44.0)
_OFF_AXIS = 2  # nearer to an axis lie the edges of frames, walls and JPEG blocks

type Lines = NDArray[np.int32]
type Phasors = NDArray[np.complex64]
type Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where a key puts its lines; `x` of a line is always above zero.

    `beacons` has shape (BEACONS, 2), `phasors` (VARIANTS, BEACONS) with unit modulus, `data`
    (lines, 2). `carried` (2 * lines,) names the coded bit of each real and then of each imaginary
    part, `signs` (VARIANTS, 2 * lines) what it is multiplied by.
    """

    beacons: Lines
    phasors: Phasors
    data: Lines
    carried: NDArray[np.intp]
    signs: NDArray[np.float32]

    def spectrum(self, coded: Signs, variant: int) -> tuple[Lines, Phasors]:
        """All lines and their amplitudes for CODED_BITS signs; the mean power is one."""
        chips = self.signs[variant] * coded[self.carried]
        real, imaginary = np.split(chips, 2)
        data = (real + 1j * imaginary) * np.sqrt((1 - BEACON_SHARE) / (4 * len(self.data)))
        beacons = self.phasors[variant] * np.sqrt(BEACON_SHARE / (2 * BEACONS))
        lines = np.concatenate([self.beacons, self.data])
        return lines, np.concatenate([beacons, data]).astype(np.complex64)

    def gather(self, parts: Phasors, variant: int) -> Signs:
        """The sum of all that speaks for each coded bit; `parts` has shape (lines,)."""
        chips = self.signs[variant] * np.concatenate([parts.real, parts.imag])
        return np.bincount(self.carried, chips, CODED_BITS).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Individuality:
    """What differs from picture to picture: the variant, and how its tile is laid down.

    `stretch` in -1 to 1 changes the tile's side, `across` and `down` in 0 to 1 its origin.
    """

    variant: int
    stretch: float
    across: float
    down: float


def individuality(payload: bytes, key: bytes) -> Individuality:
    """Always the same for one payload and key, evenly spread over payloads."""
    digest = hmac.digest(key, b"twinset watermark place" + payload, hashlib.sha256)
    variant, *parts = np.frombuffer(digest[:16], "<u4")
    stretch, across, down = (float(part) / 2**32 for part in parts)
    return Individuality(int(variant) % VARIANTS, 2 * stretch - 1, across, down)


@lru_cache(maxsize=16)
def lattice(key: bytes) -> Lattice:
    """The lattice of a key, computed once. Raises ValueError for a key under KEY_BYTES."""
    if len(key) < KEY_BYTES:
        raise ValueError(f"A key has at least {KEY_BYTES} bytes, not {len(key)}.")
    near, far = BEACON_RADII
    inner, outer = DATA_RADII
    candidates = _lines(near, far)
    beacons = candidates[_order(key, "beacons", len(candidates))[:BEACONS]]
    angles = _numbers(key, "phases", VARIANTS * BEACONS).reshape(VARIANTS, BEACONS)
    phasors = np.exp(2j * np.pi / 2**64 * angles.astype(np.float64)).astype(np.complex64)
    taken = {tuple(line) for line in beacons.tolist()}
    data = np.array([line for line in _lines(inner, outer).tolist() if tuple(line) not in taken])
    parts = 2 * len(data)
    carried = np.empty(parts, np.intp)
    carried[_order(key, "places", parts)] = np.arange(parts) % CODED_BITS
    odd = _numbers(key, "signs", VARIANTS * parts) & np.uint64(1)
    signs = (1 - 2 * odd.astype(np.float32)).reshape(VARIANTS, parts)
    return Lattice(beacons, phasors, data.astype(np.int32), carried, signs)


def _lines(near: float, far: float) -> Lines:
    """One of each pair of opposite lines between two radii, off the axes."""
    reach = int(far)
    y, x = np.mgrid[-reach : reach + 1, _OFF_AXIS : reach + 1]
    radius = np.hypot(x, y)
    wanted = (near <= radius) & (radius <= far) & (abs(y) >= _OFF_AXIS)
    return np.stack([x[wanted], y[wanted]], axis=1).astype(np.int32)


def _order(key: bytes, purpose: str, count: int) -> NDArray[np.intp]:
    return np.argsort(_numbers(key, purpose, count), kind="stable")


def _numbers(key: bytes, purpose: str, count: int) -> NDArray[np.uint64]:
    """As many numbers as asked for, evenly drawn from 0 to 2**64 - 1."""
    seed = hmac.digest(key, f"twinset watermark {purpose}".encode(), hashlib.sha256)
    return np.frombuffer(hashlib.shake_256(seed).digest(8 * count), "<u8").astype(np.uint64)
