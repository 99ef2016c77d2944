"""Appointments: organisations without anybody in charge, and what two of the staff do about it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.actions import appointment as acts
from portal.actions.organisation import orphaned
from portal.errors import NotFound
from portal.models import Appointment, Organisation, User
from portal.web.reauthenticate import ask_again, ask_again_to_act
from portal.web.staff import staff_member

SHOWN = 50


class Propose(forms.Form):
    """Where, who, and how it is known that this person may."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation")
    )
    account = forms.EmailField(label=gettext_lazy("The address of who should be in charge"))
    checked_how = forms.CharField(
        label=gettext_lazy("How you made sure that this person may"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only organisations without anybody in charge can be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = orphaned()  # type: ignore[attr-defined]

    def clean_account(self) -> User:
        """Find whose it is."""
        user = User.objects.filter(email__iexact=self.cleaned_data["account"]).first()
        if user is None:
            raise forms.ValidationError(_("Nobody signs in with this address."))
        return user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@ask_again_to_act
def appointments(request: HttpRequest) -> HttpResponse:
    """List where nobody is in charge and what waits; propose somebody."""
    staff = staff_member(request)
    form = Propose(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        acts.propose_appointment(
            organisation=form.cleaned_data["organisation"],
            user=form.cleaned_data["account"],
            checked_how=form.cleaned_data["checked_how"],
            actor=staff,
            at=timezone.now(),
        )
        messages.success(request, _("Proposed. Somebody else must check it too."))
        return redirect("appointments")
    newest = Appointment.objects.select_related("user", "organisation", "proposed_by__user")
    page = {
        "form": form,
        "orphaned": orphaned()[:SHOWN],
        "rows": [_row(each, staff) for each in newest.order_by("-proposed_at")[:SHOWN]],
    }
    status = 422 if form.errors else 200
    return render(request, "portal/appointments.html", page, status=status)


@require_POST
@ask_again
def step_appointment(request: HttpRequest, appointment_id: UUID, step: str) -> HttpResponse:
    """Confirm or drop an appointment."""
    staff = staff_member(request)
    found = Appointment.objects.filter(pk=appointment_id).first()
    if found is None or step not in ("confirm", "drop"):
        raise NotFound(_("There is nothing here for you."))
    act = acts.confirm_appointment if step == "confirm" else acts.drop_appointment
    act(appointment=found, actor=staff, at=timezone.now())
    messages.success(request, _("Done."))
    return redirect("appointments")


def _row(found: Appointment, staff: User) -> dict[str, Any]:
    word, tone = _("Waits for a second person"), "wait"
    if found.confirmed_at:
        word, tone = _("In charge since then"), "yes"
    elif found.dropped_at:
        word, tone = _("Dropped"), "ended"
    waits = tone == "wait"
    by_another = found.proposed_by_id != staff.person_id
    return {
        "appointment": found,
        "word": word,
        "tone": tone,
        "waits": waits,
        "may_confirm": waits and by_another,
    }
