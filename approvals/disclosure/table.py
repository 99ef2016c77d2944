"""A table of fingerprints in memory, searched exactly: the nearest within so many bits.

Each entry is a key of 16 bytes and LOOKS fingerprints, 112 bytes in all; entries are only added.

A fingerprint of four words a, b, c, d is kept as a, b, a^c, b^d. Folding only brings fingerprints
nearer, so two of them differ in at least as many bits as their last two words do: half of the
table decides nearly all, and nothing is missed. A picture and its mirror image differ in the signs
of the odd columns of their cosine transform, which folding takes away again: so both are asked for
in one pass.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

LOOKS = 3
WORDS = 4  # of 64 bits
KEY_BYTES = 16
ROWS = 32_768  # entries that room is made for at a time
NEAR = 20
"""Bits in which the last words of two queries may differ to be looked for together."""
STEP = 32_768  # columns at a time, so that they stay in the cache

type Words = NDArray[np.uint64]
type Entry = tuple[bytes, Sequence[bytes]]


class FingerprintTable:
    """Keys with their fingerprints.

    May be searched while it grows, from any thread; only one at a time may add.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._blocks: list[Words] = []
        self._keys: list[NDArray[np.uint8]] = []
        self._count = 0

    def __len__(self) -> int:
        """How many entries there are."""
        return self._count

    @property
    def nbytes(self) -> int:
        """The room that is taken, in bytes."""
        words = sum(block.nbytes for block in self._blocks)
        return words + sum(keys.nbytes for keys in self._keys)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add keys of 16 bytes with LOOKS fingerprints of 32 bytes each."""
        waiting = iter(entries)
        while some := list(islice(waiting, ROWS - self._count % ROWS)):
            block, row = divmod(self._count, ROWS)
            if block == len(self._blocks):
                self._keys.append(np.empty((ROWS, KEY_BYTES), np.uint8))
                self._blocks.append(np.empty((WORDS, ROWS * LOOKS), np.uint64))
            keys = np.frombuffer(b"".join(key for key, _looks in some), np.uint8)
            self._keys[block][row : row + len(some)] = keys.reshape(-1, KEY_BYTES)
            looks = folded(b"".join(look for _key, looks in some for look in looks))
            self._blocks[block][:, row * LOOKS : (row + len(some)) * LOOKS] = looks.T
            self._count += len(some)  # seen by others when they are whole

    def nearest(self, queries: Sequence[bytes], bits: int) -> tuple[bytes, int] | None:
        """The key of what differs least from any query, and in how many bits.

        None where nothing differs in at most `bits`. Of equals any.
        """
        asked, found = [_Query(group) for group in _groups(folded(b"".join(queries)))], None
        left, buffers = self._count, _Buffers()
        for block, keys in zip(self._blocks, self._keys, strict=False):
            part = block[:, : left * LOOKS]
            for query in asked:
                nearer = buffers.nearest(part, query, bits)
                if nearer is not None:
                    found = keys[nearer[0] // LOOKS].tobytes(), nearer[1]
                    bits = nearer[1] - 1
            left -= min(left, ROWS)
        return found


def folded(fingerprints: bytes) -> Words:
    """Fingerprints of 32 bytes as the table keeps them, shape (n, WORDS)."""
    words = np.frombuffer(fingerprints, np.uint64).reshape(-1, WORDS)
    return np.concatenate([words[:, :2], words[:, :2] ^ words[:, 2:]], axis=1)


class _Query:
    """Folded fingerprints that are looked for together: what lies near one lies near `centre`."""

    def __init__(self, members: Words) -> None:
        self.members = members
        self.centre = _between(members[0, 2:], members[-1, 2:])
        self.slack = max(_differing(self.centre, member[2:]) for member in members)


def _groups(asked: Words) -> list[Words]:
    """Pairs whose last words are near each other, and the rest alone."""
    groups, left = [], list(asked)
    while left:
        first = left.pop(0)
        near = [i for i, other in enumerate(left) if _differing(first[2:], other[2:]) <= NEAR]
        groups.append(np.stack([first, left.pop(near[0])] if near else [first]))
    return groups


def _between(a: Words, b: Words) -> Words:
    """Two words that take half of the bits in which `a` and `b` differ from each."""
    apart = np.unpackbits((a ^ b).view(np.uint8))
    of_b = np.flatnonzero(apart)[::2]
    apart[of_b] = 0
    return b ^ np.packbits(apart).view(np.uint64)


def _differing(a: Words, b: Words) -> int:
    return int(np.bitwise_count(a ^ b).sum())


class _Buffers:
    """Room for the steps of one search, taken once."""

    def __init__(self) -> None:
        self._words = np.empty(STEP, np.uint64)
        self._bits = np.empty((2, STEP), np.uint8)
        self._may_be = np.empty(ROWS * LOOKS, np.bool_)

    def nearest(self, block: Words, query: _Query, bits: int) -> tuple[int, int] | None:
        """The first of the nearest columns and its distance; None where all differ more."""
        columns = np.flatnonzero(self._near(block, query, bits + query.slack))
        if not columns.size or bits < 0:
            return None
        found = block[:, columns]
        totals = np.array([_distances(found, member) for member in query.members]).min(axis=0)
        best = int(np.argmin(totals))
        return (int(columns[best]), int(totals[best])) if totals[best] <= bits else None

    def _near(self, block: Words, query: _Query, bits: int) -> NDArray[np.bool_]:
        """Of each column whether its last words differ in at most `bits` from the query's."""
        for start in range(0, block.shape[1], STEP):
            part = block[2:, start : start + STEP]
            n = part.shape[1]
            words, (low, high) = self._words[:n], self._bits[:, :n]
            np.bitwise_count(np.bitwise_xor(part[0], query.centre[0], out=words), out=low)
            np.bitwise_count(np.bitwise_xor(part[1], query.centre[1], out=words), out=high)
            np.add(low, high, out=low)
            np.less_equal(low, bits, out=self._may_be[start : start + n])
        return self._may_be[: block.shape[1]]


def _distances(columns: Words, query: Words) -> NDArray[np.uint16]:
    """In how many of 256 bits each column differs; counts of eight bits would not hold them."""
    a, b, ac, bd = columns ^ query[:, None]
    counts = [np.bitwise_count(word) for word in (a, b, a ^ ac, b ^ bd)]
    return np.sum(counts, axis=0, dtype=np.uint16)
