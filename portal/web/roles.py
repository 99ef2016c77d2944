"""Roles: those that there are, what each holds and who has it; and a new one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import held
from portal.actions.role import LONGEST_NAME, define_role, rename_role, rights_of
from portal.errors import Conflict, DomainError, Invalid, NotAllowed
from portal.models import Membership, Organisation, Role
from portal.roles import rights_of_kind
from portal.web.keyset import Marks, Page, page_of
from portal.web.managing import (
    as_uuid,
    asker,
    managed,
    marks,
    organisation_of,
    place,
    role_of,
    tabs,
)
from portal.web.navigation import Place
from portal.web.people_list import day
from portal.web.reauthenticate import ask_again_to_act
from portal.web.role_form import RoleForm

ON_PAGE = 50
NAMED = 24
"""Holders who are named on the page of a role; the list of people has all."""


@require_safe
@login_required
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles of an organisation with how many people have each."""
    organisation = organisation_of(request)
    query = request.GET.get("q", "").strip()[:LONGEST_NAME]
    found = organisation.roles.filter(name__icontains=query)
    is_own = Q(built_in="", retired_at__isnull=True)
    own = _page_of(found.filter(is_own), organisation, marks(request))
    is_retired = Q(retired_at__isnull=False)
    retired = _page_of(found.filter(is_retired), organisation, marks(request, "retired_"))
    built_in = list(_with_holders(found.exclude(built_in="")).order_by(Lower("name"), "pk"))
    holdings = held.of_roles(organisation, [*built_in, *own.rows])
    context = {
        "query": query,
        "is_long": any(each.before or each.after for each in (own, retired)),
        "built_in": [(each, _short(holdings[each.pk], organisation)) for each in built_in],
        "own": [(each, _short(holdings[each.pk], organisation)) for each in own.rows],
        "own_page": own,
        "retired": [
            (each, day(each.retired_at, organisation)) for each in retired.rows if each.retired_at
        ],
        "retired_page": retired,
        "others": [each for each in managed(asker(request)) if each != organisation],
        "new_url": place("new-role", organisation),
    }
    return render(request, "portal/roles/roles.html", context | tabs(organisation, "roles"))


@require_safe
@login_required
def role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Show one role."""
    return _role_page(request, role_of(request, role_id))


@require_POST
@login_required
@ask_again_to_act
def rename(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Call a role something else; a refusal stands where the name was typed."""
    found, name = role_of(request, role_id), request.POST.get("name", "")
    try:
        renamed = rename_role(role=found, name=name, actor=asker(request), at=timezone.now())
    except (Conflict, Invalid) as refused:
        return _role_page(request, role_of(request, role_id), refused=refused, typed=name)
    messages.success(request, _("It is called %(name)s now.") % {"name": renamed.name})
    return redirect("role", renamed.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def new_role(request: HttpRequest) -> HttpResponse:
    """Define a role of the organisation's own, from nothing or from another one."""
    organisation = organisation_of(request)
    source = _source(request, organisation)
    form = RoleForm(
        request.POST or None,
        organisation=organisation,
        initial={"rights": rights_of(source)} if source else None,
    )
    refused: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = define_role(
                organisation=organisation,
                **form.cleaned_data,
                actor=asker(request),
                at=timezone.now(),
            )
        except (Conflict, Invalid, NotAllowed) as error:
            refused = error
        else:
            messages.success(request, _("The role %(name)s is there.") % {"name": made.name})
            return redirect("role", made.pk)
    context: dict[str, object] = {"form": form, "source": source, "refused": refused}
    context |= {"list_url": place("roles", organisation)} | tabs(organisation, "roles")
    failed = refused.status if refused else 422 if form.errors else 200
    return render(request, "portal/roles/new.html", context, status=failed)


def _role_page(
    request: HttpRequest, found: Role, *, refused: DomainError | None = None, typed: str = ""
) -> HttpResponse:
    organisation = found.organisation
    holdings = held.of_roles(organisation, [found])[found.pk]
    everywhere = {each.codename for each in holdings if each.over == organisation.pk}
    current = Membership.objects.current().filter(role=found)
    named = current.select_related("user").order_by("user__name", "pk")[:NAMED]
    context = {
        "role": found,
        "rights": [
            (right.sentence, right.codename in everywhere)
            for right in rights_of_kind(organisation.kind)
        ],
        "singles": [
            each.sentence
            for each in held.beyond(holdings, held.NOTHING, organisation)
            if each.over != organisation.pk
        ],
        "holders": [(each, day(each.started_at, organisation)) for each in named],
        "count": current.count(),
        "refused": refused,
        "typed": typed or found.name,
        "made": day(found.created_at, organisation),
        "retired": day(found.retired_at, organisation) if found.retired_at else "",
        "trail": [Place(_("Roles"), place("roles", organisation), current=False)],
        "people_url": place("people", organisation, role=str(found.pk)),
        "copy_url": place("new-role", organisation, copy=str(found.pk)),
    }
    context |= tabs(organisation, "roles")
    status = refused.status if refused else 200
    return render(request, "portal/roles/role.html", context, status=status)


def _source(request: HttpRequest, organisation: Organisation) -> Role | None:
    """The role that a new one begins as a copy of."""
    pk = as_uuid(request.GET.get("copy"))
    return organisation.roles.filter(pk=pk, retired_at__isnull=True).first() if pk else None


def _page_of(found: QuerySet[Role], organisation: Organisation, asked: Marks) -> Page[Role]:
    """One page of ``found`` by name; what was retired or renamed since marks one still."""
    within = organisation.roles.all()
    return page_of(_with_holders(found), within=within, by=Lower("name"), size=ON_PAGE, **asked)


def _with_holders(found: QuerySet[Role]) -> QuerySet[Role]:
    now = Q(memberships__ended_at__isnull=True, memberships__isnull=False)
    return found.annotate(holders=Count("memberships", filter=now))


def _short(holdings: held.Holdings, organisation: Organisation) -> list[str]:
    """What it holds everywhere, as sentences."""
    found = held.beyond(holdings, held.NOTHING, organisation)
    return [each.sentence for each in found if each.over == organisation.pk]
