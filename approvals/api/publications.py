"""What a brand has published, for its programs: shops and libraries that show it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from approvals import policies, rights, sharing
from approvals.certificate import Reader
from approvals.models import Publication
from approvals.states import PublicationState
from approvals.web import kit, shown
from portal.api.bearer import key_for
from portal.errors import NotFound
from portal.models import ApiKey

router = Router()
RIGHT = "view_briefs"
MOST = 100
ONCE_PUBLIC = (PublicationState.LIVE, PublicationState.DOWN)


class PublicationOut(Schema):
    """One publication: where it is while it is live, and that it must come down once it is not."""

    id: str
    brief: UUID
    channel: str
    state: str
    address: str
    picture: str
    caption: str
    alt_text: str
    digital_source_type: str
    live_at: datetime
    until: datetime
    down_at: datetime | None


class Publications(Schema):
    """A page of the list in the order of ids; ``next`` is the ``after`` of the page behind it."""

    items: list[PublicationOut]
    next: str | None


@router.api_operation(["GET", "HEAD"], "", response=Publications, url_name="publications")
def publications(request: HttpRequest, *, after: str = "") -> dict[str, Any]:
    """List what was published, a hundred at a time: also what is down, so that copies come down."""
    at = timezone.now()
    found = _publications(key_for(request, RIGHT)).order_by("public_id")
    rows = found.filter(public_id__gt=after).prefetch_related(
        "approvals__licence", *(f"draft__{name}" for name in shown.NEEDED)
    )
    page = list(rows[: MOST + 1])
    some, more = page[:MOST], len(page) > MOST
    return {
        "items": [_publication(each, at) for each in some],
        "next": some[-1].public_id if more else None,
    }


@router.api_operation(["GET", "HEAD"], "/{public_id}/kit", url_name="publication-kit")
def fetch_kit(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Fetch picture, words, licence and certificate as a ZIP. 410 once it may not be shown."""
    key = key_for(request, RIGHT)
    found = _publications(key).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such publication here."))
    policies.check_may_be_shown(found, rights.publication_gaps(found, at=timezone.now()))
    file = found.current_file
    if file is None:
        raise NotFound(_("This picture is not kept any more."))
    reader = Reader.of(key.user)
    return kit.answer(found, file, reader=reader, sends=request.method != "HEAD")


def _publications(key: ApiKey) -> QuerySet[Publication]:
    found = Publication.objects.filter(
        draft__brief__brand=key.organisation_id, state__in=ONCE_PUBLIC
    )
    return found.select_related("draft__brief__brand", "channel", "use")


def _is_live(publication: Publication, at: datetime) -> bool:
    """Whether it may be shown now: what is not taken down yet is not live for all that."""
    use = publication.use
    licences = [each.licence for each in publication.approvals.all()]
    return (
        publication.state == PublicationState.LIVE
        and use.starts_at <= at < use.ends_at
        and all(each.starts_at <= at < (each.ended_at or each.ends_at) for each in licences)
        and shown.may_be_shown(publication.draft, at=at)
    )


def _publication(publication: Publication, at: datetime) -> dict[str, Any]:
    return {
        "id": publication.public_id,
        "brief": publication.draft.brief_id,
        "channel": publication.channel_id,
        "state": "live" if _is_live(publication, at) else "down",
        "address": publication.address,
        "picture": sharing.picture_address(publication),
        "caption": publication.caption,
        "alt_text": publication.alt_text,
        "digital_source_type": publication.draft.digital_source_type,
        "live_at": publication.live_at,
        "until": publication.use.ends_at,
        "down_at": publication.down_at,
    }
