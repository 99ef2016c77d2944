"""The table of fingerprints misses nothing, however it is folded and wherever an entry stands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps

from approvals.disclosure import table as tables
from approvals.disclosure.fingerprint import distance, fingerprint
from approvals.disclosure.table import FingerprintTable
from tests.approvals.disclosure.conftest import pixels

PRINTS = [fingerprint(pixels(200, 250, seed)) for seed in range(12)]
LOOKS = st.binary(min_size=32, max_size=32)


def key(number: int) -> bytes:
    return number.to_bytes(16)


def table_of(*looks: tuple[bytes, ...]) -> FingerprintTable:
    table = FingerprintTable()
    table.add((key(number), each) for number, each in enumerate(looks))
    return table


def flipped(print_: bytes, bits: list[int]) -> bytes:
    number = int.from_bytes(print_)
    for bit in bits:
        number ^= 1 << bit
    return number.to_bytes(32)


@pytest.fixture
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS", 5)
    monkeypatch.setattr(tables, "STEP", 4)


@given(
    st.lists(st.tuples(LOOKS, LOOKS, LOOKS), max_size=6),
    st.lists(LOOKS, min_size=1, max_size=3),
    st.integers(0, 256),
)
def test_the_nearest_is_what_comparing_each_gives(
    entries: list[tuple[bytes, ...]], asked: list[bytes], bits: int
) -> None:
    apart = [min(distance(a, q) for a in looks for q in asked) for looks in entries]
    equals = [(key(n), each) for n, each in enumerate(apart) if each == min(apart) <= bits]
    found = table_of(*entries).nearest(asked, bits)
    assert found in equals if equals else found is None


@given(st.integers(0, 11), st.lists(st.integers(0, 255), unique=True, max_size=60))
def test_what_differs_in_so_many_bits_is_found_up_to_just_those(
    which: int, bits: list[int]
) -> None:
    table = table_of(*[(each,) * 3 for each in PRINTS])
    asked = flipped(PRINTS[which], bits)
    assert table.nearest([asked], len(bits)) == (key(which), len(bits))
    assert table.nearest([asked], len(bits) - 1) is None


@pytest.mark.parametrize("seed", range(12))
def test_a_mirror_image_is_looked_for_in_the_same_pass(seed: int) -> None:
    mirrored = fingerprint(ImageOps.mirror(pixels(200, 250, seed)))
    table = table_of(*[(each,) * 3 for each in PRINTS])
    assert table.nearest([mirrored, PRINTS[seed]], 40) == (key(seed), 0)
    assert table.nearest([mirrored, flipped(PRINTS[seed], list(range(30)))], 40) == (key(seed), 30)


@pytest.mark.parametrize("place", range(14))
@pytest.mark.parametrize("look", range(3))
def test_it_is_found_wherever_it_stands(place: int, look: int, in_small_parts: None) -> None:
    random = np.random.default_rng(3)
    entries = [tuple(random.bytes(32) for _look in range(3)) for _nth in range(14)]
    sought = entries[place][look]
    table = FingerprintTable()
    for number, each in enumerate(entries):  # grown one by one
        table.add([(key(number), each)])
    assert len(table) == 14
    assert table.nearest([sought], 0) == (key(place), 0)


def test_an_empty_table_has_nothing() -> None:
    assert FingerprintTable().nearest([PRINTS[0]], 256) is None


def test_opposites_differ_in_all_bits() -> None:
    opposite = flipped(PRINTS[0], list(range(256)))
    assert table_of((opposite,) * 3).nearest([PRINTS[0]], 256) == (key(0), 256)
