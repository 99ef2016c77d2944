"""A stranger's file in, a clean picture out: the decoding is left to a child that may die."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from typing import IO, Any

from portal.imaging.confined import CHILD, Crashed, OutOfTime, run
from portal.imaging.limits import MB, UPLOAD, Limits, Refused
from portal.imaging.sniff import JPEG, PNG, describe, is_lossless, sniff
from portal.wording import mark
from portal.wording import say as _

SENTENCES = {
    "pixels": mark(
        "This picture has %(megapixels)s megapixels; the most is %(most_megapixels)s. "
        "Please send it smaller."
    ),
    "frames": mark(
        "This file holds %(frames)s pictures or moves; please send a single still picture."
    ),
    "memory": mark(
        "This picture needs more memory to open than we give to one file; "
        "please send it smaller or as JPEG."
    ),
    "size": mark("This picture becomes too large once cleaned; please send it smaller or as JPEG."),
    "metadata": mark(
        "This file carries more metadata than we read; please export it without, or as JPEG."
    ),
    "breaks off": mark("This file breaks off in the middle; please export it again."),
    "damaged": mark("This file is damaged; please export it again."),
    "time": mark(
        "This took longer than %(seconds)s seconds to read, so we stopped; "
        "please export it again or send it smaller."
    ),
    "crash": mark("This file could not be opened safely; please export it again as JPEG."),
}


@dataclass(frozen=True, kw_only=True)
class CleanPicture:
    """An upright sRGB picture without metadata: a JPEG (RGB), or a PNG (RGB or RGBA).

    ``sha256`` is of ``data``. ``had`` names what was taken away: "exif", "gps", "thumbnail",
    "xmp", "iptc", "comment", "text", "colour profile", "more pictures". ``turn`` is the Exif
    orientation by which it was set upright, 1 to 8.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    had: frozenset[str]
    turn: int = 1


def sanitise(data: bytes, *, limits: Limits = UPLOAD) -> CleanPicture:
    """Return the clean form of the picture in ``data``; the same bytes give the same bytes.

    Raises ``Refused`` with a sentence for the person who sent it.
    """
    order = _order(_identify(data, limits), data, limits)
    try:
        with run(CHILD, order, data, seconds=limits.seconds) as answer:
            header = _header(answer, limits)
            return _picture(header, answer.read(limits.max_clean_bytes), limits)
    except OutOfTime:
        raise _refused("time", limits) from None
    except Crashed:
        raise _refused("crash", limits) from None


def too_large(limits: Limits) -> Refused:
    """Return the refusal of a file with more bytes than we take."""
    return Refused(
        _("This file is larger than %(most)s MB, which is the most we take.")
        % {"most": f"{limits.max_bytes / MB:g}"}
    )


def _identify(data: bytes, limits: Limits) -> str:
    if not data:
        raise Refused(_("This file is empty; please export it again."))
    if len(data) > limits.max_bytes:
        raise too_large(limits)
    media_type = sniff(data)
    if media_type is None:
        raise Refused(
            _("This is %(kind)s. Please send JPEG, PNG, WebP, HEIC or AVIF.")
            % {"kind": describe(data) or _("no picture")}
        )
    return media_type


def _order(media_type: str, data: bytes, limits: Limits) -> dict[str, Any]:
    return asdict(limits) | {
        "media_type": media_type,
        "lossless": is_lossless(data),
        "seconds": math.ceil(limits.seconds),
    }


def _header(answer: IO[bytes], limits: Limits) -> dict[str, Any]:
    """Return the first line of the answer. Raises ``Refused`` if that is what it says."""
    try:
        header = json.loads(answer.readline(4096))
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise _refused("crash", limits)
    if "refused" in header:
        raise _refused(header["refused"], limits, header)
    return header


def _picture(header: dict[str, Any], data: bytes, limits: Limits) -> CleanPicture:
    """Return what the child made. A decoder may have been taken over: believe no type it names."""
    media_type = sniff(data)
    if media_type not in (JPEG, PNG):
        raise _refused("crash", limits)
    return CleanPicture(
        data=data,
        media_type=media_type,
        width=int(header["width"]),
        height=int(header["height"]),
        sha256=hashlib.sha256(data).hexdigest(),
        had=frozenset(header["had"]),
        turn=int(header["turn"]),
    )


def _refused(reason: str, limits: Limits, said: dict[str, Any] | None = None) -> Refused:
    said = said or {}
    return Refused(
        _(SENTENCES.get(reason, SENTENCES["crash"]))
        % {
            "megapixels": math.ceil(said.get("pixels", 0) / MB),
            "most_megapixels": limits.max_pixels // MB,
            "frames": said.get("frames", 0),
            "seconds": f"{limits.seconds:g}",
        }
    )
