"""The tag in the pixels: legible on any ground, clear of what platforms draw over it."""

import io
from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image

from approvals.disclosure.channels import CHANNELS, Channel
from approvals.disclosure.encode import MEDIA_TYPES, encode
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.label import (
    Box,
    Corner,
    Label,
    Variant,
    _font_path,
    draw_label,
    safe_area,
)
from approvals.disclosure.pipeline import COARSER
from approvals.disclosure.watermark import embed
from approvals.disclosure.words import LANGUAGES, SOURCE_TYPES, label_text, mark_for
from approvals.disclosure.xmp import build_xmp

FEED = CHANNELS["instagram-feed"]
AI = Label("AI", label_text("trainedAlgorithmicMedia", "en"))
LONGEST = [
    max(
        (Label(mark_for(s), label_text(s, lang)) for s in SOURCE_TYPES for lang in LANGUAGES),
        key=lambda label: (label.mark == mark, len(label.text)),
    )
    for mark in ("AI", "Digital twin")
]


def _flat(colour: str) -> Image.Image:
    return Image.new("RGB", (540, 675), colour)


def _busy() -> Image.Image:
    noise = np.random.default_rng(7).integers(0, 256, (675, 540, 3), dtype=np.uint8)
    return Image.fromarray(noise)


def _luminance(image: Image.Image) -> NDArray[np.float64]:
    """Relative luminance (WCAG 2.1), shape (height, width)."""
    value = np.asarray(image.convert("RGB"), dtype=np.float64) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _contrast(image: Image.Image, box: Box) -> float:
    """Between the tag's ink and its ground: its lightest and darkest fiftieth."""
    light = _luminance(image.crop(box))
    low, high = np.percentile(light, [2, 98])
    return float((high + 0.05) / (low + 0.05))


@pytest.mark.parametrize("variant", get_args(Variant.__value__))
@pytest.mark.parametrize(
    "ground",
    [lambda: _flat("white"), lambda: _flat("black"), lambda: _flat("#777"), _busy],
    ids=["white", "black", "grey", "busy"],
)
def test_contrast_is_enough_on_every_ground(
    ground: Callable[[], Image.Image], variant: Variant
) -> None:
    picture, box = draw_label(ground(), Label(AI.mark, AI.text, variant=variant), FEED)
    assert _contrast(picture, box) >= 4.5


def test_the_picture_does_not_shine_through_the_tag() -> None:
    on_white, box = draw_label(_flat("white"), AI, FEED)
    on_noise, _ = draw_label(_busy(), AI, FEED)
    assert on_white.crop(box).tobytes() == on_noise.crop(box).tobytes()


def test_outside_the_tag_the_picture_is_untouched() -> None:
    before = _busy()
    after, box = draw_label(before, AI, FEED)
    before.paste(after.crop(box), box[:2])
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("corner", get_args(Corner.__value__))
@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
@pytest.mark.parametrize("scale", [1.0, 0.25])
def test_every_label_lies_in_the_safe_area_of_its_channel(
    channel: Channel, corner: Corner, scale: float
) -> None:
    size = (int((channel.width or 1600) * scale), int((channel.height or 2000) * scale))
    area, blank = safe_area(size, channel), Image.new("RGB", size)
    for label in LONGEST:
        _, box = draw_label(blank, Label(label.mark, label.text, corner), channel)
        assert area.left <= box.left < box.right <= area.right
        assert area.top <= box.top < box.bottom <= area.bottom


def test_stories_keep_250_pixels_clear_above_and_below() -> None:
    story = CHANNELS["instagram-story"]
    blank = Image.new("RGB", (1080, 1920))
    assert draw_label(blank, AI, story)[1].top >= 250
    bottom = Label(AI.mark, AI.text, "bottom-left")
    assert draw_label(blank, bottom, story)[1].bottom <= 1920 - 250


@pytest.mark.parametrize("size", [(1080, 1350), (1280, 720), (300, 375), (400, 3000)])
def test_the_mark_is_at_least_three_hundredths_of_the_shorter_side_high(
    size: tuple[int, int],
) -> None:
    """Ink rows of the mark, left of the rule: its capitals stand alone there."""
    picture, box = draw_label(Image.new("RGB", size), AI, CHANNELS["web"])
    height = box.bottom - box.top
    tag = _luminance(picture.crop(box))[height // 10 : -height // 10, : int(height * 0.85)]
    frame = height // 10
    rows = np.flatnonzero((tag[:, frame:] > 0.3).any(axis=1))
    assert rows[-1] - rows[0] + 1 >= 0.032 * min(size) - 1


# Beyond a to z, of each official language that has more.
LETTERS = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøå",
    "de": "äöüßẞ",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "es": "áéíñóúü¿¡",
    "et": "äõöüšž",
    "fi": "äöåšž",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "ga": "áéíóúḃċḋḟġṁṗṡṫ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "it": "àèéìîòù",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "mt": "ċġħżàèìòù",
    "nl": "áéíóúëïĳ",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõú",
    "ro": "ăâîșț",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sv": "åäöé",
}


@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_of_the_union_s_languages_has_its_glyph(language: str) -> None:
    """A missing glyph would print the same box for each letter."""
    letters = LETTERS[language] + LETTERS[language].upper() + "\N{RIGHT SINGLE QUOTATION MARK}«»„“"
    known = TTFont(_font_path()).getBestCmap()
    assert [letter for letter in letters if ord(letter) not in known] == []
    blank = _flat("black")
    some = sorted(set(LETTERS[language]))[:12]
    printed = {draw_label(blank, Label(c, "x y"), FEED)[0].tobytes() for c in some}
    assert len(printed) == len(some)


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
@pytest.mark.parametrize("variant", get_args(Variant.__value__))
def test_contrast_is_enough_in_the_published_file(
    media_type: str, variant: Variant, facts: DisclosureFields
) -> None:
    """Marked and compressed, on the busiest ground there is, and at the coarsest."""
    labelled, box = draw_label(_busy(), Label(AI.mark, AI.text, variant=variant), FEED)
    marked = embed(labelled, b"8 bytes!", bytes(32))
    file = encode(marked, media_type, build_xmp(facts), facts, coarser=COARSER[-1])
    with Image.open(io.BytesIO(file)) as opened:
        assert _contrast(opened.convert("RGB"), box) >= 4.5


def test_a_picture_too_small_for_a_label_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        draw_label(Image.new("RGB", (200, 4)), AI, CHANNELS["web"])
