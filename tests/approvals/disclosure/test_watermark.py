"""A mark that nobody sees, that survives what platforms do, and is never found where none is."""

import tracemalloc
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageOps
from scipy import ndimage

from approvals.disclosure.watermark import detect, embed
from approvals.disclosure.watermark.code import CODED_BITS, decode, encode
from approvals.disclosure.watermark.embed import SMALLEST_SIDE
from tests.approvals.disclosure.attacks import ATTACKS, cropped, jpeg, psnr, social, ssim, turned

KEY, OTHER, THIRD = (bytes([n]) * 32 for n in (1, 2, 3))
PAYLOAD = bytes.fromhex("0123456789abcdef")

FEED, THUMBNAIL, SHOP = (864, 1080), (1280, 720), (500, 500)


@cache
def studio(size: tuple[int, int]) -> Image.Image:
    """A smooth ground with a soft figure: nothing to hide a mark in."""
    y, x = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    ground = 205 - 25 * y - 6 * x * x
    inside = 1 / (1 + np.exp(60 * (x**2 / 0.16 + y**2 / 0.6 - 1) / 8))
    shade = 90 + 45 * np.cos(3 * x - 1) * np.cos(2 * y)
    plane = ground * (1 - inside) + shade * inside
    return Image.fromarray((plane[..., None] * [1.0, 0.94, 0.88]).clip(0, 255).astype(np.uint8))


