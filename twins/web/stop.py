"""The urgent stop: on her own page, and from any address of hers without signing in."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.errors import NotFound
from portal.models import User
from portal.rate import check_rate
from portal.web.reauthenticate import ask_again
from twins import stop_mail
from twins.actions import stop as acts
from twins.models import Stop, Twin

A_MINUTE, AN_HOUR = 60, 3600


class Address(forms.Form):
    """The address that she has verified here."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("Any address that you have confirmed here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_twin(request: HttpRequest) -> HttpResponse:
    """Show what a stop halts; place it at once: who is in a hurry is not asked again."""
    user = _model(request)
    twins = list(Twin.objects.of(user.person))
    if request.method == "POST":
        for twin in twins:
            acts.place_stop(twin=twin, actor=user, at=timezone.now(), how=Stop.How.SESSION)
        messages.success(request, _("Stopped. Nothing new is made or published of you."))
        return redirect("stop-twin")
    standing = Stop.objects.standing().filter(twin__in=twins).first()
    return render(request, "twins/stop/mine.html", {"standing": standing})


@require_POST
@ask_again
def lift_stop(request: HttpRequest) -> HttpResponse:
    """Let everything go on. Only she, just now, may."""
    user = _model(request)
    for twin in Twin.objects.of(user.person):
        acts.lift_stop(twin=twin, actor=user, at=timezone.now())
    messages.success(request, _("It goes on. What was ordered is made, and pictures can appear."))
    return redirect("stop-twin")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_stop(request: HttpRequest) -> HttpResponse:
    """Send a link to an address of hers; the answer is the same for every address."""
    form = Address(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "twins/stop/ask.html", {"form": form}, status=status)
    address = form.cleaned_data["email"]
    check_rate(request, "stop", most=5, seconds=A_MINUTE)
    check_rate(request, "stop-to", most=5, seconds=AN_HOUR, of=address.lower())
    stop_mail.send_link(address, at=timezone.now())
    return render(request, "twins/stop/sent.html", {"address": address})


@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever reads her mail stop everything new; looking at the page does nothing."""
    user = stop_mail.of_token(token)
    if user is None:
        raise NotFound(_("This link is too old. Ask for a new one; that takes a minute."))
    if request.method == "POST":
        for twin in Twin.objects.of(user.person):
            acts.place_stop(twin=twin, actor=user, at=timezone.now(), how=Stop.How.MAIL)
    standing = Stop.objects.standing().filter(twin__owner=user.person).first()
    return render(request, "twins/stop/by_mail.html", {"standing": standing})


def _model(request: HttpRequest) -> User:
    """The asker, who owns a twin; for everybody else there is nothing here."""
    if isinstance(request.user, User) and Twin.objects.of(request.user.person).exists():
        return request.user
    raise NotFound(_("You have no twin here, so there is nothing to stop."))
