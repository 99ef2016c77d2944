"""Publish: each channel as it will look, its words, the button; and all that was published."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import policies, rights
from approvals.actions import publish as acts
from approvals.actions import takedown
from approvals.actions.switch import prove_switch
from approvals.disclosure import words as disclosure
from approvals.models import Brief, Channel, Draft, Publication
from approvals.models.publication import PublicationQuerySet
from approvals.states import PublicationState, ReviewState
from approvals.web import brief_words as words
from approvals.web import publish_page, shown
from approvals.web import rendition as renditions
from approvals.web.brand import asker, draft_of, sees_briefs
from approvals.web.brief_sheet import eyes_of
from portal import access
from portal.errors import Conflict, Gone, Invalid, NotFound
from portal.models import User
from portal.web.inert import inert

ON_PAGE = 40


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def publish(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show each agreed channel with its label, and publish in those that are asked for."""
    draft, at = draft_of(request, draft_id), timezone.now()
    policies.check_consent_in_force(rights.draft_gaps(draft, at=at))
    if request.method == "POST":
        return _begin(request, draft, at=at)
    if request.headers.get("HX-Target") == "progress":
        return _progress(request, draft)
    return _page(request, draft)


@require_safe
@login_required
def rendition(request: HttpRequest, draft_id: UUID, channel: str) -> HttpResponse:
    """Answer with the channel's form of a picture, its label where it will be."""
    user, at = asker(request), timezone.now()
    draft = Draft.objects.visible_to(user).select_related("brief", "master").filter(pk=draft_id)
    found, place = draft.first(), Channel.objects.filter(name=channel).first()
    if found is None or place is None:
        raise NotFound(_("There is no such picture here."))
    policies.check_consent_in_force(rights.draft_gaps(found, at=at))
    look = renditions.look_of(
        found,
        place,
        corner=_known(request.GET.get("corner", ""), words.CORNERS),
        variant=_known(request.GET.get("variant", ""), words.VARIANTS),
    )
    etag = renditions.etag_of(found, place, look)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(renditions.preview(found, place, look), content_type="image/webp")
        response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return inert(response)


@require_safe
@login_required
def published(request: HttpRequest) -> HttpResponse:
    """List all publications of one's brands."""
    user, at = asker(request), timezone.now()
    if not sees_briefs(user):
        raise NotFound(_("There is nothing here for you."))
    state = request.GET.get("state", "")
    state = state if state in PublicationState.values else ""
    mine = Publication.objects.filter(draft__brief__in=Brief.objects.visible_to(user))
    found = mine.filter(state=state) if state else mine
    page = Paginator(_with_words(found), ON_PAGE).get_page(request.GET.get("page"))
    may = _publishing(user)
    context = {
        "rows": [_row(each, may=may, at=at) for each in page],
        "page": page,
        "tabs": _tabs(mine, state),
        "state": state,
    }
    return render(request, "approvals/publish/published.html", context)


def _publishing(user: User) -> frozenset[UUID]:
    """The brands all of whose pictures she publishes, and the briefs whose pictures she does."""
    brands = access.organisations_where(user, "publish_pictures")
    briefs = access.objects_where(user, "approvals.publish_brief")
    return frozenset([*brands.values_list("pk", flat=True), *briefs.values_list("pk", flat=True)])


