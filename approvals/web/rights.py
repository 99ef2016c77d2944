"""Who may do what with one brief."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.web.brand import brief_of
from portal.web.reauthenticate import ask_again_to_act
from portal.web.rights import labels, rights_page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def brief_rights(request: HttpRequest, brief_id: UUID) -> HttpResponse:
    """Show who may do what with a brief of one's brand, and change it."""
    brief = brief_of(request, brief_id)
    steps = [(_("Briefs"), reverse("briefs")), (str(brief), brief.get_absolute_url())]
    return rights_page(request, brief, trail=labels(steps))
