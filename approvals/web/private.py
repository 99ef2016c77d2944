"""Answers with private bytes: asked for anew each time, never kept by a cache in between."""

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal import imaging, storage
from portal.errors import NotFound
from portal.models import StoredFile
from portal.web.inert import inert

EDGES = (320, 640, 1280)
PREVIEW_SECONDS = 6 * 60 * 60
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def picture(request: HttpRequest, file: StoredFile, *, name: str = "") -> HttpResponse:
    """Answer with the stored picture itself; as a file called ``name`` when there is one.

    The caller has just asked whether this person may have it: nothing here does.
    """
    return private_bytes(
        request,
        etag=f'"{file.pk}"',
        media_type=file.media_type,
        read=lambda: _read(file.pk),
        name=name,
    )


def preview(request: HttpRequest, file: StoredFile) -> HttpResponse:
    """Answer with a WebP whose longer edge is the ``edge`` asked for: 320, 640 or 1280 pixels."""
    edge = request.GET.get("edge", "640")
    if edge not in map(str, EDGES):
        raise NotFound(_("There is no preview of that size."))
    return private_bytes(
        request,
        etag=f'"{file.pk}-{edge}"',
        media_type="image/webp",
        read=lambda: _thumbnail(file.pk, int(edge)),
    )


def private_bytes(
    request: HttpRequest, *, etag: str, media_type: str, read: Callable[[], bytes], name: str = ""
) -> HttpResponse:
    """Answer with what ``read`` returns, or that it has not changed; it is read only if sent."""
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(read(), content_type=media_type)
    response.headers["ETag"] = etag
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    disposition = content_disposition_header(bool(name), name) or "inline"
    response.headers["Content-Disposition"] = disposition
    patch_cache_control(response, private=True, no_cache=True)
    return inert(response)


def file_name(stem: str, file: StoredFile) -> str:
    """Return ``stem`` with the ending of the file's type."""
    return f"{stem}.{EXTENSIONS.get(file.media_type, 'bin')}"


def _read(sha256: str) -> bytes:
    try:
        return storage.read(sha256)
    except FileNotFoundError as error:
        raise NotFound(_("This picture is not kept any more.")) from error


def _thumbnail(sha256: str, edge: int) -> bytes:
    key = f"preview:{sha256}:{edge}"
    small: bytes | None = cache.get(key)
    if small is None:
        small = imaging.thumbnail(_read(sha256), edge=edge)
        cache.set(key, small, PREVIEW_SECONDS)
    return small
