"""A part of a picture is known as one, whatever platforms did to it; another picture is none."""

import numpy as np
import pytest
from PIL import Image

from approvals.disclosure.overlap import ALIKE, overlap
from tests.approvals.disclosure.attacks import ATTACKS


def scene(seed: int) -> Image.Image:
    """Something with large and small shapes that differs with ``seed``."""
    random = np.random.default_rng(seed)
    layers = [
        Image.fromarray(random.integers(0, 255, (side * 5 // 4, side, 3), dtype=np.uint8)).resize(
            (800, 1000), Image.Resampling.BICUBIC
        )
        for side in (4, 9, 40)
    ]
    return Image.blend(Image.blend(layers[0], layers[1], 0.45), layers[2], 0.15)


SCENES = [scene(seed) for seed in range(4)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_part_is_known_after(attack: str) -> None:
    for whole in SCENES[:2]:
        assert overlap(ATTACKS[attack](whole), whole) >= ALIKE


def test_another_picture_is_no_part() -> None:
    for part in SCENES:
        for whole in SCENES:
            if part is not whole:
                assert overlap(part, whole) < ALIKE - 0.1
                assert overlap(part.crop((100, 100, 600, 700)), whole) < ALIKE


def test_a_flat_picture_is_a_part_of_a_flat_one_alone() -> None:
    flat = Image.new("RGB", (400, 500), "grey")
    assert overlap(flat, flat) >= ALIKE
    assert overlap(flat, SCENES[0]) < ALIKE
