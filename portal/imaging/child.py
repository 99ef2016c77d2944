"""The process that decodes: a hostile file on standard input, a clean picture on standard output.

``portal.imaging.decode`` runs this file by its path in an interpreter of its own. It imports
nothing of ours, so that a bug in a decoder finds no secret, no database and no open socket.
The answer is one line of JSON and, when the picture was taken, its bytes.
"""

import contextlib
import errno
import io
import json
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, Any, TypedDict

from PIL import Image

READERS = {
    "image/jpeg": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "image/png": ("PIL.PngImagePlugin", "PngImageFile"),
    "image/webp": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "image/heic": ("pillow_heif.as_plugin", "HeifImageFile"),
    "image/avif": ("PIL.AvifImagePlugin", "AvifImageFile"),
}
KINDS = {
    "exif": "exif",
    "xmp": "xmp",
    "XML:com.adobe.xmp": "xmp",
    "photoshop": "iptc",
    "icc_profile": "colour profile",
    "comment": "comment",
    "mp": "more pictures",
}
ORIENTATION, GPS, THUMBNAIL = 0x0112, 0x8825, -1  # the last is Pillow's name for IFD1
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
BREAKS_OFF = ("truncated", "end of file", "not processed", "premature", "insufficient data")
TOO_MUCH_TEXT = ("decompressed data too large", "too much memory used in text chunks")


class Order(TypedDict):
    """What the parent asks: whole seconds, bytes and pixels."""

    media_type: str
    lossless: bool
    max_pixels: int
    max_clean_bytes: int
    memory_bytes: int
    seconds: int


class NotTaken(Exception):
    """The picture is whole, but not one that we take; the numbers go into the sentence."""

    def __init__(self, reason: str, **numbers: float) -> None:
        super().__init__(reason)
        self.answer = {"refused": reason, **numbers}


def main() -> None:
    """Answer the order in the first argument; end with an error when the fault is ours."""
    order: Order = json.loads(sys.argv[1])
    confine(order)
    out = sys.stdout.buffer
    try:
        clean(sys.stdin.buffer, out, order)
        out.flush()
    except Exception as error:  # noqa: BLE001 a hostile file makes decoders raise anything
        answer = refusal(error)
        out.seek(0)
        out.truncate()
        out.write(json.dumps(answer).encode())


def confine(order: Order) -> None:
    """Give up memory, time and files beyond the order, for good.

    The hard limit is one more than the soft, so that a process out of time ends by SIGXCPU,
    which says so. The alarm ends it too when its parent is no longer there to do that.
    """
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: order["seconds"],
        resource.RLIMIT_FSIZE: order["max_clean_bytes"],
        resource.RLIMIT_NOFILE: 32,
    }
    if sys.platform != "darwin":  # which refuses it
        limits[resource.RLIMIT_AS] = order["memory_bytes"]
    for kind, most in limits.items():
        hard = resource.getrlimit(kind)[1]
        hard = most + 1 if hard == resource.RLIM_INFINITY else min(most + 1, hard)
        resource.setrlimit(kind, (min(most, hard), hard))
    signal.alarm(order["seconds"] + 1)
    with contextlib.suppress(OSError):  # should memory run out, it is not the parent that goes
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def clean(source: IO[bytes], out: IO[bytes], order: Order) -> None:
    """Write the header line and the clean picture. Raises ``NotTaken``, or what decoders do."""
    image = read(source, order)
    had = sorted(carried(image))
    turn = orientation(image)
    image = to_srgb(image)
    if turn in UPRIGHT:
        image = image.transpose(UPRIGHT[turn])
    image.info.clear()
    as_png = order["lossless"] or image.mode == "RGBA"
    header = {"width": image.width, "height": image.height, "had": had, "turn": turn}
    out.write(json.dumps(header).encode() + b"\n")
    if as_png:
        image.save(out, "PNG", compress_level=3, icc_profile=srgb())
    else:
        image.save(out, "JPEG", quality=95, subsampling=0, icc_profile=srgb())


def read(source: IO[bytes], order: Order) -> Image.Image:
    """Return the decoded picture, by the one reader that its first bytes ask for."""
    module, name = READERS[order["media_type"]]
    Image.MAX_IMAGE_PIXELS = order["max_pixels"] // 2  # readers that check raise at twice this
    image: Image.Image = getattr(reader(module), name)(source)
    if image.width * image.height > order["max_pixels"]:
        raise NotTaken("pixels", pixels=image.width * image.height)
    if (frames := getattr(image, "n_frames", 1)) > 1:
        raise NotTaken("frames", frames=frames)
    image.load()
    return image


def reader(module: str) -> Any:
    """Import a reader; one thread each, for memory and for the same bytes every time."""
    plugin: Any = import_module(module)
    if module.startswith("pillow_heif"):
        options: Any = import_module("pillow_heif.options")
        options.DECODE_THREADS = 1
        options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    elif module.endswith("AvifImagePlugin"):
        plugin.DEFAULT_MAX_THREADS = 1
    return plugin


def carried(image: Image.Image) -> set[str]:
    """Return what the file carried besides its pixels, as far as it can be read."""
    had = {name for key, name in KINDS.items() if image.info.get(key)}
    if getattr(image, "text", None):
        had.add("text")
    with contextlib.suppress(Exception):
        exif = image.getexif()
        had |= {name for ifd, name in ((GPS, "gps"), (THUMBNAIL, "thumbnail")) if exif.get_ifd(ifd)}
    return had


def orientation(image: Image.Image) -> int:
    """Return the Exif orientation, 1 to 8; upright when there is none that can be read."""
    with contextlib.suppress(Exception):
        said = int(image.getexif().get(ORIENTATION, 1))
        return said if said in UPRIGHT else 1
    return 1


def to_srgb(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, 8 bits: RGB, or RGBA where something shows through."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    converted = by_profile(image, profile, mode) if profile else None
    image = converted or (image if image.mode == mode else image.convert(mode))
    opaque = mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255)
    return image.convert("RGB") if opaque else image


def by_profile(image: Image.Image, icc: bytes, mode: str) -> Image.Image | None:
    """Return the picture converted from its own profile, or ``None`` when that does not fit."""
    from PIL import ImageCms

    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        space = source.profile.xcolor_space.strip()
        if space == "RGB" and image.mode != "CMYK":
            image = image if image.mode == mode else image.convert(mode)
        elif {"CMYK": "CMYK", "GRAY": "L"}.get(space) != image.mode or mode == "RGBA":
            return None
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode)
    return None


def srgb() -> bytes:
    """Return an sRGB profile without its date of making (ICC.1:2022, 7.2: bytes 24 to 35)."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + bytes(12) + profile[36:]


def refusal(error: Exception) -> dict[str, Any]:
    """Return the answer that ``error`` stands for. Raises it again when the fault is ours."""
    words = str(error).lower()
    if isinstance(error, NotTaken):
        return error.answer
    if isinstance(error, Image.DecompressionBombError):
        return {"refused": "pixels", "pixels": int("".join(filter(str.isdigit, words.split()[2])))}
    if any(sign in words for sign in TOO_MUCH_TEXT):
        return {"refused": "metadata"}
    if isinstance(error, MemoryError) or "memory" in words:
        return {"refused": "memory"}
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return {"refused": "size"}
    if isinstance(error, ImportError) or (isinstance(error, OSError) and error.errno):
        raise error
    return {"refused": "breaks off" if any(sign in words for sign in BREAKS_OFF) else "damaged"}


if __name__ == "__main__":
    main()
