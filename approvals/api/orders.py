"""A studio's orders, for its programs: what is wanted, the files to make it from, the delivery."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from approvals.actions import generate
from approvals.actions.order import fetch_for_order, order_files
from approvals.models import Run
from approvals.reading_marks import note_marks
from approvals.states import RunState
from approvals.web import order_page, private
from approvals.web.upload import sent_bytes
from portal import uploads
from portal.api.bearer import key_for
from portal.errors import Conflict, NotFound
from portal.models import ApiKey, StoredFile

router = Router()
RIGHT = "fill_orders"
MOST = 100


class OrderFile(Schema):
    """A reference, garment or mood picture; fetching it is kept in the audit trail."""

    sha256: str
    media_type: str
    width: int
    height: int


class OrderLine(Schema):
    """One order in the list."""

    id: UUID
    state: str
    brand: str
    twins: list[str]
    pictures: int
    delivered: int
    requested_at: datetime
    due_at: datetime | None


class Order(OrderLine):
    """One order with all that is wanted. ``asked``: what is to change, for a new version."""

    title: str
    idea: str
    product_line: str
    asked: list[str]
    missing: list[int]
    files: list[OrderFile]


class Declaration(Schema):
    """What the maker says of a picture; a source type of a trained model needs no reason."""

    ai_system: str
    ai_version: str = ""
    digital_source_type: str = "trainedAlgorithmicMedia"
    reason: str = ""
    body_shape_changed: str = ""


class Delivered(Schema):
    """A picture that was taken; delivering the same file to the same place again is no second."""

    draft: UUID
    place: int
    sha256: str


@router.api_operation(["GET", "HEAD"], "", response=list[OrderLine], url_name="orders")
def orders(request: HttpRequest, *, state: str = RunState.ORDERED.value) -> list[dict[str, Any]]:
    """List the newest hundred orders in a state; without one, those that are open."""
    found = _orders(key_for(request, RIGHT)).filter(state=state)
    return [_line(run) for run in found.order_by("-requested_at", "id")[:MOST]]


@router.api_operation(["GET", "HEAD"], "/{uuid:order_id}", response=Order, url_name="order")
def order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """Tell what one order asks for, which places are missing, and which files there are for it."""
    at = timezone.now()
    run = _order(key_for(request, RIGHT), order_id)
    filled = set(run.drafts.values_list("place", flat=True))
    brief = run.brief
    return _line(run) | {
        "title": brief.title,
        "idea": brief.idea,
        "product_line": brief.product_line,
        "asked": run.asked,
        "missing": [place for place in range(1, run.count + 1) if place not in filled],
        "files": [_file(each) for each in order_files(run, at)] if _is_open(run) else [],
    }


@router.post("/{uuid:order_id}/files/{sha256}", url_name="order-file")
def fetch(request: HttpRequest, order_id: UUID, sha256: str) -> HttpResponse:
    """Fetch one file of an open order; that it was fetched is kept, so it is asked for by POST."""
    at, key = timezone.now(), key_for(request, RIGHT)
    run = _order(key, order_id)
    name = order_page.file_name(run, sha256, at=at)
    file = fetch_for_order(run=run, sha256=sha256, actor=key.user, at=at)
    return private.picture(request, file, name=private.file_name(name, file))


@router.post(
    "/{uuid:order_id}/pictures/{int:place}", response={201: Delivered}, url_name="order-deliver"
)
def deliver(
    request: HttpRequest,
    order_id: UUID,
    place: int,
    declaration: Form[Declaration],
    file: File[UploadedFile],
) -> Status[dict[str, Any]]:
    """Deliver the picture of one place, with what made it; its review is opened.

    409 where somebody else filled the place; 410 when consent was taken back since the order:
    then nothing is stored.
    """
    at, key = timezone.now(), key_for(request, RIGHT)
    picture = uploads.clean(file)
    draft = generate.deliver(
        run=_order(key, order_id),
        place=place,
        picture=picture,
        declaration=generate.Declaration(**declaration.dict()),
        actor=key.user,
        at=at,
    )
    if draft.master_id != hashlib.sha256(picture.data).hexdigest():
        raise Conflict(_("Another picture was delivered to this place."))
    note_marks(draft.master, sent_bytes(file), at=at)
    said = {"draft": draft.pk, "place": draft.place, "sha256": draft.master_id}
    return Status(201, said)


def _orders(key: ApiKey) -> QuerySet[Run]:
    desk = Run.objects.on_desk_of(key.user).filter(studio=key.organisation_id)
    return desk.select_related("brief__brand", "studio").prefetch_related("twins__owner__user")


def _order(key: ApiKey, order_id: UUID) -> Run:
    run = _orders(key).filter(pk=order_id).first()
    if run is None:
        raise NotFound(_("There is no such order here."))
    return run


def _is_open(run: Run) -> bool:
    return run.state == RunState.ORDERED


def _line(run: Run) -> dict[str, Any]:
    return {
        "id": run.pk,
        "state": run.state,
        "brand": run.brief.brand.name,
        "twins": sorted(str(twin) for twin in run.twins.all()),
        "pictures": run.count,
        "delivered": run.done,
        "requested_at": run.requested_at,
        "due_at": run.brief.due_at,
    }


def _file(file: StoredFile) -> dict[str, Any]:
    return {
        "sha256": file.pk,
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
    }
