"""By which clock an organisation lives: its days, its working hours, its ends."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.actions.time_zone import keep_time_zone
from portal.web.managing import asker, managed, organisation_of, place, tabs
from portal.zones import choices


class TimeForm(forms.Form):
    """One zone of all that people live in."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=choices)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def people_time(request: HttpRequest) -> HttpResponse:
    """Show in which zone days are counted here, and keep another."""
    organisation, user = organisation_of(request), asker(request)
    form = TimeForm(request.POST or None, initial={"time_zone": organisation.time_zone})
    if request.method == "POST" and form.is_valid():
        zone = form.cleaned_data["time_zone"]
        keep_time_zone(organisation=organisation, time_zone=zone, actor=user, at=timezone.now())
        messages.success(request, _("Days and working hours count in %(zone)s.") % {"zone": zone})
        return redirect(place("people-time", organisation))
    others = [each for each in managed(user) if each != organisation]
    context = {"form": form, "others": others, **tabs(organisation, "people-time")}
    return render(request, "portal/people/time.html", context, status=422 if form.errors else 200)
