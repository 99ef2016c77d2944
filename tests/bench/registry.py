"""How long the registry of fingerprints takes to find the nearest of very many, and its memory."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
from PIL import ImageOps

from approvals.disclosure.fingerprint import BYTES, RESEMBLES, fingerprint
from approvals.disclosure.table import KEY_BYTES, LOOKS, Entry, FingerprintTable
from tests.bench.measured import Measured, milliseconds, peak_megabytes
from tests.bench.pictures import pictures

SIZES = (1_000, 100_000, 1_000_000)
SMALL = (320, 480)
ROUNDS = 10  # of all the pictures


def registry() -> Iterator[Measured]:
    """The 95th percentile of a search for a picture and its mirror image, whole or cut down.

    Beside one pass of XOR over whole fingerprints alone. The memory is what the process grew by.
    """
    asked = [[fingerprint(each), fingerprint(ImageOps.mirror(each))] for _, each in pictures(SMALL)]
    for size in SIZES:
        yield _search(size, asked)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            megabytes = alone.submit(_raised, size).result()
        yield Measured(name=f"registry_search/{size}/memory", value=megabytes, unit="MB", n=1)


def _search(size: int, asked: list[list[bytes]]) -> Measured:
    table = _filled(size)
    table.nearest(asked[0], RESEMBLES)
    spent = sorted(
        milliseconds(partial(table.nearest, each, RESEMBLES), 1)
        for _nth in range(ROUNDS)
        for each in asked
    )
    words = np.empty((4, size), np.uint64)
    return Measured(
        name=f"registry_search/{size}",
        value=spent[int(0.95 * len(spent))],
        unit="ms p95",
        floor=milliseconds(partial(np.bitwise_xor, words, words[:, [0]])),
        n=len(spent),
    )


def _raised(size: int) -> float:
    asked = [bytes(BYTES), b"\x55" * BYTES]
    before = peak_megabytes()
    _filled(size).nearest(asked, RESEMBLES)
    return peak_megabytes() - before


def _filled(size: int) -> FingerprintTable:
    table = FingerprintTable()
    table.add(_random(size))
    return table


def _random(size: int) -> Iterator[Entry]:
    random, looks, at_once = np.random.default_rng(1), LOOKS * BYTES, 1000
    for _nth in range(size // at_once):
        some = random.bytes(at_once * (KEY_BYTES + looks))
        for at in range(0, len(some), KEY_BYTES + looks):
            yield some[at : at + KEY_BYTES], (some[at + KEY_BYTES : at + KEY_BYTES + looks],)
