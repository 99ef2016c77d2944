"""The certificate of approval of a published picture: as a page, as JSON, as PDF."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.actions.verify import licence_of
from approvals.certificate import Reader, Record, certificate_of
from approvals.models import Publication
from approvals.web import certificate_words as words
from approvals.web.brand import asker
from approvals.web.certificate_files import pdf_of
from portal.errors import NotFound
from portal.web.inert import inert


@login_required
@require_safe
def certificate(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Show who agreed to what, when."""
    publication, found = _record(request, publication_id)
    page = {
        "pk": publication_id,
        "title": words.title(found),
        "lead": _lead(publication),
        "parts": words.parts(found),
        "sha256": found["sha256"],
    }
    return render(request, "approvals/publish/certificate.html", page)


@login_required
@require_safe
def as_json(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Give the record as it is."""
    _publication, found = _record(request, publication_id)
    answer = JsonResponse(found, json_dumps_params={"indent": 2, "ensure_ascii": False})
    return _attached(answer, found, "json")


@login_required
@require_safe
def pdf(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Give it to print and to keep."""
    publication, found = _record(request, publication_id)
    made = HttpResponse(pdf_of(found, _lead(publication)), content_type="application/pdf")
    return inert(_attached(made, found, "pdf"))


def _record(request: HttpRequest, publication_id: UUID) -> tuple[Publication, Record]:
    """Return a publication with its record that the asker's side has a part in."""
    user = asker(request)
    mine = Publication.objects.certified_to(user).select_related(
        "draft__brief__brand", "channel", "use"
    )
    found = mine.filter(pk=publication_id).first()
    if found is None:
        raise NotFound(_("There is no such publication here."))
    return found, certificate_of(found, reader=Reader.of(user))


def _lead(publication: Publication) -> str:
    """Say in a sentence whether it may be shown at this moment, as its address would answer."""
    return words.lead(licence_of(publication, at=timezone.now()))


def _attached(answer: HttpResponse, record: Record, ending: str) -> HttpResponse:
    name = f"approval-{record['publication']['id']}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
