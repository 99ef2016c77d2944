"""Giving and taking a role of one member, and letting somebody go."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal import access, held
from portal.actions.member import remove_member
from portal.actions.organisation import add_member, end_membership
from portal.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from portal.models import Cover, Membership, Role
from portal.web.managing import asker, member_of, place, roles_of, tabs
from portal.web.reauthenticate import ask_again_to_act


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def give_role(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Say what a role would let her do; a POST gives it."""
    found = member_of(request, membership_id)
    role = _chosen(request, found)
    refused = None
    if request.method == "POST":
        try:
            add_member(
                organisation=found.organisation,
                user=found.user,
                role=role.name,
                actor=asker(request),
                at=timezone.now(),
            )
        except (Conflict, Invalid, NotAllowed) as error:
            refused = error
        else:
            words = _("%(name)s has the role %(role)s now.")
            messages.success(request, words % {"name": found.user, "role": role})
            return redirect("member", found.pk)
    hers = held.of_people(found.organisation, [found.user_id])[found.user_id]
    of_role = held.of_roles(found.organisation, [role])[role.pk]
    context = {"role": role, "gains": held.beyond(of_role, hers.all, found.organisation)}
    return _ask(request, found, "give", context, refused)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def take_role(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Say what she loses with this role; a POST takes it."""
    found = member_of(request, membership_id)
    if found.ended_at is not None:
        raise Conflict(_("She does not have this role any more."), link=_address(found))
    others = roles_of(found).exclude(pk=found.pk).first()
    refused = None
    if request.method == "POST":
        try:
            end_membership(membership=found, actor=asker(request), at=timezone.now())
        except (Conflict, NotAllowed) as error:
            refused = error
        else:
            words = _("%(name)s does not have the role %(role)s any more.")
            messages.success(request, words % {"name": found.user, "role": found.role})
            return _after(request, found, others)
    context = {"role": found.role, "is_last": others is None}
    return _ask(request, found, "take", context | _losses(found, found.role_id), refused)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def remove(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Say what ends when she leaves; a POST lets her go."""
    found = member_of(request, membership_id)
    refused = None
    if request.method == "POST":
        try:
            remove_member(
                organisation=found.organisation,
                user=found.user,
                actor=asker(request),
                at=timezone.now(),
            )
        except (Conflict, NotAllowed) as error:
            refused = error
        else:
            words = _("%(name)s is no member of %(organisation)s any more.")
            names = {"name": found.user, "organisation": found.organisation}
            messages.success(request, words % names)
            return _after(request, found, None)
    roles = [each.role for each in roles_of(found)]
    context = {"roles": roles, "is_last": True}
    return _ask(
        request, found, "remove", context | _losses(found, *(role.pk for role in roles)), refused
    )


def _chosen(request: HttpRequest, found: Membership) -> Role:
    name = request.POST.get("role") or request.GET.get("role", "")
    role = found.organisation.roles.filter(name=name, retired_at__isnull=True).first()
    if role is None:
        raise NotFound(_("There is no such role here."))
    return role


def _losses(found: Membership, *roles: UUID) -> dict[str, object]:
    """What she cannot do any more without these roles, and the covers that end with the last."""
    hers = held.of_people(found.organisation, [found.user_id])[found.user_id]
    left = hers.without(*roles)
    covers = Cover.objects.to_come().filter(organisation=found.organisation)
    is_last = not set(hers.by_role) - set(roles)
    return {
        "losses": held.beyond(hers.all, left, found.organisation),
        "covering": covers.filter(colleague=found.user).count() if is_last else 0,
        "covered": covers.filter(covered=found.user).count() if is_last else 0,
    }


def _ask(
    request: HttpRequest,
    found: Membership,
    act: str,
    context: dict[str, object],
    refused: DomainError | None,
) -> HttpResponse:
    context |= {
        "member": found,
        "person": found.user,
        "is_self": found.user_id == asker(request).pk,
        "refused": refused,
        "member_url": _address(found),
    }
    context |= tabs(found.organisation, "")
    status = refused.status if refused else 200
    return render(request, f"portal/people/{act}.html", context, status=status)


def _after(request: HttpRequest, found: Membership, other: Membership | None) -> HttpResponse:
    """Go on where she may still be seen; who took it from herself may see nothing here any more."""
    if not access.holds(asker(request), "manage_people", found.organisation):
        return redirect("home")
    if other is not None:
        return redirect("member", other.pk)
    return redirect(place("people", found.organisation))


def _address(found: Membership) -> str:
    return reverse("member", args=[found.pk])
