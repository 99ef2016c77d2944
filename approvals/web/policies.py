"""Who must agree to pictures of an agency's models: its default, and a rule for one licence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.actions import policy as acts
from approvals.actions.policy import Rule
from approvals.models import Review, ReviewPolicy
from approvals.states import ReviewState
from approvals.web.policy_form import PolicyForm, typed_of
from approvals.web.policy_words import rule_of, sentences
from approvals.web.setting import agencies_set_by, agency_set_by
from portal.errors import DomainError, NotFound
from portal.models import Organisation, User
from portal.web.keyset import page_of
from portal.web.managing import asker, marks
from portal.web.reauthenticate import ask_again_to_act
from twins.models import Licence

ON_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One visit to a policy: who asks, for which agency, about which licence or the default."""

    request: HttpRequest
    user: User
    agency: Organisation
    licence: Licence | None
    at: datetime

    @property
    def versions(self) -> Sequence[ReviewPolicy]:
        """All there were, the one that counts first."""
        policies = ReviewPolicy.objects
        found = (
            policies.of_licence(self.agency, self.licence)
            if self.licence
            else policies.default_of(self.agency)
        )
        return list(found.newest_first().select_related("set_by__user", "escalates_to__user"))


@login_required
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Show the agency's default, and its licences with which rule counts for each."""
    user, at = asker(request), timezone.now()
    agency = agency_set_by(request, user)
    own = ReviewPolicy.objects.filter(licence=OuterRef("pk"), agency=agency)
    licences = _licences(agency, at).annotate(has_own=Exists(own))
    page = page_of(
        licences, within=_licences(agency, at), by=F("proposed_at"), size=ON_PAGE,
        newest_first=True, **marks(request),
    )  # fmt: skip
    default = ReviewPolicy.objects.default_of(agency).newest_first().first()
    context = {
        "agency": agency,
        "others": [each for each in agencies_set_by(user) if each.pk != agency.pk],
        "sentences": sentences(rule_of(default) if default else Rule()),
        "default": default,
        "page": page,
    }
    return render(request, "approvals/policy/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def default_policy(request: HttpRequest) -> HttpResponse:
    """Show and set what counts for every licence without a rule of its own."""
    user = asker(request)
    return _policy(request, user, agency_set_by(request, user), None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def licence_policy(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """Show and set what counts for one licence."""
    user, at = asker(request), timezone.now()
    for agency in agencies_set_by(user):
        licence = _licences(agency, at).filter(pk=licence_id).first()
        if licence is not None:
            return _policy(request, user, agency, licence)
    raise NotFound(_("There is no such licence here."))


def _policy(
    request: HttpRequest, user: User, agency: Organisation, licence: Licence | None
) -> HttpResponse:
    desk = Desk(request=request, user=user, agency=agency, licence=licence, at=timezone.now())
    if request.method == "POST":
        return _answer(desk)
    return _page(desk, PolicyForm(agency=agency, initial=_typed(desk)))


def _answer(desk: Desk) -> HttpResponse:
    """Show in sentences what was chosen; set it once that is confirmed."""
    posted = desk.request.POST
    form = PolicyForm(posted, agency=desk.agency)
    if not form.is_valid():
        return _page(desk, form, status=422)
    if "confirm" not in posted:
        return _page(desk, form, said=sentences(form.rule()))
    seen = posted.get("version", "")
    try:
        acts.set_policy(
            agency=desk.agency,
            licence=desk.licence,
            rule=form.rule(),
            after=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None,  # noqa: PLR2004 - no version is longer
            actor=desk.user,
            at=desk.at,
        )
    except DomainError as refused:
        form.add_error(None, refused.sentence)
        return _page(desk, form, status=refused.status)
    messages.success(
        desk.request, _("Set. It counts for every picture that is judged from now on.")
    )
    return redirect(f"{reverse('policies')}?in={desk.agency.pk}")


def _page(
    desk: Desk, form: PolicyForm, *, said: list[str] | None = None, status: int = 200
) -> HttpResponse:
    versions = desk.versions
    newest = versions[0] if versions else None
    counts = newest or _fallback(desk)
    context: dict[str, Any] = {
        "agency": desk.agency,
        "licence": desk.licence,
        "form": form,
        "said": said,
        "version": newest.version if newest else 0,
        "sentences": sentences(rule_of(counts) if counts else Rule()),
        "inherits": newest is None,
        "versions": [(each, sentences(rule_of(each))) for each in versions[1:]],
        "newest": newest,
        "running": _running(desk),
    }
    return render(desk.request, "approvals/policy/policy.html", context, status=status)


def _typed(desk: Desk) -> dict[str, Any]:
    versions = desk.versions
    return typed_of(versions[0] if versions else _fallback(desk))


def _fallback(desk: Desk) -> ReviewPolicy | None:
    """What counts for a licence without a rule of its own."""
    if desk.licence is None:
        return None
    return ReviewPolicy.objects.default_of(desk.agency).newest_first().first()


def _running(desk: Desk) -> int:
    """How many rounds go on by a version of this policy."""
    return Review.objects.filter(
        policy__agency=desk.agency, policy__licence=desk.licence, state=ReviewState.OPEN
    ).count()


def _licences(agency: Organisation, at: datetime) -> QuerySet[Licence]:
    """Those in which the agency has part and that are not over."""
    mine = Licence.objects.filter(parts__agency=agency, ends_at__gt=at, ended_at__isnull=True)
    return mine.select_related("brand", "twin__owner__user").distinct()
