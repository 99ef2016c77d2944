"""The drawn figures: the same number, the same picture; thirty numbers, thirty people."""

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from approvals.demo.figures import VARIANTS, Person, editorial, garment, mood, person, portrait

SMALL = (96, 120)


def _open(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def test_the_same_number_is_the_same_person() -> None:
    assert person(7) == person(7)


def test_the_same_numbers_draw_the_same_bytes() -> None:
    someone = person(3)
    assert portrait(someone, size=SMALL) == portrait(someone, size=SMALL)
    assert editorial(someone, 1, 2, 3, size=SMALL) == editorial(someone, 1, 2, 3, size=SMALL)
    assert garment(4, size=SMALL) == garment(4, size=SMALL)
    assert mood(4, size=SMALL) == mood(4, size=SMALL)


def test_other_numbers_draw_other_pictures() -> None:
    someone = person(3)
    first = editorial(someone, 1, 2, 3, size=SMALL)
    for other in ((2, 2, 3), (1, 3, 3), (1, 2, 4)):
        assert editorial(someone, *other, size=SMALL) != first


@pytest.mark.parametrize("size", [(80, 100), (128, 96), (60, 180)])
def test_pictures_have_the_size_that_was_asked(size: tuple[int, int]) -> None:
    someone = person(5)
    for data in (
        portrait(someone, size=size),
        editorial(someone, 0, 0, 0, size=size),
        garment(0, size=size),
        mood(0, size=size),
    ):
        picture = _open(data)
        assert picture.format == "JPEG"
        assert picture.size == size
        assert not picture.getexif()


def test_thirty_people_are_thirty_different_people() -> None:
    people = [person(number) for number in range(30)]
    features = {(p.skin, p.hair, p.face, p.build) for p in people}
    assert len(features) == 30
    assert {p.presentation for p in people} == {"woman", "man"}
    assert len({p.hair.style for p in people}) > 12
    pictures = [
        np.asarray(_open(portrait(p, size=(48, 60))).convert("RGB"), dtype=np.int16) for p in people
    ]
    for one, other in combinations(pictures, 2):
        assert np.abs(one - other).mean() > 2


def test_a_person_keeps_skin_and_hair_in_every_view() -> None:
    someone: Person = person(12)
    views = {variant: portrait(someone, size=SMALL, variant=variant) for variant in VARIANTS}
    assert len(set(views.values())) == len(VARIANTS)


@pytest.mark.parametrize("number", range(23))
def test_every_outfit_pose_and_ground_can_be_drawn(number: int) -> None:
    assert editorial(person(number), number, number, number, size=(40, 50))


@pytest.mark.parametrize("number", range(19))
def test_every_garment_and_mood_can_be_drawn(number: int) -> None:
    assert garment(number, size=(40, 50))
    assert mood(number, size=(40, 50))


def test_garments_lie_on_light_ground() -> None:
    picture = np.asarray(_open(garment(2, size=SMALL)).convert("L"))
    assert picture[:4].mean() > 220
