"""Who may do what with one model, brief or client: see why, give, and take back.

Other layers load what it is about, for those who may see it, and call ``rights_page``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import access
from portal.actions.grant import (
    Given,
    Holder,
    Thing,
    codenames_over,
    give_rights,
    take_right,
    what_giving_does,
    what_taking_does,
)
from portal.effective import reasons
from portal.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from portal.models import Organisation, User
from portal.web import rights_words as words
from portal.web.rights_form import MOST_PEOPLE, GiveForm, day_offers
from portal.web.rights_matrix import given_to_roles, holder_called, matrix, people_at


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One visit to the page: who asks, about what, on whose behalf, and where she came from."""

    request: HttpRequest
    user: User
    over: Thing
    organisation: Organisation
    others: list[Organisation]
    at: datetime
    trail: list[dict[str, str]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The page's own address; it says on whose behalf where that is not plain."""
        more = "?" + urlencode({"for": str(self.organisation.pk)}) if self.others else ""
        return self.request.path + more


def rights_page(
    request: HttpRequest, over: Thing, *, trail: list[dict[str, str]], kind: str = ""
) -> HttpResponse:
    """Show who may do what with ``over``, and give or take; who asks may see it already.

    ``kind`` is of the organisations on whose behalf, where not all will do. Raises ``NotAllowed``
    for who manages people nowhere that it concerns.
    """
    desk = _desk(request, over, trail, kind)
    codename, key = request.GET.get("take", ""), request.GET.get("of", "")
    if request.method == "POST" and "take" in request.POST:
        return _take(desk, request.POST["take"], request.POST.get("of", ""))
    if request.method == "POST":
        return _give(desk)
    if codename:
        return _preview_of_taking(desk, codename, key)
    return _page(desk, _form(desk))


def asker(request: HttpRequest) -> User:
    """Return who is signed in. Raises ``NotAllowed`` for nobody: views ask for a sign-in first."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first; nothing is lost."))
    return request.user


def managed_by(user: User, *, kind: str = "") -> list[Organisation]:
    """Return the organisations in which ``user`` manages people, by name."""
    found = access.organisations_where(user, "manage_people")
    managed = Organisation.objects.filter(pk__in=found).order_by("name", "pk")
    return list(managed.filter(kind=kind) if kind else managed)


def _desk(request: HttpRequest, over: Thing, trail: list[dict[str, str]], kind: str) -> Desk:
    user, at = asker(request), timezone.now()
    concerned = [each for each in managed_by(user, kind=kind) if over.concerns(each, at)]
    if not concerned:
        raise NotAllowed(_("You may not change who may do what here."))
    wanted = request.GET.get("for", "")
    chosen = next((each for each in concerned if str(each.pk) == wanted), concerned[0])
    others = [each for each in concerned if each != chosen]
    return Desk(
        request=request,
        user=user,
        over=over,
        organisation=chosen,
        others=others,
        at=at,
        trail=trail,
    )


def _form(desk: Desk, data: Any = None) -> GiveForm:
    """The form to give; whoever is named in the address or was typed can be chosen."""
    organisation = desk.organisation
    people = list(people_at(organisation)[:MOST_PEOPLE])
    named = (data or desk.request.GET).get("to", "")
    chosen = holder_called(named, organisation) if named else None
    if isinstance(chosen, User) and chosen not in people and _is_here(chosen, organisation):
        people.append(chosen)
    return GiveForm(
        data,
        over=desk.over,
        organisation=organisation,
        codenames=codenames_over(desk.over, organisation),
        people=people,
        roles=organisation.roles.filter(retired_at__isnull=True).order_by("name"),
        initial={"to": named},
    )


def _is_here(user: User, organisation: Organisation) -> bool:
    return bool(people_at(organisation).filter(pk=user.pk).exists())


def _page(
    desk: Desk, form: GiveForm, *, refused: DomainError | None = None, status: int = 200
) -> HttpResponse:
    asked = desk.request.GET
    query, held = asked.get("q", "").strip()[:120], bool(asked.get("held"))
    shown = matrix(
        desk.over,
        desk.organisation,
        query=query,
        held=held,
        page=asked.get("page", ""),
        path=desk.path,
    )
    context = {
        "desk": desk,
        "over": desk.over,
        "organisation_of": desk.organisation,
        "matrix": shown,
        "pages": pages(desk.request, shown.page),
        "of_roles": given_to_roles(desk.over, desk.organisation, desk.path),
        "form": form,
        "days": day_offers(),
        "query": query,
        "held": held,
        "refused": refused,
    }
    status = refused.status if refused else status
    return render(desk.request, "portal/rights/rights.html", context, status=status)


def _give(desk: Desk) -> HttpResponse:
    """Show what it would do; do it once that was confirmed. A refusal keeps what was typed."""
    form = _form(desk, desk.request.POST)
    if "change" in desk.request.POST:
        form.errors.clear()
        return _page(desk, form)
    if not form.is_valid():
        return _page(desk, form, status=422)
    holder, codenames = form.holder(), form.cleaned_data["rights"]
    terms: dict[str, Any] = {
        "over": desk.over,
        "to": holder,
        "organisation": desk.organisation,
        "actor": desk.user,
        "at": desk.at,
        "until": form.cleaned_data["until"],
    }
    try:
        if "confirm" in desk.request.POST:
            given = give_rights(codenames=codenames, why=form.cleaned_data["why"], **terms)
        else:
            given = [what_giving_does(codename=name, **terms) for name in codenames]
    except (NotAllowed, Conflict, Invalid) as refused:
        return _page(desk, form, refused=refused)
    sentences = words.giving(given, desk.over, holder, desk.organisation, terms["until"])
    if "confirm" in desk.request.POST:
        messages.success(desk.request, _("Given. It counts from now on."))
        return redirect(_where_to_see(desk, holder))
    return _preview_of_giving(desk, form, sentences, given)


def _where_to_see(desk: Desk, holder: Holder) -> str:
    """The page, with the person alone: what she has now, and why."""
    more = {"for": str(desk.organisation.pk)} if desk.others else {}
    if isinstance(holder, User):
        more["q"] = str(holder)
    return f"{desk.request.path}?{urlencode(more)}" if more else desk.request.path


def _preview_of_giving(
    desk: Desk, form: GiveForm, sentences: list[str], given: list[Given]
) -> HttpResponse:
    holder = form.holder()
    codenames = [right.codename for each in given for right in each.rights]
    notes = []
    if isinstance(holder, User):
        found = reasons(desk.over, desk.organisation, rights=codenames, users=[holder.pk])
        asked = [each.rights[0].codename for each in given]
        notes = words.has_already(found, desk.over, desk.organisation, replaced=asked)
    sent = desk.request.POST
    typed = [(name, value) for name in form.fields for value in sent.getlist(name)]
    return preview(
        desk.request,
        sentences=sentences,
        notes=notes,
        typed=typed,
        action=desk.path,
        confirm=_("Confirm"),
        change=True,
        why=form.cleaned_data["why"],
        trail=_trail(desk),
    )


def _preview_of_taking(desk: Desk, codename: str, key: str) -> HttpResponse:
    holder = _holder(desk, codename, key)
    try:
        sentences = _what_taking_does(desk, codename, holder)
    except (NotAllowed, Conflict) as refused:
        return _page(desk, _form(desk), refused=refused)
    return preview(
        desk.request,
        sentences=sentences,
        typed=[("take", codename), ("of", key)],
        action=desk.path,
        confirm=_("Take it back"),
        trail=_trail(desk),
    )


def _take(desk: Desk, codename: str, key: str) -> HttpResponse:
    holder = _holder(desk, codename, key)
    try:
        take_right(
            codename=codename,
            over=desk.over,
            of=holder,
            organisation=desk.organisation,
            actor=desk.user,
            at=desk.at,
        )
    except (NotAllowed, Conflict) as refused:
        return _page(desk, _form(desk), refused=refused)
    messages.success(desk.request, _("Taken back. It ended just now."))
    return redirect(_where_to_see(desk, holder))


def _holder(desk: Desk, codename: str, key: str) -> Holder:
    holder = holder_called(key, desk.organisation)
    if holder is None or codename not in codenames_over(desk.over, desk.organisation):
        raise NotFound(_("There is no such right here."))
    return holder


def _what_taking_does(desk: Desk, codename: str, holder: Holder) -> list[str]:
    gone = what_taking_does(
        codename=codename,
        over=desk.over,
        of=holder,
        organisation=desk.organisation,
        actor=desk.user,
    )
    return sentences_of_taking(gone, desk.over, holder, desk.organisation)


def sentences_of_taking(
    gone: Given, over: Thing, holder: Holder, organisation: Organisation
) -> list[str]:
    """Return what taking back comes to: what goes, what goes with it, what she keeps and why."""
    left = []
    if isinstance(holder, User):
        codenames = [right.codename for right in gone.rights]
        found = reasons(over, organisation, rights=codenames, users=[holder.pk])
        left = [each for each in found if not each.is_given_here or each.role]
    return words.taking(gone, over, holder, organisation, left)


def preview(request: HttpRequest, **context: Any) -> HttpResponse:
    """Show an act as sentences before it counts, with the button that lets it count."""
    return render(request, "portal/rights/preview.html", context)


def pages(request: HttpRequest, page: Any) -> dict[str, str]:
    """Return the addresses of the pages before and after, with what was asked; and where one is."""
    asked = request.GET.copy()
    for name in ("page", "to", "take", "of"):
        asked.pop(name, None)

    def at(number: int) -> str:
        asked["page"] = str(number)
        return "?" + asked.urlencode()

    count = page.paginator.count
    note = _("%(first)s to %(last)s of %(count)s") % {
        "first": page.start_index(),
        "last": page.end_index(),
        "count": count,
    }
    return {
        "newer": at(page.previous_page_number()) if page.has_previous() else "",
        "older": at(page.next_page_number()) if page.has_next() else "",
        "note": note,
    }


def _trail(desk: Desk) -> list[dict[str, str]]:
    return [*desk.trail, {"label": title_of(desk.over), "url": desk.path}]


def title_of(over: object) -> str:
    """Return what the page is called."""
    return _("Who can do what: %(it)s") % {"it": over}


def labels(steps: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return steps of the way here, as the breadcrumb wants them."""
    return [{"label": label, "url": url} for label, url in steps]
