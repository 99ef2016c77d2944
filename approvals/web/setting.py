"""For which agency somebody says how pictures are judged."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal import access
from portal.errors import NotFound
from portal.models import Organisation, User
from portal.web.managing import as_uuid


def agencies_set_by(user: User) -> list[Organisation]:
    """Return the agencies for which she sets who must agree, and what is offered with an answer."""
    where = access.held(user).where("set_policies")
    found = Organisation.objects.filter(pk__in=where, kind=Organisation.Kind.AGENCY)
    return list(found.order_by("name", "pk"))


def agency_set_by(request: HttpRequest, user: User) -> Organisation:
    """Return the agency that was chosen, or her first. Raises ``NotFound`` where she sets none."""
    found = agencies_set_by(user)
    chosen = as_uuid(request.POST.get("in") or request.GET.get("in"))
    if chosen is not None:
        found = [each for each in found if each.pk == chosen]
    if not found:
        raise NotFound(_("There is nothing here for you."))
    return found[0]
