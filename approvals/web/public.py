"""What strangers see: a published picture's page, its bytes, and the kit for who posts it.

Each request asks whether the right to show it is in force at this instant, before anything
else: page, file, HEAD, range and ETag alike (RULINGS 8).
"""

import json
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from approvals import policies, rights, sharing
from approvals.certificate import Reader
from approvals.disclosing import credits_of, names_allowed
from approvals.disclosure import words
from approvals.models import Brief, Publication, PublishedFile
from approvals.states import PublicationState
from approvals.web import kit as kits
from portal.models import User
from portal.web.inert import inert

ASK_EACH_TIME = "public, no-cache, must-revalidate"
_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@require_safe
def publication(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the picture with its disclosure, its credits and its licence in words."""
    shown, file = _shown(public_id, timezone.now())
    source = shown.draft.digital_source_type
    context = {
        "publication": shown,
        "file": file,
        "brand": shown.draft.brief.brand,
        "names": names_allowed(shown),
        "credits": credits_of(shown),
        "mark": words.mark_for(source),
        "disclosure": words.sentence(source, get_language() or "en"),
        "made_with": sharing.made_with(shown),
        "licence": sharing.licence_sentence(shown),
        "picture_address": sharing.picture_address(shown),
        "json_ld": _data_block(sharing.image_object(shown, file)),
        "may_fetch_kit": _may_fetch_kit(request, shown),
    }
    return render(request, "approvals/publish/publication.html", context)


@require_safe
def picture(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send the published bytes, whole; 304 only to who has them while they may be shown."""
    shown, file = _shown(public_id, timezone.now())
    name = sharing.file_name(shown, file)
    response = HttpResponse(
        content_type=file.media_type,
        headers={
            "Cache-Control": ASK_EACH_TIME,
            "ETag": f'"{file.sha256}"',
            "Content-Disposition": f'inline; filename="{name}"',
            "Accept-Ranges": "none",
        },
    )
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if answer is not response:
        return inert(answer or response)
    if request.method == "HEAD":
        response["Content-Length"] = str(file.size)
    else:
        response.content = sharing.content(file)
    return inert(response)


@require_safe
def kit(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send picture, words, licence, certificate and their hashes to the brand's people."""
    shown, file = _shown(public_id, timezone.now())
    if not isinstance(request.user, User) or not _may_fetch_kit(request, shown):
        raise Http404
    reader = Reader.of(request.user)
    return kits.answer(shown, file, reader=reader, sends=request.method != "HEAD")


def _shown(public_id: str, at: datetime) -> tuple[Publication, PublishedFile]:
    """The publication, if it may be shown at this instant.

    Raises ``Http404`` for what was never public, ``Gone`` for what may be shown no longer.
    """
    once_public = Publication.objects.filter(
        state__in=[PublicationState.LIVE, PublicationState.DOWN]
    ).select_related("draft__brief__brand", "channel", "use")
    found = once_public.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    policies.check_may_be_shown(found, rights.publication_gaps(found, at=at))
    file = found.current_file
    if file is None:
        raise Http404
    return found, file


def _may_fetch_kit(request: HttpRequest, shown: Publication) -> bool:
    """Whether she may see the brief that the picture was made for."""
    if not isinstance(request.user, User):
        return False
    return Brief.objects.visible_to(request.user).filter(pk=shown.draft.brief_id).exists()


def _data_block(value: object) -> SafeString:
    """JSON-LD as data that no browser runs, whatever stands in it."""
    written = json.dumps(value, ensure_ascii=False).translate(_IN_SCRIPT)
    safe = SafeString(written)  # no <, > or & is left in it  # nosec B703
    return format_html('<script type="application/ld+json">{}</script>', safe)
