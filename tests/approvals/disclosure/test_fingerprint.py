"""Found again without metadata; different pictures stay apart."""

import io

import pytest
from PIL import Image

from approvals.disclosure.fingerprint import RESEMBLES, distance, fingerprint, looks
from approvals.disclosure.label import Box
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


def test_fingerprints_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="kinds"):
        distance(b"1", b"22")


LABEL = Box(250, 20, 380, 60)


@pytest.mark.parametrize("size", [(400, 500), (500, 400), (400, 400)])
def test_a_copy_cut_down_to_the_middle_resembles_a_window(size: tuple[int, int]) -> None:
    whole = pixels(*size, seed=5)
    width, height = (320, 400) if size == (400, 400) else (400, 400)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    copy = saved(whole.crop((left, top, left + width, top + height)), quality=60)
    with Image.open(io.BytesIO(copy)) as image:
        apart = distance(looks(whole, LABEL)[1][0], fingerprint(image))
    assert apart <= RESEMBLES < distance(fingerprint(whole), looks(whole, LABEL)[1][0])


@pytest.mark.parametrize("below", [False, True])
def test_a_copy_without_its_label_resembles_a_window(below: bool) -> None:
    whole = pixels(400, 500, seed=6)
    label = Box(250, 440, 380, 480) if below else LABEL
    copy = whole.crop((0, 0, 400, 440) if below else (0, 60, 400, 500))
    assert distance(looks(whole, label)[1][1], fingerprint(copy)) <= RESEMBLES / 2


def test_a_label_as_high_as_its_picture_leaves_something() -> None:
    assert len(looks(pixels(40, 40), Box(0, 0, 40, 40))[1][1]) == 32
