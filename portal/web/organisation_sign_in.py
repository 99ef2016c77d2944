"""Sign in at the identity provider of one's organisation."""

from typing import Any

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.models import ProviderDomain
from portal.rate import check_rate


class Address(forms.Form):
    """Her address at work."""

    email = forms.EmailField(label=_("E-mail at work"))


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address; offer the way to the provider of its domain.

    The way is a link: a form that is sent on to another site is stopped by the browser.
    """
    form = Address(request.POST if request.method == "POST" else None)
    page: dict[str, Any] = {"form": form, "provider": None}
    if form.is_valid():
        check_rate(request, "organisation-sign-in", most=20, seconds=60)
        domain = form.cleaned_data["email"].rpartition("@")[2].lower()
        found = ProviderDomain.objects.filter(name=domain, provider__active=True)
        page["provider"] = found.select_related("provider__app", "provider__organisation").first()
        if page["provider"] is None:
            form.add_error("email", _("No organisation here signs in by this address."))
    return render(request, "portal/entrance/organisation.html", page)


@require_safe
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider; only ever to sign in."""
    if request.GET.get("process", "login") != "login":
        raise Http404
    answer: HttpResponse = openid_connect.login(request, provider_id)
    return answer


@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider, who says who she is."""
    answer: HttpResponse = openid_connect.callback(request, provider_id)
    return answer
