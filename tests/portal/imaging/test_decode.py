"""Strangers' files come in clean, or not at all, and never take the worker with them."""

import hashlib
import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from portal.imaging import CleanPicture, Limits, Refused, confined, decode, sanitise
from tests.portal.imaging import pictures
from tests.portal.imaging.pictures import SECRET, XMP, bomb, chunk, encode, gradient, telling_exif

EVERY_KIND = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"]
LEAKS = [SECRET, b"Exif", b"GPS", b"xmpmeta", b"Photoshop", b"JFXX", b"tEXt", b"eXIf", b"iTXt"]


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """Return the sentence with which ``data`` is refused."""
    with pytest.raises(Refused) as caught:
        sanitise(data, limits=limits or Limits())
    return caught.value.sentence


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_of_picture_comes_in(kind: str) -> None:
    clean = sanitise(encode(gradient(), kind))
    picture = pictures.decode(clean.data)
    assert (clean.width, clean.height) == picture.size == (64, 48)
    assert clean.media_type == {"PNG": "image/png"}.get(kind, "image/jpeg")
    assert clean.sha256 == hashlib.sha256(clean.data).hexdigest()
    assert picture.mode == "RGB"
    red, _, blue = picture.getpixel((10, 20))  # type: ignore[misc]
    assert red > 240
    assert blue < 15


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_place_names_and_thumbnail_are_taken_away(kind: str) -> None:
    thumbnail = encode(Image.new("RGB", (16, 16), "lime"), "JPEG", comment=SECRET)
    data = encode(gradient(), kind, exif=telling_exif(thumbnail=thumbnail), xmp=XMP)
    clean = sanitise(data)
    assert [leak for leak in LEAKS if leak in clean.data] == []
    assert {"exif", "gps", *(["thumbnail"] if thumbnail in data else [])} <= clean.had
    assert clean.data.count(b"\xff\xd8\xff") == (clean.media_type == "image/jpeg")
    assert not pictures.decode(clean.data).getexif()


def test_comment_iptc_and_what_follows_the_picture_are_taken_away() -> None:
    iptc = b"\xff\xed\x00\x24Photoshop 3.0\x00" + b"8BIM\x04\x04\x00\x00\x00\x00\x00\x08" + bytes(8)
    data = encode(gradient(), "JPEG", comment=SECRET, extra=iptc, xmp=XMP)
    clean = sanitise(data + b"PK\x03\x04" + SECRET + b"<html><script>alert(1)</script>")
    assert [leak for leak in [*LEAKS, b"PK\x03\x04", b"<script>"] if leak in clean.data] == []
    assert {"comment", "xmp"} <= clean.had


def test_texts_in_a_png_are_taken_away() -> None:
    data = encode(gradient(), "PNG")
    telling = data[:33] + chunk(b"tEXt", b"Author\0" + SECRET) + data[33:]
    clean = sanitise(telling)
    assert SECRET not in clean.data
    assert "text" in clean.had


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("orientation", [3, 6])
def test_a_turned_picture_is_set_upright(kind: str, orientation: int) -> None:
    clean = sanitise(encode(gradient(), kind, exif=telling_exif(orientation=orientation)))
    picture = pictures.decode(clean.data)
    assert picture.size == ((64, 48) if orientation == 3 else (48, 64))
    blue_there = picture.getpixel((5, 5) if orientation == 3 else (20, 60))
    assert blue_there[2] > 240  # type: ignore[index]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_same_bytes_give_the_same_bytes(kind: str) -> None:
    data = encode(gradient(300, 200), kind)
    assert sanitise(data) == sanitise(data)


def test_a_small_file_with_billions_of_pixels_is_refused_at_once() -> None:
    began = time.monotonic()
    assert refusal(bomb(60_000, 60_000)) == (
        "This picture has 3600 megapixels; the most is 64. Please send it smaller."
    )
    assert time.monotonic() - began < 3


