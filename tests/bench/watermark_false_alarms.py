"""How often an unmarked picture gives a payload: never, and how far it stays from one.

    python -m tests.bench.watermark_false_alarms [READINGS]

Each reading takes a random piece of an unmarked picture at a random scale, with a random one of
many keys at a random placing, and picks the variant and origin that fit best, as detection does.
How many bits of the seal come out right by chance is counted: the first b of them should once in
2**b readings, and a payload is believed once all 32 do.
"""

import sys
from collections.abc import Iterator
from functools import cache

import numpy as np
from PIL import Image

from approvals.disclosure.watermark import code
from approvals.disclosure.watermark.evidence import evidence
from approvals.disclosure.watermark.lattice import lattice
from approvals.disclosure.watermark.read import read
from approvals.disclosure.watermark.search import FEWEST_TILES, _grid
from tests.bench.measured import Measured
from tests.bench.pictures import pictures

KEYS = 200
PIECE = 176  # pixels
FROM_ONE_PIECE = 25  # readings
SEAL_BITS = 8 * code.SEAL_BYTES


def false_alarms(readings: int = 2_000) -> Iterator[Measured]:
    """How often the first bits of a seal came out right, beside what chance gives."""
    right = np.array([right_bits(*trial) for trial in trials(readings)])
    for bits in (8, 12, 16, SEAL_BITS):
        yield Measured(
            name=f"watermark_false_alarms/{bits}_bits",
            value=int((right >= bits).sum()),
            unit="readings",
            floor=readings / 2**bits,
            n=readings,
        )


def trials(readings: int) -> Iterator[tuple[code.Signs, bytes]]:
    """Soft code words read where nothing was written, each with its key."""
    rng = np.random.default_rng(2026)
    placings = _grid()
    sources = [image for _, image in pictures((1000, 1500))]
    for n in range(readings):
        if n % FROM_ONE_PIECE == 0:
            plane = evidence(piece(sources[rng.integers(len(sources))], rng))
            side = (plane.shape[0] * plane.shape[1]) ** 0.5
        key = keys()[rng.integers(KEYS)]
        # More tiles in a piece would only take longer.
        placing = placings[rng.integers(len(placings))]
        tiles = rng.uniform(FEWEST_TILES, 2.2)
        placing = placing / np.sqrt(abs(np.linalg.det(placing))) * np.float32(tiles / side)
        yield read(plane, placing, lattice_of(key)).coded, key


def piece(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A square of it, enlarged or made smaller to PIECE pixels."""
    side = int(rng.integers(120, 700))
    left, top = (int(rng.integers(n - side)) for n in image.size)
    part = image.crop((left, top, left + side, top + side))
    return part.resize((PIECE, PIECE), Image.Resampling.BICUBIC)


def right_bits(soft: code.Signs, key: bytes) -> int:
    """How many bits of the seal are right before the first wrong one."""
    data = np.packbits(code._most_likely(soft)).tobytes()
    seal = code._seal(data[: code.PAYLOAD_BYTES], key)
    differing = int.from_bytes(seal) ^ int.from_bytes(data[code.PAYLOAD_BYTES :])
    return SEAL_BITS - differing.bit_length()


@cache
def keys() -> list[bytes]:
    rng = np.random.default_rng(1)
    return [rng.bytes(32) for _ in range(KEYS)]


lattice_of = cache(lattice)


if __name__ == "__main__":
    for figure in false_alarms(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000):
        print(figure.line(), flush=True)  # noqa: T201 -- a command
