"""The addresses of private pictures. Each asks at every request: whose is it, and is it allowed?"""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals import policies, rights
from approvals.models import Asset, Brief, Draft, Run
from approvals.states import RunState
from approvals.web import judging, private
from approvals.web.brand import asker
from portal.errors import Gone, NotFound
from portal.models import StoredFile, Upload, User
from twins.models import Reference, Twin


@login_required
@require_safe
def draft_picture(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Answer with a draft's master."""
    return private.picture(request, _shown_draft(request, draft_id).master)


@login_required
@require_safe
def draft_preview(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Answer with a small form of a draft."""
    return private.preview(request, _shown_draft(request, draft_id).master)


@login_required
@require_safe
def upload_preview(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Answer with a small form of a file that this person uploaded."""
    user = asker(request)
    upload = _found(Upload.objects.filter(pk=upload_id, user=user).select_related("file").first())
    _check_file(upload.file, user)
    return private.preview(request, upload.file)


@login_required
@require_safe
def asset_preview(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Answer with a small form of a garment or mood picture of a brief."""
    user = asker(request)
    asset = _found(Asset.objects.filter(pk=asset_id).select_related("file").first())
    open_orders = Run.objects.on_desk_of(user).filter(brief=asset.brief_id, state=RunState.ORDERED)
    if not (
        Brief.objects.visible_to(user).filter(pk=asset.brief_id).exists() or open_orders.exists()
    ):
        raise NotFound(_("There is no such picture here."))
    _check_file(asset.file, user)
    return private.preview(request, asset.file)


@login_required
@require_safe
def reference_picture(request: HttpRequest, reference_id: UUID) -> HttpResponse:
    """Answer with a photograph of a model, or with ``?edge=`` a small form of it."""
    user, at = asker(request), timezone.now()
    kept = Reference.objects.kept().select_related("twin", "file")
    reference = _found(kept.filter(pk=reference_id).first())
    if reference.twin.owner_id != user.person_id:
        _check_may_view(user, reference, at)
    answer = private.preview if "edge" in request.GET else private.picture
    return answer(request, reference.file)


def _shown_draft(request: HttpRequest, draft_id: UUID) -> Draft:
    """Return the draft if it may be shown to who asks, at this very moment.

    Raises ``NotFound`` for strangers, ``Gone`` once consent is not in force (RULINGS 8), and for
    brand and studio after a no to this picture.
    """
    user = asker(request)
    visible = Draft.objects.visible_to(user).select_related("master")
    draft = _found(visible.filter(pk=draft_id).first())
    policies.check_consent_in_force(rights.draft_gaps(draft, at=timezone.now()))
    if not judging.may_have(user, draft):
        raise Gone(_("Somebody said no to this picture. It is no longer shown."))
    return draft


def _check_file(file: StoredFile, user: User) -> None:
    """A picture of a model is one under whatever name it was uploaded (RULINGS 8)."""
    gaps = rights.file_gaps(file.pk, at=timezone.now(), by=user.person)
    policies.check_consent_in_force(gaps)


def _check_may_view(user: User, reference: Reference, at: datetime) -> None:
    """Her agency's people may look, while she consents to photographs of her being kept."""
    twin = reference.twin
    if not Twin.objects.shown_to(user, at).filter(pk=twin.pk).exists():
        raise NotFound(_("There is no such picture here."))
    policies.check_nothing_withdrawn([twin], reference.added_at)
    policies.check_consent_in_force(rights.consent_gaps(twin, at=at))


def _found[Row](row: Row | None) -> Row:
    if row is None:
        raise NotFound(_("There is no such picture here."))
    return row
