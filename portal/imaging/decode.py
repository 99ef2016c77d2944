"""A stranger's file in, a clean picture out: the decoding is left to a child that may die."""

import contextlib
import hashlib
import json
import logging
import math
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from portal.imaging.limits import MB, UPLOAD, Limits, Refused
from portal.imaging.sniff import JPEG, PNG, describe, is_lossless, sniff
from portal.wording import mark
from portal.wording import say as _

CHILD = str(Path(__file__).with_name("child.py"))
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
    "breaks off": mark("This file breaks off in the middle; please export it again."),
    "damaged": mark("This file is damaged; please export it again."),
    "time": mark(
        "This took longer than %(seconds)s seconds to read, so we stopped; "
        "please export it again or send it smaller."
    ),
    "crash": mark("This file could not be opened safely; please export it again as JPEG."),
}

_LOG = logging.getLogger(__name__)
_PASSED_ON = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_AT_ONCE = threading.BoundedSemaphore(2)
"""Children alive at one time in this process: they may take ``memory_bytes`` each."""


@dataclass(frozen=True, kw_only=True)
class CleanPicture:
    """An upright sRGB picture without metadata: a JPEG (RGB), or a PNG (RGB or RGBA).

    ``sha256`` is of ``data``. ``had`` names what was taken away: "exif", "gps", "thumbnail",
    "xmp", "iptc", "comment", "text", "colour profile", "more pictures".
    """

    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    had: frozenset[str]


def sanitise(data: bytes, *, limits: Limits = UPLOAD) -> CleanPicture:
    """Return the clean form of the picture in ``data``; the same bytes give the same bytes.

    Raises ``Refused`` with a sentence for the person who sent it.
    """
    media_type = _identify(data, limits)
    with _AT_ONCE, TemporaryFile() as source, TemporaryFile() as answer:
        source.write(data)
        source.seek(0)
        _run(_order(media_type, data, limits), source, answer, limits)
        answer.seek(0)
        header = _header(answer, limits)
        return _picture(header, answer.read(limits.max_clean_bytes), limits)


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


def _run(order: dict[str, Any], source: IO[bytes], answer: IO[bytes], limits: Limits) -> None:
    """Let a child of its own session write the answer. Raises ``Refused`` when it dies."""
    with TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603 our own file, an order without the sender's words
            [sys.executable, "-I", CHILD, json.dumps(order)],
            stdin=source,
            stdout=answer,
            stderr=errors,
            env=_environment(),
            start_new_session=True,
        )
        try:
            status = child.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            raise _refused("time", limits) from None
        finally:
            _end(child)
        if status:
            errors.seek(0)
            _LOG.warning("A picture ended its child (%s): %s", status, errors.read(4000)[-2000:])
            raise _refused("time" if -status in _out_of_time() else "crash", limits)


def _environment() -> dict[str, str]:
    """Return what an interpreter needs to start, and none of our secrets."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {"MALLOC_ARENA_MAX": "1"}


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and all that it started, if it still runs, and wait for its end."""
    if child.poll() is not None:
        return
    if sys.platform == "win32":
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _out_of_time() -> frozenset[int]:
    if sys.platform == "win32":
        return frozenset()
    return frozenset({signal.SIGXCPU, signal.SIGALRM})


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
