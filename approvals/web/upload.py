"""One file at a time: each is checked, kept and answered with its card."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import policies, rights
from approvals.models.found_marks import marks_of
from approvals.reading_marks import note_marks
from approvals.web.brand import asker
from approvals.web.mark_words import said_of_itself
from portal import access, uploads
from portal.errors import Invalid, NotFound
from portal.models import Upload, User
from twins.models import Twin

LONGEST_NAME = 200

_MAY: dict[str, Callable[[User], bool]] = {
    Upload.Kind.GARMENT: lambda user: access.organisations_where(user, "write_briefs").exists(),
    Upload.Kind.MOOD: lambda user: access.organisations_where(user, "write_briefs").exists(),
    Upload.Kind.REFERENCE: lambda user: Twin.objects.of(user.person).exists(),
}


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take one file and answer with its card; refused with a sentence when it is no picture."""
    user = asker(request)
    kind = request.POST.get("kind", "")
    if kind not in _MAY or not _MAY[kind](user):
        raise NotFound(_("There is nothing here for you."))
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid(_("No file arrived. Choose it again."))
    kept = take(file, kind=kind, user=user)
    return render(request, "approvals/brief/_upload.html", {"picture": card(kept)}, status=201)


def take(file: "UploadedFile[bytes]", *, kind: str, user: User) -> Upload:
    """Keep a picture for ``user``; the same one sent again is the same row.

    Takes seconds. Raises ``portal.imaging.Refused`` with a sentence, and ``Gone`` for a picture of
    a model whose consent is not in force: it is not stored.
    """
    picture = uploads.clean(file)
    sent = sent_bytes(file)
    gaps = rights.file_gaps(picture.sha256, at=timezone.now(), by=user.person)
    policies.check_consent_in_force(gaps)
    stored = uploads.keep_clean(picture)
    if kind != Upload.Kind.REFERENCE:
        note_marks(stored, sent, at=timezone.now())
    found = Upload.objects.filter(user=user, kind=kind, file=stored).first()
    return found or Upload.objects.create(
        user=user,
        kind=kind,
        file=stored,
        name=(file.name or _("A picture"))[-LONGEST_NAME:],
        created_at=timezone.now(),
    )


def sent_bytes(file: "UploadedFile[bytes]") -> bytes:
    """Return the whole file as it was sent, once more; its size was found to be in bounds."""
    file.seek(0)
    data: bytes = file.read()
    return data


def card(kept: Upload) -> dict[str, Any]:
    """Return what ``components/picture_card.html`` shows of an upload."""
    return {
        "title": kept.name,
        "src": reverse("upload-preview", args=[kept.pk]),
        "width": kept.file.width,
        "height": kept.file.height,
        "alt": "",
        "meta": said_of_itself(marks_of(kept.file)),
        "hidden_name": "uploads",
        "hidden_value": str(kept.pk),
    }
