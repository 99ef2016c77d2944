"""The page and the address where anybody learns what a picture is. Nothing sent here is kept.

What is known or resembles can be reported from the answer (``web/report.py``): only then is
anything stored.
"""

import base64
import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from approvals import sharing, verdict_words
from approvals.actions.verify import WAS_PUBLIC, Answer, State
from approvals.actions.verify import verify as ask
from approvals.disclosure import words
from approvals.models import Publication
from approvals.web import report
from portal import storage
from portal.errors import DomainError, Invalid
from portal.imaging import UPLOAD, thumbnail
from portal.imaging.decode import too_large
from portal.rate import TooMany, check_rate
from portal.uploads import check_length

MOST_A_MINUTE = 30
MOST_READ = 4 * UPLOAD.max_bytes
"""A body up to here is read to the end, so that its sender gets to see why it is refused."""
SEEN_EDGE = 640
_ADDRESS = re.compile(r"/p/([\w-]{8,24})(?:/picture|/kit)?/?")


@csrf_exempt  # it changes nothing, for nobody; and what is too large is refused unread
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show the form, or the answer to the file or the address that was sent."""
    if request.method == "POST":
        return _answered(request, _file_sent)
    if request.GET.get("address", "").strip():
        return _answered(request, _file_at_address)
    return _page(request)


@csrf_exempt  # for programs; it changes nothing
@require_POST
def api_verify(request: HttpRequest) -> HttpResponse:
    """Answer in JSON; a refused file is answered with its sentence."""
    answer, _data = _ask(request, _file_sent)
    response = JsonResponse(answer.as_json())
    patch_cache_control(response, no_store=True, private=True)
    return response


def _answered(request: HttpRequest, source: Callable[[HttpRequest], bytes]) -> HttpResponse:
    """The page with the answer; refused, the same page with the sentence and the form."""
    try:
        answer, data = _ask(request, source)
    except DomainError as error:
        return _page(request, {"error": error.sentence}, status=error.status)
    words_of_it = _in_words(answer) | {"report": report.form_for(answer, data)}
    if request.method == "POST" and (answer.state != State.INTACT or not words_of_it["file"]):
        words_of_it["seen"] = _seen(answer)
    return _page(request, words_of_it)


def _page(
    request: HttpRequest, context: dict[str, object] | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    common = {
        "legend": verdict_words.ANSWERS.values(),
        "address": request.GET.get("address", ""),
        "reported": "reported" in request.GET,
    }
    context = common | (context or {})
    response = render(request, "approvals/verify/verify.html", context, status=status)
    if status == TooMany.status:
        response["Retry-After"] = "60"
    if context.get("answer") or status != HTTPStatus.OK:
        patch_cache_control(response, no_store=True, private=True)
    return response


def _ask(request: HttpRequest, source: Callable[[HttpRequest], bytes]) -> tuple[Answer, bytes]:
    """The answer, and the bytes that it is about."""
    check_rate(request, "verify", most=MOST_A_MINUTE, seconds=60)
    data = source(request)
    return ask(data=data, at=timezone.now()), data


def _file_sent(request: HttpRequest) -> bytes:
    """The file in the form. Raises ``Invalid`` where there is none or it is too large."""
    check_length(request, MOST_READ)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid(_("Choose a picture first."))
    if (file.size or 0) > UPLOAD.max_bytes:
        raise too_large(UPLOAD)
    data: bytes = file.read()
    return data


def _file_at_address(request: HttpRequest) -> bytes:
    """Our own bytes at an address of ours; nothing is ever fetched from anywhere else."""
    public_id = _public_id(request)
    if public_id is None:
        raise Invalid(
            _(
                "This is not the address of a picture here. "
                "Save the picture that you found, and send the file."
            )
        )
    found = Publication.objects.filter(state__in=WAS_PUBLIC, public_id=public_id).first()
    file = found.current_file if found else None
    if file is None:
        raise Invalid(_("No picture was ever published at this address."))
    return storage.read(file.sha256)


def _public_id(request: HttpRequest) -> str | None:
    """The publication named in the address, if its host is ours or left out."""
    try:
        parts = urlsplit(_address(request))
    except ValueError:
        return None
    ours = {"", request.get_host(), urlsplit(settings.SITE_URL).netloc}
    path = _ADDRESS.fullmatch(parts.path)
    return path[1] if path and parts.netloc in ours else None


def _address(request: HttpRequest) -> str:
    """What was typed, made an address where only its scheme is missing."""
    typed = request.GET.get("address", "").strip()
    return typed if "//" in typed or typed.startswith("/") or not typed else f"//{typed}"


def _in_words(answer: Answer) -> dict[str, object]:
    publication, live = answer.publication, answer.licence == "in_force"
    source = answer.digital_source_type
    shows = publication is not None and (live or answer.known)
    return {
        "answer": answer,
        "verdict": verdict_words.ANSWERS[answer.state],
        "techniques": verdict_words.techniques(answer),
        "publication": publication,
        "live": live,
        "file": publication.current_file if publication and live else None,
        "brand": publication.draft.brief.brand if publication and shows else None,
        "licence": verdict_words.licence(answer),
        "until": sharing.until(publication) if publication and live else None,
        "declares": words.sentence(source, get_language() or "en")
        if source in words.SOURCE_TYPES
        else "",
        "report_email": getattr(settings, "REPORT_EMAIL", ""),
    }


def _seen(answer: Answer) -> str:
    """The picture that was sent, small, inside the page itself: it is stored nowhere.

    Only ever the sender's own: bytes that we kept are shown while they may be, and not from here.
    """
    small = base64.b64encode(thumbnail(answer.picture.data, edge=SEEN_EDGE)).decode()
    return f"data:image/webp;base64,{small}"
