"""Finds a mark, told nothing of the picture: not its scale, turn, stretch, crop or mirror."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from approvals.disclosure.watermark.code import decode
from approvals.disclosure.watermark.evidence import evidence, spectrum
from approvals.disclosure.watermark.lattice import lattice
from approvals.disclosure.watermark.read import read
from approvals.disclosure.watermark.search import search

READINGS = 6  # at most, for all keys together
SMALLEST_SIDE = 128  # pixels
LONGEST = 8  # times the shorter side


@dataclass(frozen=True, slots=True)
class Found:
    """A mark: its eight bytes and the index of the key that it was made with.

    `score` says how clearly it stands out, in standard deviations: 5 barely, 11 at most.
    """

    payload: bytes
    key: int
    score: float


def detect(image: Image.Image, keys: Sequence[bytes]) -> Found | None:
    """The mark of any of the keys, or None.

    A payload is believed only with its seal, so in a picture without a mark each reading gives one
    with a chance of 2**-32, at most READINGS of them 1.4e-9, whatever the number of keys. (Of
    100,000 readings none did; the first 8 bits of the seal were right in 379, the first 12 in 21,
    where chance gives 391 and 24, and never more than 15.)

    Each key costs about 80 ms, so a deployment names only those that it has used. `image` is in any
    mode that becomes L; one with a side below SMALLEST_SIDE, or one over LONGEST times the other,
    holds no mark. Raises ValueError for a key shorter than 16 bytes.
    """
    lattices = [lattice(key) for key in keys]
    shorter, longer = sorted(image.size)
    if shorter < SMALLEST_SIDE or longer > LONGEST * shorter:
        return None
    plane = evidence(image)
    seen = spectrum(plane)
    found = [
        (candidate, number)
        for number, own in enumerate(lattices)
        for candidate in search(seen, plane.shape, own.beacons)
    ]
    found.sort(key=lambda pair: -pair[0].score)
    for candidate, number in found[:READINGS]:
        reading = read(plane, candidate.placing, lattices[number])
        payload = decode(reading.coded, keys[number])
        if payload is not None:
            return Found(payload, number, reading.score)
    return None