@cache
def street(size: tuple[int, int]) -> Image.Image:
    """Texture of every size, fine and coarse, light and dark, with sharp edges between."""
    rng = np.random.default_rng(7)
    plane = np.zeros(size[::-1])
    for cell in (3, 9, 27, 120):
        rough = rng.normal(size=(size[1] // cell + 2, size[0] // cell + 2))
        plane += ndimage.zoom(rough, cell, order=1)[: size[1], : size[0]] * cell**0.5
    plane += 30 * (np.add.outer(np.arange(size[1]) // 90, np.arange(size[0]) // 130) % 2)
    spread = 110 + 3 * plane
    return Image.fromarray((spread[..., None] * [0.9, 1.0, 1.0]).clip(0, 255).astype(np.uint8))


@cache
def marked(draw: Callable[[tuple[int, int]], Image.Image], size: tuple[int, int]) -> Image.Image:
    return embed(draw(size), PAYLOAD, KEY)


@pytest.mark.parametrize("draw", [studio, street])
@pytest.mark.parametrize("attack", sorted(ATTACKS.keys() - {"jpeg_40", "jpeg_70"}))
def test_all_bits_survive(attack: str, draw: Callable[[tuple[int, int]], Image.Image]) -> None:
    found = detect(ATTACKS[attack](marked(draw, FEED)), [KEY])
    assert found is not None
    assert (found.payload, found.key) == (PAYLOAD, 0)


@pytest.mark.parametrize("size", [SHOP, THUMBNAIL, (1200, 1600)])
@pytest.mark.parametrize("draw", [studio, street])
def test_every_size_of_publication_is_read_after_a_platform_saved_it(
    size: tuple[int, int], draw: Callable[[tuple[int, int]], Image.Image]
) -> None:
    found = detect(social(marked(draw, size)), [KEY])
    assert found is not None
    assert found.payload == PAYLOAD


def test_several_things_may_be_done_to_one_picture() -> None:
    changed = jpeg(turned(ImageOps.mirror(cropped(marked(street, FEED), 0.15)), 1.5), 60)
    found = detect(changed, [KEY])
    assert found is not None
    assert found.payload == PAYLOAD


@pytest.mark.parametrize("size", [SHOP, FEED])
@pytest.mark.parametrize("draw", [studio, street])
def test_nobody_sees_it(
    size: tuple[int, int], draw: Callable[[tuple[int, int]], Image.Image]
) -> None:
    before, after = draw(size), marked(draw, size)
    assert psnr(before, after) >= 42
    assert ssim(before, after) >= 0.985


def test_a_flat_ground_changes_by_a_level_at_most_almost_everywhere() -> None:
    change = np.asarray(marked(studio, FEED), np.int16)[:300] - np.asarray(studio(FEED))[:300]
    assert np.mean(abs(change) > 1) < 0.04
    assert change.std() < 0.75


def test_white_and_black_stay_as_they_are() -> None:
    plane = np.full((400, 600, 3), 255, np.uint8)
    plane[:, :200] = 0
    image = Image.fromarray(plane)
    assert embed(image, PAYLOAD, KEY).tobytes() == image.tobytes()


def test_the_same_picture_payload_and_key_give_the_same_pixels() -> None:
    assert embed(street(SHOP), PAYLOAD, KEY).tobytes() == marked(street, SHOP).tobytes()


def test_patterns_differ_so_that_their_mean_shows_none() -> None:
    grey = Image.new("RGB", (600, 600), (128, 128, 128))
    marks = [mark_on(grey, bytes([n]) * 8) for n in range(32)]
    single = np.mean([mark.std() for mark in marks])
    assert np.mean(marks, axis=0).std() < 1.2 * single / len(marks) ** 0.5


@pytest.mark.parametrize("draw", [studio, street])
@pytest.mark.parametrize("size", [SHOP, THUMBNAIL])
def test_an_unmarked_picture_gives_nothing(
    size: tuple[int, int], draw: Callable[[tuple[int, int]], Image.Image]
) -> None:
    assert detect(draw(size), [KEY, OTHER]) is None


def test_noise_gives_nothing() -> None:
    rng = np.random.default_rng(3)
    noise = Image.fromarray(rng.integers(0, 256, (400, 400, 3), dtype=np.uint8))
    assert detect(noise, [KEY, OTHER, THIRD]) is None


def test_another_key_finds_nothing() -> None:
    assert detect(marked(street, SHOP), [OTHER, THIRD]) is None


def test_no_key_finds_nothing() -> None:
    assert detect(marked(street, SHOP), []) is None


def test_a_mark_of_an_older_key_is_found_beside_the_newer_ones() -> None:
    found = detect(marked(street, SHOP), [THIRD, OTHER, KEY])
    assert found is not None
    assert (found.payload, found.key) == (PAYLOAD, 2)


@pytest.mark.parametrize("payload", [b"", b"1234567", b"123456789"])
def test_a_payload_of_another_length_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        embed(studio(SHOP), payload, KEY)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        embed(studio(SHOP), PAYLOAD, b"secret")
    with pytest.raises(ValueError, match="16 bytes"):
        detect(studio(SHOP), [KEY, b"secret"])


def test_a_picture_in_another_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="RGB"):
        embed(studio(SHOP).convert("L"), PAYLOAD, KEY)


def test_a_picture_too_small_for_a_mark_is_refused_and_read_as_unmarked() -> None:
    with pytest.raises(ValueError, match="too small"):
        embed(studio((SMALLEST_SIDE - 1, 900)), PAYLOAD, KEY)
    assert detect(studio((3, 5)), [KEY]) is None


def test_a_picture_too_narrow_for_a_mark_is_refused_and_read_as_unmarked() -> None:
    with pytest.raises(ValueError, match="too narrow"):
        embed(studio((1600, 300)), PAYLOAD, KEY)
    assert detect(studio((1600, 150)), [KEY]) is None
    assert detect(embed(street((1600, 400)), PAYLOAD, KEY), [KEY]) is not None


def test_the_smallest_picture_carries_a_mark() -> None:
    found = detect(embed(street((SMALLEST_SIDE, 300)), PAYLOAD, KEY), [KEY])
    assert found is not None
    assert found.payload == PAYLOAD


@pytest.mark.parametrize("flat", [0, 128, 255])
def test_a_picture_of_one_colour_gives_nothing(flat: int) -> None:
    assert detect(Image.new("RGB", SHOP, (flat, flat, flat)), [KEY]) is None


def test_memory_stays_within_what_the_docstrings_say() -> None:
    image = Image.linear_gradient("L").resize((2000, 3000)).convert("RGB")
    detect(marked(street, SHOP), [KEY])  # what is kept for a key is not counted
    tracemalloc.start()
    embed(image, PAYLOAD, KEY)
    embedding = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    detect(image, [KEY])
    detecting = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Pillow's own pixels, 9 bytes a pixel, are not traced.
    assert embedding < 60e6
    assert detecting < 200e6


def test_the_code_corrects_an_eighth_of_its_bits() -> None:
    coded = encode(PAYLOAD, KEY)
    wrong = np.random.default_rng(1).permutation(CODED_BITS)[: CODED_BITS // 8]
    coded[wrong] *= -1
    assert decode(coded, KEY) == PAYLOAD


def test_a_whole_code_word_of_another_key_has_no_seal() -> None:
    assert decode(encode(PAYLOAD, OTHER), KEY) is None


def mark_on(image: Image.Image, payload: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    after = np.asarray(embed(image, payload, KEY).convert("L"), np.int16)
    return after - np.asarray(image.convert("L"), np.int16)
