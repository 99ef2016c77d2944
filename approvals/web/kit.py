"""The kit of a publication as an answer: a ZIP in pieces, never whole in memory."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, override

from approvals import sharing
from approvals.actions.verify import licence_of
from approvals.certificate import Reader, certificate_of
from approvals.models import Publication, PublishedFile
from approvals.web import certificate_words as words
from approvals.web.certificate_files import json_of, pdf_of


def answer(
    publication: Publication, file: PublishedFile, *, reader: Reader, sends: bool
) -> HttpResponseBase:
    """Answer with the kit, or only with what it is called. Whether it may be had was asked.

    The certificate in it says what ``reader`` may know.
    """
    name = sharing.file_name(publication, file).rpartition(".")[0]
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{name}.zip"',
    }
    if not sends:
        return HttpResponse(content_type="application/zip", headers=headers)
    files = chain(sharing.kit(publication, file), _certificate(publication, reader))
    pieces = _zipped(files, file.made_at)
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


def _certificate(publication: Publication, reader: Reader) -> Iterator[tuple[str, bytes]]:
    """The certificate as it reads now, as JSON and as PDF; made when its turn comes."""
    record, language = certificate_of(publication, reader=reader), get_language() or "en"
    yield "certificate.json", json_of(record)
    with override(language):
        lead = words.lead(licence_of(publication, at=timezone.now()))
        made = pdf_of(record, lead)
    yield "certificate.pdf", made


class _Pipe(io.RawIOBase):
    """Takes what is written and gives it away: an archive that is never whole in memory."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        taken = bytes(piece)  # type: ignore[call-overload]  # whatever buffer zipfile hands over
        self._pieces.append(taken)
        return len(taken)

    def taken(self) -> bytes:
        """What was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _zipped(files: Iterable[tuple[str, bytes]], made_at: datetime) -> Iterator[bytes]:
    """The files as a ZIP in pieces, with their hashes at the end as ``sha256sum`` reads them."""
    pipe, hashes = _Pipe(), ""
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            hashes += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
            archive.writestr(_entry(name, made_at), content)
            yield pipe.taken()
        archive.writestr(_entry("SHA256SUMS", made_at), hashes.encode())
        yield pipe.taken()
    yield pipe.taken()


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry
