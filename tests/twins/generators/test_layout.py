"""The layout generator: same order, same page; strange pictures, still a page."""

import functools
import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from twins.generators.base import Cancelled, GeneratorError, Order, Rendered
from twins.generators.layout import Layout
from twins.generators.layouting import colours, lettering, pictures
from twins.generators.layouting.templates import TEMPLATES
from twins.generators.registry import make


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    held = io.BytesIO()
    image.save(held, form)
    return held.getvalue()


def head(size: tuple[int, int] = (512, 640), x: float = 0.5) -> Image.Image:
    """A plain head and shoulders on grey."""
    image = Image.new("RGB", size, (200, 200, 198))
    pen = ImageDraw.Draw(image)
    width, height = size
    middle = x * width
    pen.rectangle((middle - width * 0.3, height * 0.7, middle + width * 0.3, height), fill="navy")
    pen.ellipse(
        (middle - width * 0.16, height * 0.2, middle + width * 0.16, height * 0.62), fill="sienna"
    )
    return image


def coat(ground: tuple[int, int, int] = (244, 242, 238)) -> Image.Image:
    image = Image.new("RGB", (300, 400), ground)
    ImageDraw.Draw(image).polygon([(110, 40), (190, 40), (230, 360), (70, 360)], fill=(160, 60, 40))
    return image


PORTRAIT = encoded(head(), "JPEG")
COAT = encoded(coat())
MOOD = encoded(Image.new("RGB", (40, 40), (90, 120, 110)))


def order(
    *,
    references: Sequence[bytes] = (PORTRAIT,),
    garments: Sequence[bytes] = (COAT,),
    moods: Sequence[bytes] = (MOOD,),
    title: str = "Nordlicht, spring coats",
    seed: int = 0,
    count: int = 1,
    asked: Sequence[str] = (),
) -> Order:
    return Order(
        title=title,
        idea="Light that comes in low.",
        brand="Maison Aurore",
        references=references,
        garments=garments,
        moods=moods,
        seed=seed,
        count=count,
        asked_changes=asked,
        credits=("Photography: Ines Duarte",),
    )


def rendered(wanted: Order) -> list[Rendered]:
    return list(Layout().render(wanted, progress=lambda _done, _total: None))


@functools.cache
def plain_page() -> Rendered:
    """The page of the plain order, made once for the tests that only look at it."""
    return rendered(order())[0]


def opened(result: Rendered) -> Image.Image:
    return Image.open(io.BytesIO(result.picture))


def test_the_same_order_gives_the_same_bytes() -> None:
    assert rendered(order())[0].picture == plain_page().picture


def test_another_seed_gives_another_page() -> None:
    assert rendered(order(seed=5))[0].picture != plain_page().picture


def test_a_page_is_a_large_composite_without_metadata() -> None:
    result = plain_page()
    assert (result.digital_source_type, result.media_type) == ("composite", "image/jpeg")
    assert (result.ai_system, result.ai_version) == ("Twinset layout", "1")
    page = opened(result)
    assert page.size == (2160, 2700)
    assert page.mode == "RGB"
    assert not page.getexif()


def test_as_many_pages_as_were_ordered_all_different() -> None:
    assert len({result.picture for result in rendered(order(count=2))}) == 2


def test_what_was_asked_to_change_gives_another_composition() -> None:
    before = np.asarray(opened(plain_page()).resize((54, 68)), dtype=np.int16)
    after = np.asarray(
        opened(rendered(order(asked=["Less coat, please"]))[0]).resize((54, 68)), dtype=np.int16
    )
    assert np.abs(before - after).mean() > 4


@pytest.mark.parametrize("seed", range(len(TEMPLATES)))
def test_every_template_takes_the_least_that_can_be_ordered(seed: int) -> None:
    assert opened(rendered(order(seed=seed, garments=(), moods=()))[0]).size == (2160, 2700)


ODD = {
    "a single pixel": Image.new("RGB", (1, 1), "red"),
    "very wide": Image.new("L", (1500, 12), 90),
    "very tall": Image.new("RGB", (12, 1500), "white"),
    "wholly clear": Image.new("RGBA", (200, 200), (0, 0, 0, 0)),
    "palette": Image.new("P", (50, 70)),
    "one bit": Image.new("1", (50, 70)),
    "sixteen bits": Image.new("I;16", (60, 60)),
    "white on white": Image.new("RGB", (300, 400), "white"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_pictures_still_make_a_page(name: str) -> None:
    data, seed = encoded(ODD[name]), list(ODD).index(name)
    wanted = order(references=[data], garments=[data, COAT], moods=[data], seed=seed)
    assert opened(rendered(wanted)[0]).size == (2160, 2700)


@pytest.mark.parametrize("title", ["", "ж" * 90, "Été, Ωραία 漢字", "Überlängenwortmonstrum " * 6])
def test_any_title_can_be_set(title: str) -> None:
    assert rendered(order(title=title))


@pytest.mark.parametrize("data", [b"", b"no picture", PORTRAIT[:60]])
def test_what_is_no_picture_is_refused_for_good(data: bytes) -> None:
    with pytest.raises(GeneratorError) as caught:
        rendered(order(references=[data]))
    assert caught.value.permanent


def test_no_reference_is_refused_for_good() -> None:
    with pytest.raises(GeneratorError) as caught:
        rendered(order(references=()))
    assert caught.value.permanent


def test_calling_off_stops_the_work_at_the_next_step() -> None:
    seen: list[int] = []

    def progress(done: int, total: int) -> None:
        assert done <= total
        seen.append(done)
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(Layout().render(order(count=5), progress=progress))
    assert seen == [0, 1, 2]


def test_progress_ends_at_its_total() -> None:
    seen: list[tuple[int, int]] = []
    list(Layout().render(order(), progress=lambda done, total: seen.append((done, total))))
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_the_head_stays_in_the_frame() -> None:
    photo = pictures.photo(encoded(head((900, 600), x=0.75)))
    left, top, right, _ = pictures.crop_box(photo, 0.8)
    assert left < 0.59 * 900
    assert right > 0.90 * 900
    assert top < 0.2 * 600


def test_a_garment_is_cut_out_of_light_ground() -> None:
    piece = pictures.garment(COAT)
    assert piece.cut is not None
    assert piece.cut.width < 180
    assert piece.cut.getpixel((1, 1)) != piece.cut.getpixel((80, 200))


def test_a_garment_on_a_busy_ground_is_left_whole() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 160, 3), dtype=np.uint8)
    assert pictures.garment(encoded(Image.fromarray(noise))).cut is None


def test_the_palette_comes_from_the_moods() -> None:
    theme = colours.theme_of([Image.new("RGB", (20, 20), (90, 120, 110))], turn=0)
    assert theme.chips == ((90, 120, 110),)
    assert colours.contrast(theme.field, theme.on_field) >= 5
    assert colours.contrast(theme.paper, theme.ink) >= 10


def test_letters_without_a_font_are_left_out() -> None:
    assert lettering.clean("  Été\n漢字  Привет ") == "Été Привет"


def test_the_registry_makes_it_by_its_path() -> None:
    assert make({"layout": "twins.generators.layout.Layout"})["layout"].name == "layout"


@pytest.mark.parametrize("measure", [400, 500, 640, 900, 1400])
def test_a_title_is_set_smaller_rather_than_broken_in_a_word(measure: int) -> None:
    style = lettering.Style(family="bodoni-moda", size=320)
    _style, lines = lettering.fit("Winter knits", style, measure, 2000)
    assert " ".join(lines) == "Winter knits"
