"""Layer 6: a perceptual hash, by which a picture is found again without its metadata.

A fingerprint says "resembles", never "ours" (ruling 20).
"""

from typing import Any

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

BITS = 256
# Bits that may differ. On 24 portraits: half size and JPEG 60 differ in at most 4, a border of
# 1 % cut off in at most 26; the nearest two of 276 pairs of different people in 106.
RESEMBLES = 40
NOTHING = (-1, BITS + 1)  # what is nearest in an empty table
BLOCK = 32_768

type Table = NDArray[np.uint64]


def fingerprint(image: Image.Image) -> bytes:
    """The 256-bit pHash of a picture, 32 bytes, most significant bit first."""
    bits: NDArray[Any] = imagehash.phash(image, hash_size=16).hash
    return np.packbits(bits).tobytes()


def distance(a: bytes, b: bytes) -> int:
    """How many of the 256 bits differ. Raises ValueError for two of unequal length."""
    if len(a) != len(b):
        raise ValueError("Fingerprints of different kinds have no distance.")
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def as_column(print_: bytes) -> Table:
    """A fingerprint as four uint64, shape (4,): a column of the table that `nearest` searches."""
    return np.frombuffer(print_, dtype=">u8").astype(np.uint64)


def nearest(query: bytes, table: Table) -> tuple[int, int]:
    """Index and distance in bits of the column nearest to `query`; table has shape (4, n).

    Exact: a million in about 6 ms. NOTHING for an empty table; of equals the first.
    """
    wanted, best = as_column(query), NOTHING
    for start in range(0, table.shape[1], BLOCK):
        differing = _differing(table[:, start : start + BLOCK], wanted)
        index = int(differing.argmin())
        if differing[index] < best[1]:
            best = start + index, int(differing[index])
    return best


def _differing(block: Table, wanted: Table) -> NDArray[np.uint16]:
    """How many bits of each column differ; so few columns at a time stay in the cache."""
    total = np.zeros(block.shape[1], dtype=np.uint16)  # 256 does not fit a uint8
    for word, bits in zip(block, wanted, strict=True):
        total += np.bitwise_count(word ^ bits)
    return total
