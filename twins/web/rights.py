"""Who may do what for one model, and the agency's clients with who may do what for each."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal import access
from portal.errors import NotFound
from portal.models import Organisation, User
from portal.web.reauthenticate import ask_again_to_act
from portal.web.rights import asker, labels, managed_by, pages, rights_page
from twins.models import LicencePart, Twin

ON_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def twin_rights(request: HttpRequest, twin_id: UUID) -> HttpResponse:
    """Show who may do what for one of the agency's models, and change it."""
    shown = Twin.objects.shown_to(asker(request), timezone.now())
    twin = shown.select_related("owner__user").filter(pk=twin_id).first()
    if twin is None:
        raise NotFound(_("There is no such model here."))
    return rights_page(request, twin, trail=labels([(_("Models"), "/models")]), kind="agency")


@require_safe
@login_required
def clients(request: HttpRequest) -> HttpResponse:
    """Show the brands that the agency licenses its models to."""
    user = asker(request)
    if not managed_by(user, kind=Organisation.Kind.AGENCY):
        raise NotFound(_("There is nothing here for you."))
    query = request.GET.get("q", "").strip()[:120]
    found = _clients_of(user)
    found = found.filter(name__icontains=query) if query else found
    page = Paginator(found, ON_PAGE).get_page(request.GET.get("page"))
    context = {"clients": page, "query": query, "pages": pages(request, page)}
    return render(request, "twins/clients.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def client_rights(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    """Show who may do what for one of the agency's clients, and change it."""
    client = _clients_of(asker(request)).filter(pk=brand_id).first()
    if client is None:
        raise NotFound(_("There is no such client here."))
    return rights_page(
        request, client, trail=labels([(_("Clients"), reverse("clients"))]), kind="agency"
    )


def _clients_of(user: User) -> QuerySet[Organisation]:
    """The brands with licences of agencies in which she manages people and may see their work."""
    held = access.held(user)
    parts = LicencePart.objects.filter(held.everywhere("manage_people", at="agency"))
    seen = parts.filter(
        held.everywhere("view_twins", at="agency")
        | held.granted("see_client", over="licence__brand", by="agency")
    )
    return Organisation.objects.filter(pk__in=seen.values("licence__brand")).order_by("name", "pk")