@require_POST
@login_required
def unpublish(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Take a picture down that the brand no longer wants to show."""
    user = asker(request)
    mine = Publication.objects.filter(draft__brief__in=Brief.objects.visible_to(user))
    found = mine.filter(pk=publication_id).first()
    if found is None:
        raise NotFound(_("There is no such publication here."))
    takedown.unpublish(publication=found, actor=user, at=timezone.now())
    messages.success(
        request,
        _("Taken down here. Take it down on %(channel)s too, within 72 hours.")
        % {"channel": found.channel},
    )
    return redirect("published")


@require_POST
@login_required
def switch(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Keep what shows that the platform's own switch was seen to."""
    user = asker(request)
    mine = Publication.objects.filter(draft__brief__in=Brief.objects.visible_to(user))
    found = mine.filter(pk=publication_id).first()
    if found is None:
        raise NotFound(_("There is no such publication here."))
    proof = request.POST.get("proof", "")
    prove_switch(publication=found, proof=proof, actor=user, at=timezone.now())
    messages.success(request, _("Kept, with today's date."))
    return redirect("publish", found.draft_id)


def _begin(request: HttpRequest, draft: Draft, *, at: datetime) -> HttpResponse:
    only = request.POST.get("only", "")
    names = [only] if only else request.POST.getlist("channels")
    if not names:
        return _page(request, draft, refusal=_("Tick at least one channel."))
    begun, refused = 0, {}
    for channel in Channel.objects.filter(name__in=names):
        try:
            acts.publish(
                draft=draft,
                channel=channel,
                actor=asker(request),
                at=at,
                alt_text=request.POST.get(f"alt-{channel.name}", "").strip(),
                caption=request.POST.get(f"caption-{channel.name}", "").strip(),
            )
            begun += 1
        except (Conflict, Gone, Invalid) as error:
            refused[channel.name] = error.sentence
    if begun:
        said = ngettext(
            "%(count)s publication is being prepared.",
            "%(count)s publications are being prepared.",
            begun,
        )
        messages.success(request, said % {"count": begun})
    if refused:
        return _page(request, draft, ticked=names, refused=refused)
    return redirect("publish", draft.pk)


def _page(
    request: HttpRequest,
    draft: Draft,
    *,
    ticked: Sequence[str] = (),
    refused: dict[str, str] | None = None,
    refusal: str = "",
) -> HttpResponse:
    user = asker(request)
    eyes = eyes_of(user, draft.brief)
    newest = publish_page.newest_round(draft)
    rounds = publish_page.agreed_rounds(draft)
    still = newest is not None and newest.state in {ReviewState.AGREED, ReviewState.OPEN}
    shown_rounds = rounds or ([newest] if newest else [])
    offered = publish_page.offered_in(
        draft, shown_rounds, typed=request.POST, ticked=ticked, refused=refused
    )
    context: dict[str, Any] = {
        "draft": draft,
        "names": ", ".join(str(each.twin) for each in draft.portrayals.all()),
        "missing": publish_page.standing_of(newest, eyes),
        "later": publish_page.later(newest, eyes),
        "offered": offered,
        "progress": publish_page.progress_of(draft),
        "refusal": refusal,
        "disclosure": disclosure.sentence(draft.digital_source_type, draft.brief.language),
        "agreed": bool(rounds) and still,
        "may_publish": policies.may_publish(user, draft.brief),
        "again": _again(draft) if _may_ask_again(request, draft, newest) else None,
    }
    status = 409 if refused else 422 if refusal else 200
    return render(request, "approvals/publish/publish.html", context, status=status)


def _progress(request: HttpRequest, draft: Draft) -> HttpResponse:
    progress = publish_page.progress_of(draft)
    if request.GET.get("seen") == progress.version:
        return HttpResponse(status=204)
    may_publish = policies.may_publish(asker(request), draft.brief)
    context = {"draft": draft, "progress": progress, "may_publish": may_publish}
    return render(request, "approvals/publish/_progress.html", context)


def _may_ask_again(request: HttpRequest, draft: Draft, newest: Any) -> bool:
    may_write = policies.may_write(asker(request), draft.brief)
    return bool(may_write and newest and newest.state == ReviewState.AGREED)


def _again(draft: Draft) -> dict[str, Any]:
    """What another round may ask about: channels whose use the brief states, and the label."""
    media = draft.brief.uses.values("medium")
    newest = publish_page.agreed_rounds(draft)[0].offer
    return {
        "channels": [
            {"name": each.name, "title": str(each), "chosen": each.name in newest["channels"]}
            for each in Channel.objects.filter(medium__in=media)
        ],
        "corners": words.CORNERS.items(),
        "variants": words.VARIANTS.items(),
        "label": newest["label"],
        "picture": reverse("rendition", args=[draft.pk, next(iter(newest["channels"]))]),
    }


def _with_words(publications: PublicationQuerySet) -> PublicationQuerySet:
    return (
        publications.select_related("channel", "use", "draft__brief__brand", "draft__master")
        .prefetch_related(
            "ledger",
            "cases",
            *(f"draft__{name}" for name in (*shown.NEEDED, *shown.NEEDED_BY_BRAND)),
        )
        .order_by("-asked_at", "id")
    )


def _row(publication: Publication, *, may: frozenset[UUID], at: datetime) -> dict[str, Any]:
    draft = publication.draft
    allowed = shown.may_be_shown(draft, at=at)
    drawn = shown.to_its_brand(draft, at=at)
    live = publication.state == PublicationState.LIVE
    over = live and (not allowed or publication.use.ends_at <= at)
    word = _("Right ended, coming down") if over else PublicationState(publication.state).label
    return {
        "publication": publication,
        "title": draft.brief.title,
        "names": ", ".join(str(each.twin) for each in draft.portrayals.all()),
        "src": reverse("draft-preview", args=[draft.pk]) if drawn else "",
        "width": draft.master.width,
        "height": draft.master.height,
        "word": word,
        "tone": "ended" if over else publish_page.TONES[PublicationState(publication.state)],
        "note": "" if over else publish_page.note_of(publication),
        "reported": _reported(publication),
        "open": live and not over,
        "price": publish_page.price_of(publication),
        "may_end": live and bool({draft.brief_id, draft.brief.brand_id} & may),
    }


def _reported(publication: Publication) -> str:
    """That somebody reported a misuse; the case itself is the agency's."""
    cases = list(publication.cases.all())
    still = sum(each.closed_at is None for each in cases)
    if still:
        return _("Reported as misused; the agency has the case.")
    return _("Once reported as misused; the case is closed.") if cases else ""


def _tabs(mine: PublicationQuerySet, state: str) -> list[dict[str, Any]]:
    counted = mine.order_by().values_list("state").annotate(number=Count("pk"))
    counts = dict(counted.values_list("state", "number"))
    here = reverse("published")
    tabs = [{"label": _("All"), "url": here, "current": not state, "count": sum(counts.values())}]
    return tabs + [
        {
            "label": capfirst(each.label),
            "url": f"{here}?state={each.value}",
            "current": state == each.value,
            "count": counts.get(each.value, 0),
        }
        for each in PublicationState
    ]


def _known(code: str, table: dict[str, Any]) -> str:
    return code if code in table else ""