def test_a_webp_with_too_many_pixels_is_refused_by_its_size() -> None:
    data = bytearray(encode(gradient(), "WEBP", lossless=True))
    data[21:25] = (16_000 - 1 | (16_000 - 1) << 14).to_bytes(4, "little")
    assert refusal(bytes(data)).startswith("This picture has 256 megapixels; the most is 64.")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_file_that_breaks_off_is_refused(kind: str) -> None:
    data = encode(Image.effect_noise((300, 300), 80).convert("RGB"), kind)
    assert refusal(data[: len(data) * 2 // 3]) in (
        "This file breaks off in the middle; please export it again.",
        "This file is damaged; please export it again.",
    )


def test_a_photograph_that_breaks_off_is_told_so() -> None:
    data = encode(Image.effect_noise((300, 300), 80), "JPEG")
    assert refusal(data[:-2000]) == "This file breaks off in the middle; please export it again."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty; please export it again."),
        (b"%PDF-1.7", "This is a PDF. Please send JPEG, PNG, WebP, HEIC or AVIF."),
        (b"GIF89a" + bytes(30), "This is a GIF. Please send JPEG, PNG, WebP, HEIC or AVIF."),
        (
            b"<svg onload='x'/>",
            "This is an SVG drawing. Please send JPEG, PNG, WebP, HEIC or AVIF.",
        ),
        (b"<html><img>", "This is a web page. Please send JPEG, PNG, WebP, HEIC or AVIF."),
        (b"Dear Ada, \n", "This is a text. Please send JPEG, PNG, WebP, HEIC or AVIF."),
        (bytes(99), "This is no picture. Please send JPEG, PNG, WebP, HEIC or AVIF."),
        (b"\xff\xd8\xff" + bytes(99), "This file is damaged; please export it again."),
        (b"%!PS-Adobe", "This is a PostScript file. Please send JPEG, PNG, WebP, HEIC or AVIF."),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


def test_a_web_page_inside_a_picture_is_taken_away() -> None:
    page = b"<html><script>alert(document.cookie)</script></html>"
    clean = sanitise(encode(gradient(), "JPEG", comment=page))
    assert b"<script>" not in clean.data


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    data = encode(gradient(), kind, save_all=True, append_images=[Image.new("RGB", (64, 48))])
    assert refusal(data) == (
        "This file holds 2 pictures or moves; please send a single still picture."
    )


def test_of_a_cameras_double_picture_the_first_is_taken() -> None:
    data = encode(gradient(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))])
    clean = sanitise(data)
    assert pictures.decode(clean.data).getpixel((60, 5))[2] > 240  # type: ignore[index]
    assert clean.data.count(b"\xff\xd8\xff") == 1


def test_sixteen_bits_become_eight() -> None:
    deep = Image.frombytes("I;16", (2, 1), b"\x00\x80\xff\xff")
    picture = pictures.decode(sanitise(encode(deep, "PNG")).data)
    assert [picture.getpixel((x, 0)) for x in (0, 1)] == [(128,) * 3, (255,) * 3]


def test_print_colours_become_screen_colours() -> None:
    picture = pictures.decode(sanitise(encode(gradient(mode="CMYK"), "JPEG")).data)
    assert picture.mode == "RGB"
    assert picture.getpixel((5, 5))[0] > 230  # type: ignore[index]


def test_a_palette_keeps_what_shows_through() -> None:
    palette = gradient().quantize(4)
    palette.info["transparency"] = palette.getpixel((5, 5))
    picture = pictures.decode(sanitise(encode(palette, "PNG")).data)
    assert picture.mode == "RGBA"
    assert [picture.getpixel((x, 5))[3] for x in (5, 60)] == [0, 255]  # type: ignore[index]


def test_an_alpha_that_hides_nothing_is_dropped() -> None:
    clean = sanitise(encode(gradient(mode="RGBA"), "WEBP"))
    assert clean.media_type == "image/jpeg"


def test_colours_are_converted_by_the_profile_that_came_with_them() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = lab.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    clean = sanitise(encode(gradient(), "PNG", icc_profile=swapped))
    assert "colour profile" in clean.had
    assert pictures.decode(clean.data).getpixel((5, 5)) == pytest.approx((0, 0, 255), abs=2)


def test_a_broken_profile_does_not_refuse_the_picture() -> None:
    clean = sanitise(encode(gradient(), "PNG", icc_profile=b"nonsense" * 40))
    assert pictures.decode(clean.data).getpixel((5, 5)) == (255, 0, 0)


