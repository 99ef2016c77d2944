"""The channel's form of the master: its aspect, never enlarged, in sRGB."""

import pytest
from PIL import Image, ImageCms

from approvals.disclosure.channels import CHANNELS, Channel
from approvals.disclosure.rendition import FULL_FRAME, CropBox, default_crop, render
from tests.approvals.disclosure.conftest import pixels

SIZED = [c for c in CHANNELS.values() if c.width and c.height]


@pytest.mark.parametrize("size", [(2160, 2700), (900, 900), (1600, 700)])
@pytest.mark.parametrize("channel", SIZED, ids=lambda c: c.name)
def test_the_default_crop_has_the_channels_aspect(channel: Channel, size: tuple[int, int]) -> None:
    crop = default_crop(size, channel)
    aspect = crop.width * size[0] / (crop.height * size[1])
    assert aspect == pytest.approx(_aspect(channel))
    assert max(crop.width, crop.height) == pytest.approx(1)


def test_the_default_crop_keeps_the_face_and_stays_inside() -> None:
    crop = default_crop((1000, 2000), CHANNELS["instagram-square"])
    assert crop.as_list() == pytest.approx([0, 0.13, 1, 0.5])
    at_edge = default_crop((1000, 2000), CHANNELS["instagram-square"], focus=(0.5, 0.02))
    assert at_edge.y == 0


def test_channels_without_a_size_get_the_whole_master() -> None:
    assert default_crop((300, 200), CHANNELS["master"]) == FULL_FRAME
    assert render(pixels(300, 200), CHANNELS["master"], FULL_FRAME).size == (300, 200)


def test_a_large_master_gives_the_exact_size() -> None:
    master, feed = pixels(1300, 1500), CHANNELS["instagram-feed"]
    assert render(master, feed, default_crop(master.size, feed)).size == (1080, 1350)


@pytest.mark.parametrize("channel", SIZED, ids=lambda c: c.name)
def test_a_small_master_is_never_enlarged(channel: Channel) -> None:
    master = pixels(211, 307)
    crop = default_crop(master.size, channel)
    small = render(master, channel, crop)
    assert small.width <= crop.width * 211 + 1e-3
    assert small.height <= crop.height * 307 + 1e-3
    assert small.width / small.height == pytest.approx(_aspect(channel), rel=0.02)


def test_a_crop_that_would_stretch_the_person_is_refused() -> None:
    with pytest.raises(ValueError, match="aspect"):
        render(pixels(400, 400), CHANNELS["instagram-feed"], FULL_FRAME)


@pytest.mark.parametrize(
    "box", [(0, 0, 0, 1), (-0.1, 0, 1, 1), (0.5, 0, 0.6, 1), (0, 0, float("nan"), 1)]
)
def test_a_crop_outside_its_picture_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="inside"):
        CropBox(*box)


def test_a_crop_without_resizing_keeps_every_pixel() -> None:
    master = pixels(100, 100)
    cut = render(master, CHANNELS["web"], CropBox(0.25, 0.1, 0.5, 0.5))
    assert cut.tobytes() == master.crop((25, 10, 75, 60)).tobytes()


def test_the_crop_is_of_the_upright_picture() -> None:
    master = Image.new("RGB", (60, 40), "red")
    master.getexif()[0x0112] = 6
    assert render(master, CHANNELS["master"], FULL_FRAME).size == (40, 60)


def test_an_embedded_profile_is_converted_not_dropped() -> None:
    master = Image.new("L", (20, 20), 100)
    profile = ImageCms.createProfile("LAB")
    colour = Image.new("RGB", (20, 20), (100, 100, 100))
    colour.info["icc_profile"] = _linear_profile()
    assert _grey(render(colour, CHANNELS["web"], FULL_FRAME)) > 150
    master.info["icc_profile"] = ImageCms.ImageCmsProfile(profile).tobytes()  # doesn't fit
    assert _grey(render(master, CHANNELS["web"], FULL_FRAME)) == 100


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    assert render(Image.new(mode, (9, 9)), CHANNELS["web"], FULL_FRAME).mode == "RGB"


def test_transparency_lies_on_white() -> None:
    clear = Image.new("RGBA", (9, 9), (0, 0, 0, 0))
    assert _grey(render(clear, CHANNELS["web"], FULL_FRAME)) == 255


def _aspect(channel: Channel) -> float:
    assert channel.width
    assert channel.height
    return channel.width / channel.height


def _grey(image: Image.Image) -> int:
    value = image.getpixel((5, 5))
    assert isinstance(value, tuple)
    return int(value[0])


def _linear_profile() -> bytes:
    """sRGB with its three tone curves replaced by the identity: what is 100 is lighter in sRGB."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for i in range(int.from_bytes(data[128:132])):
        tag = data[132 + 12 * i : 144 + 12 * i]
        if bytes(tag[:4]) in {b"rTRC", b"gTRC", b"bTRC"}:
            at = int.from_bytes(tag[4:8])
            data[at : at + 12] = b"curv" + bytes(8)
    return bytes(data)
