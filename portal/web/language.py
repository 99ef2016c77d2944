"""Choose language and time zone: kept with her account, or in a cookie of who is not signed in."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.actions.language import choose_language, choose_time_zone
from portal.errors import Invalid, NotAllowed
from portal.languages import known, speak
from portal.models import User
from portal.zones import choices as zones

OURS = "same-origin"


class LanguageForm(forms.Form):
    """Each language by its own name."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("As my browser asks")), *settings.LANGUAGES],
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        choices=zones,
        help_text=gettext_lazy("Hours are written as clocks there show them. No deadline moves."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of her pages and mails, and the clock that they go by."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required
    hers = {"language": known(user.language), "time_zone": user.time_zone}
    form = LanguageForm(request.POST or None, initial=hers)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "portal/account/language.html", {"form": form}, status=status)
    choose_language(actor=user, language=form.cleaned_data["language"])
    if form.cleaned_data["time_zone"]:
        choose_time_zone(actor=user, time_zone=form.cleaned_data["time_zone"])
    speak(request, user.language)
    messages.success(request, _("Your pages and mails are in this language and this time now."))
    response = redirect("language")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # of before she signed in
    return response


@csrf_exempt
@require_POST
def speak_to_stranger(request: HttpRequest) -> HttpResponse:
    """Keep in a cookie which language a browser shall see, and go back to the page.

    Public pages carry no token for it, so that they are the same for everybody; the browser says
    itself where a form stood.
    """
    if request.headers.get("Sec-Fetch-Site", OURS) != OURS:
        raise NotAllowed(_("The language is chosen on our own pages."))
    chosen = known(request.POST.get("language", ""))
    if not chosen:
        raise Invalid(_("Twinset does not speak this language."))
    response = redirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _back(request: HttpRequest) -> str:
    """The page that the form stood on; nothing that somebody else could have put there."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if ours else "/"
