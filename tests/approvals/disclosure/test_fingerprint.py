"""Found again without metadata; different pictures stay apart."""

import io

import numpy as np
import pytest
from PIL import Image

from approvals.disclosure.fingerprint import (
    BLOCK,
    NOTHING,
    RESEMBLES,
    as_column,
    distance,
    fingerprint,
    nearest,
)
from tests.approvals.disclosure.conftest import pixels, saved

PRINTS = [fingerprint(pixels(400, 500, seed)) for seed in range(12)]


@pytest.mark.parametrize("seed", range(4))
def test_half_size_and_strong_compression_still_resemble(seed: int) -> None:
    half = saved(pixels(400, 500, seed).resize((200, 250)), quality=60)
    with Image.open(io.BytesIO(half)) as image:
        assert distance(PRINTS[seed], fingerprint(image)) <= RESEMBLES / 2


def test_different_pictures_are_far_apart() -> None:
    apart = [distance(a, b) for i, a in enumerate(PRINTS) for b in PRINTS[:i]]
    assert min(apart) > RESEMBLES * 2


def test_the_nearest_row_of_a_table_is_found_with_its_distance() -> None:
    table = np.stack([as_column(p) for p in PRINTS], axis=1)
    damaged = bytes([PRINTS[7][0] ^ 0b1010_0001]) + PRINTS[7][1:]
    assert nearest(damaged, table) == (7, 3)
    assert nearest(damaged, table)[1] == distance(damaged, PRINTS[7])


def test_an_opposite_differs_in_all_bits_and_an_empty_table_has_nothing() -> None:
    opposite = bytes(b ^ 255 for b in PRINTS[0])
    assert nearest(opposite, as_column(PRINTS[0])[:, None]) == (0, 256)
    assert nearest(opposite, np.empty((4, 0), dtype=np.uint64)) == NOTHING


def test_fingerprints_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="kinds"):
        distance(b"1", b"22")


@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, 2 * BLOCK + 5])
def test_the_nearest_is_found_wherever_it_stands_in_a_large_table(place: int) -> None:
    table = np.random.default_rng(3).integers(0, 2**64, (4, 2 * BLOCK + 6), dtype=np.uint64)
    table[:, place] = as_column(PRINTS[0])
    assert nearest(PRINTS[0], table) == (place, 0)
