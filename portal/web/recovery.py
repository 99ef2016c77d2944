"""Recoveries: for the platform's staff; and the page that stops one."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import recovery_mail
from portal.actions import recovery as acts
from portal.errors import NotFound
from portal.models import Recovery, User
from portal.web.reauthenticate import ask_again
from portal.web.staff import staff_member


class Open(forms.Form):
    """Whose account, where she can be reached, how it is known that it is she."""

    account = forms.EmailField(label=gettext_lazy("The address she signed in with"))
    address = forms.EmailField(label=gettext_lazy("The address at which she can be reached now"))
    checked_how = forms.CharField(
        label=gettext_lazy("How you made sure who she is"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_account(self) -> User:
        """Find her."""
        user = User.objects.filter(email__iexact=self.cleaned_data["account"]).first()
        if user is None:
            raise forms.ValidationError(_("Nobody signs in with this address."))
        return user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recoveries(request: HttpRequest) -> HttpResponse:
    """List recoveries, the newest first; open one."""
    staff = staff_member(request)
    form = Open(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = acts.open_recovery(
            user=form.cleaned_data["account"],
            address=form.cleaned_data["address"],
            checked_how=form.cleaned_data["checked_how"],
            actor=staff,
            at=timezone.now(),
        )
        return redirect("recovery", opened.pk)
    found = Recovery.objects.select_related("user").order_by("-opened_at")[:50]
    page = {"form": form, "recoveries": [_row(each) for each in found]}
    status = 422 if form.errors else 200
    return render(request, "portal/recovery/list.html", page, status=status)


@login_required
@require_safe
def recovery(request: HttpRequest, recovery_id: UUID) -> HttpResponse:
    """Show one recovery and what comes next."""
    staff, found = staff_member(request), _recovery(recovery_id)
    at = timezone.now()
    until = found.confirmed_at + acts.DELAY if found.confirmed_at else None
    page = {
        **_row(found),
        "runs": found.stopped_at is None and found.done_at is None,
        "until": until,
        "is_ripe": until is not None and at >= until,
        "opened_it": found.opened_by_id == staff.person_id,
    }
    return render(request, "portal/recovery/recovery.html", page)


@require_POST
@ask_again
def step_recovery(request: HttpRequest, recovery_id: UUID, step: str) -> HttpResponse:
    """Confirm, stop or finish a recovery."""
    staff, found, at = staff_member(request), _recovery(recovery_id), timezone.now()
    if step == "confirm":
        acts.confirm_recovery(recovery=found, actor=staff, at=at)
    elif step == "finish":
        acts.finish_recovery(recovery=found, actor=staff, at=at)
    elif step == "stop":
        acts.stop_recovery(recovery=found, actor=staff, at=at)
    else:
        raise NotFound(_("There is nothing here for you."))
    messages.success(request, _("Done."))
    return redirect("recovery", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever reads her mail stop a recovery; looking at the page does nothing."""
    found = recovery_mail.of_token(token)
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    runs = found.stopped_at is None and found.done_at is None
    if request.method == "POST":
        acts.stop_recovery(recovery=found, actor=None, at=timezone.now())
        runs = False
    page = {"runs": runs, "is_stopped": request.method == "POST" or found.stopped_at is not None}
    return render(request, "portal/recovery/stop.html", page)


def _recovery(recovery_id: UUID) -> Recovery:
    found = Recovery.objects.select_related("user", "opened_by", "confirmed_by").filter(
        pk=recovery_id
    )
    if (one := found.first()) is None:
        raise NotFound(_("There is nothing here for you."))
    return one


def _row(found: Recovery) -> dict[str, Any]:
    word, tone = _("Waits for a second person"), "wait"
    if found.done_at:
        word, tone = _("Done"), "yes"
    elif found.stopped_at:
        word, tone = _("Stopped"), "no"
    elif found.confirmed_at:
        word, tone = _("Waits for three days"), "wait"
    return {"recovery": found, "word": word, "tone": tone}
