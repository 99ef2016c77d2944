"""How long the registry of fingerprints takes to find the nearest of very many."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from approvals.disclosure.fingerprint import Table, nearest
from tests.bench.measured import Measured, milliseconds

SIZES = (1_000, 100_000, 1_000_000)
QUERIES = 40


def registry() -> Iterator[Measured]:
    """The 95th percentile of a search, beside one pass of XOR over the same table."""
    random = np.random.default_rng(1)
    for size in SIZES:
        yield _search(random.integers(0, 2**64, (4, size), dtype=np.uint64), random)


def _search(table: Table, random: np.random.Generator) -> Measured:
    asked = [random.bytes(32) for _ in range(QUERIES)]
    spent = sorted(milliseconds(partial(nearest, each, table), 1) for each in asked)
    return Measured(
        name=f"registry_search/{table.shape[1]}",
        value=spent[int(0.95 * QUERIES) - 1],
        unit="ms p95",
        floor=milliseconds(partial(np.bitwise_xor, table, table[:, [0]])),
        n=QUERIES,
    )