def test_the_most_pixels_that_we_take_fit_into_the_memory_that_we_give() -> None:
    data = encode(Image.new("RGB", (8000, 8000), "teal"), "JPEG", exif=telling_exif(orientation=6))
    assert sanitise(data).width == 8000


def test_a_picture_that_takes_too_long_is_refused() -> None:
    assert refusal(encode(gradient(), "JPEG"), Limits(seconds=0.001)) == (
        "This took longer than 0.001 seconds to read, so we stopped; "
        "please export it again or send it smaller."
    )


@pytest.mark.parametrize("megabytes", [1, 60, 120])
def test_a_picture_that_needs_too_much_memory_is_refused(megabytes: int) -> None:
    data = encode(Image.new("RGB", (5000, 5000)), "JPEG")
    assert refusal(data, Limits(memory_bytes=megabytes << 20)).endswith("as JPEG.")


def test_a_picture_that_grows_too_large_is_refused() -> None:
    data = encode(gradient(2000, 2000), "WEBP")
    sentence = refusal(data, Limits(max_clean_bytes=2000))
    assert sentence.startswith("This picture becomes too large once cleaned")


def test_a_file_of_too_many_bytes_is_refused() -> None:
    sentence = refusal(encode(gradient(), "PNG"), Limits(max_bytes=20))
    assert sentence.startswith("This file is larger than")


def test_a_child_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "import os, subprocess, time; p = subprocess.Popen(['sleep', '60']); "
    script += f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{p.pid}}'); "
    picture = usurp(monkeypatch, tmp_path, script + "time.sleep(60)")
    assert refusal(picture, Limits(seconds=1)).startswith("This took longer than 1 seconds")
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    deadline = time.monotonic() + 2
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [pid for pid in pids if is_alive(pid)] == []


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGXCPU])
def test_a_child_that_dies_leaves_a_sentence(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = usurp(monkeypatch, tmp_path, f"import os; os.kill(os.getpid(), {number:d})")
    started = "This took longer" if number == signal.SIGXCPU else "This file could not be opened"
    assert refusal(picture).startswith(started)


@pytest.mark.parametrize(
    "answer", ["", "[]", '{"refused": "{x.__class__}"}', '{"width": 1, "height": 1}\n<html>']
)
def test_a_child_that_was_taken_over_is_not_believed(
    answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = usurp(monkeypatch, tmp_path, f"print({answer!r})")
    assert refusal(picture).startswith("This file could not be opened safely")


def test_a_child_sees_no_secret_and_knows_its_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    told = "import json, os, sys, runpy; child = runpy.run_path(%r); " % confined.CHILD  # noqa: UP031
    told += "child['confine'](json.loads(sys.argv[1])); import resource as r; "
    told += "limits = [r.getrlimit(k)[0] for k in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)]; "
    told += f"open({str(tmp_path / 'told')!r}, 'w').write("
    told += "json.dumps([limits, sorted(os.environ), 'django' in sys.modules]))"
    refusal(usurp(monkeypatch, tmp_path, told), Limits(memory_bytes=1 << 30, seconds=7))
    limits, environment, django = json.loads((tmp_path / "told").read_text())
    assert limits == [1 << 30, 7, 0]
    assert "SECRET_KEY" not in environment
    assert not django


def test_nothing_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    clean: CleanPicture = sanitise(encode(gradient(), "JPEG"))
    refusal(encode(gradient(), "JPEG")[:300])
    assert clean
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def usurp(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> bytes:
    """Put ``script`` in the child's place, and return a picture to send to it."""
    path = folder / "child.py"
    path.write_text(script)
    monkeypatch.setattr(decode, "CHILD", str(path))
    return encode(gradient(), "JPEG")


def test_who_finds_no_room_in_time_is_refused_and_takes_nobodys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = threading.BoundedSemaphore(1)
    monkeypatch.setattr(confined, "_AT_ONCE", full)
    with full:
        assert "took longer than" in refusal(encode(gradient(), "PNG"), Limits(seconds=0.1))
    assert sanitise(encode(gradient(), "PNG")).width == 64
