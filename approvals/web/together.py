"""Review: several pictures answered at once, after a summary of what that will do."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.models import Side, Verdict
from approvals.web import answers, review_page, together_page
from approvals.web.brand import asker
from approvals.web.brief_form import as_uuid
from approvals.web.together_page import MOST, Choice
from portal import access
from portal.errors import Gone, Invalid, NotFound
from portal.models import User
from portal.web.reauthenticate import method_of

FIELDS = ("stage", "draft_sha256", "offer_sha256")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one answer."""

    choice: Choice | None
    status: int
    sentence: str
    link: str

    @property
    def is_taken(self) -> bool:
        """Whether it counts."""
        return self.status == HTTPStatus.OK


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Choose pictures, see what one answer to all of them will do, and send it."""
    user = asker(request)
    if request.method == "POST":
        return _send(request, user)
    named = [pk for pk in map(as_uuid, request.GET.getlist("of")) if pk][:MOST]
    brief = as_uuid(request.GET.get("brief"))
    offered = together_page.of_brief(user, brief) if brief else []
    found = _found(user, [*offered, *named], named_any=bool(named))
    chosen = {choice.draft.pk for choice in found if choice.draft.pk in named}
    verdict = request.GET.get("verdict", "")
    if verdict in Verdict.values and chosen:
        return _summary(request, user, [each for each in found if each.draft.pk in chosen], verdict)
    page = {
        "open": [each for each in found if each.stage],
        "closed": [each for each in found if not each.stage],
        "chosen": chosen,
        "brief": brief or "",
        "home": review_page.home(found[0].viewer, found[0].draft) if found else reverse("home"),
        "none_chosen": verdict in Verdict.values,
    }
    status = _status(found)
    return render(request, "approvals/review/together.html", page, status=status)


def _status(found: list[Choice]) -> int:
    """Gone where none of the pictures may be shown any more; the page still says why."""
    is_gone = bool(found) and not any(each.may_be_shown for each in found)
    return Gone.status if is_gone else HTTPStatus.OK


def _found(user: User, ids: Iterable[uuid.UUID], *, named_any: bool) -> list[Choice]:
    """The pictures. Raises ``NotFound`` where some are named and she may see none of them."""
    found = together_page.choices(user, ids, at=timezone.now())
    if named_any and not found:
        raise NotFound(_("There is no such picture here."))
    return found


def _summary(
    request: HttpRequest,
    user: User,
    found: list[Choice],
    verdict: str,
    *,
    typed: Mapping[str, str] | None = None,
    error: str = "",
) -> HttpResponse:
    """What will happen, before it counts."""
    refused = {each.draft.pk: together_page.refusal(each, verdict) for each in found}
    taken = [each for each in found if not refused[each.draft.pk]]
    page: dict[str, Any] = {
        "verdict": verdict,
        "taken": taken,
        "left": [(each, why) for each in found if (why := refused[each.draft.pk])],
        "groups": together_page.groups(user, taken),
        "following": together_page.following(taken, verdict),
        "key": (typed or {}).get("key") or str(uuid.uuid4()),
        "comment": (typed or {}).get("comment", ""),
        "reasons": review_page.reason_choices(
            together_page.offered_to_all(taken), verdict, chosen=request.POST.getlist("reasons")
        ),
        "error": error,
        "of": [each.draft.pk for each in found],
        "brief": as_uuid(request.POST.get("brief") or request.GET.get("brief")) or "",
    }
    status = Invalid.status if error else _status(found)
    return render(request, "approvals/review/together_summary.html", page, status=status)


def _send(request: HttpRequest, user: User) -> HttpResponse:
    """Give each answer as an act of its own: what is refused holds none back."""
    verdict, comment = request.POST.get("verdict", ""), request.POST.get("comment", "")
    named = [pk for pk in map(as_uuid, request.POST.getlist("of")) if pk]
    said = _said(request)
    with access.keeping():  # nothing is done yet; each act asks again
        found = _found(user, named, named_any=True)
        says_why = comment.strip() or request.POST.getlist("reasons")
        if verdict == Verdict.CHANGE and not says_why:
            words = _("Please say what should change.")
            return _summary(request, user, found, verdict, typed=request.POST.dict(), error=words)
    by_id = {str(each.draft.pk): each for each in found}
    outcomes = [_outcome(request, each, by_id.get(each["of"]), len(said)) for each in said]
    page = {
        "taken": [each for each in outcomes if each.is_taken],
        "left": [each for each in outcomes if not each.is_taken],
        "verdict": verdict,
        "home": review_page.home(found[0].viewer, found[0].draft),
        "is_agent": found[0].viewer.side == Side.AGENCY,
    }
    status = 200 if page["taken"] else max(each.status for each in outcomes)
    return render(request, "approvals/review/together_sent.html", page, status=status)


def _said(request: HttpRequest) -> list[dict[str, Any]]:
    """The answers as ``kept.read`` takes them; one key names the one act. Raises ``Invalid``."""
    columns = [request.POST.getlist(name) for name in ("of", *FIELDS)]
    if len({len(column) for column in columns}) != 1 or not 0 < len(columns[0]) <= MOST:
        raise Invalid(_("Choose at least one picture, and at most sixty."))
    same: dict[str, Any] = {
        name: request.POST.get(name, "") for name in ("verdict", "comment", "key")
    }
    same |= {"reasons": request.POST.getlist("reasons")}
    return [
        dict(zip(("of", *FIELDS), row, strict=True)) | same for row in zip(*columns, strict=True)
    ]


def _outcome(
    request: HttpRequest, said: Mapping[str, Any], choice: Choice | None, among: int
) -> Outcome:
    taken = answers.taken(said, asker(request), how=method_of(request), among=among)
    return Outcome(
        choice=choice, status=taken["status"], sentence=taken["sentence"], link=taken["link"]
    )
