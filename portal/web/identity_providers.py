"""Identity providers of organisations: the platform's staff see them all, add and close them."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from portal.actions import identity_provider as acts
from portal.errors import Conflict, Invalid, NotFound
from portal.models import IdentityProvider, Organisation, ProviderDomain, User
from portal.roles import called
from portal.web.keyset import page_of
from portal.web.managing import as_uuid
from portal.web.provider_lines import lines, with_all
from portal.web.reauthenticate import ask_again_to_act, is_recent
from portal.web.staff import staff_member

ON_PAGE = 25
MOST_NAMES = 20
"""Organisations that a search names; whichever is not among them needs more of its name."""
LONGEST = 191
"""As many signs as allauth keeps."""


class AddForm(forms.Form):
    """What an organisation tells of its provider. What can be added is for the act to say."""

    issuer = forms.CharField(
        label=gettext_lazy("Address of the provider (issuer)"),
        max_length=400,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=gettext_lazy("Client's id"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Client's secret"),
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("It is kept encrypted, and shown to nobody again."),
    )
    domains = forms.CharField(
        label=gettext_lazy("Domains"),
        max_length=2000,
        help_text=gettext_lazy(
            "With commas, as in linden.example, linden-models.example. Only domains of which you"
            " made sure that they are theirs."
        ),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role for newcomers"),
        help_text=gettext_lazy("None that manages people."),
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        names = [role.name for role in acts.roles_for_newcomers(organisation)]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a role")),
            *((name, called(name)) for name in names),
        ]
        if data is not None:
            self.fields["secret"].help_text = _("Type it again: it is never sent back to a page.")

    def clean_domains(self) -> list[str]:
        """Return each domain that was typed."""
        return [each for each in re.split(r"[\s,;]+", self.cleaned_data["domains"]) if each]


type View = Callable[..., HttpResponseBase]


def _keep_no_secret(view: View) -> View:
    """Leave the secret out of what is kept while somebody is asked again who it is."""

    @wraps(view)
    def without(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not is_recent(request):
            sent = request.POST.copy()
            sent["secret"] = ""
            request.POST = sent  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return without


@require_safe
@login_required
def providers(request: HttpRequest) -> HttpResponse:
    """List the providers of all organisations, the newest first."""
    staff_member(request)
    query = request.GET.get("q", "").strip()[:120]
    every = IdentityProvider.objects.all()
    found = every
    if query:
        domains = ProviderDomain.objects.filter(name__icontains=query)
        of_domain = Q(pk__in=domains.values("provider"))
        found = every.filter(Q(organisation__name__icontains=query) | of_domain)
    page = page_of(
        with_all(found),
        within=every,
        by=F("created_at"),
        size=ON_PAGE,
        after=as_uuid(request.GET.get("after")),
        before=as_uuid(request.GET.get("before")),
        newest_first=True,
    )
    context = {"lines": lines(page.rows), "page": page, "query": query}
    return render(request, "portal/staff/identity_providers.html", context)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@_keep_no_secret
@ask_again_to_act
def new_provider(request: HttpRequest) -> HttpResponse:
    """Find the organisation, then ask for its provider; a POST adds it."""
    staff = staff_member(request)
    organisation = _organisation(request)
    if organisation is None:
        return _choose(request)
    form = AddForm(request.POST if request.method == "POST" else None, organisation=organisation)
    refused = 422
    if form.is_valid():
        try:
            _add(organisation, form, staff)
        except (Invalid, Conflict) as error:
            refused = error.status
            form.add_error(None, error.sentence)
        else:
            words = _(
                "Added. %(name)s must let its provider send people back to the address below."
            )
            messages.success(request, words % {"name": organisation})
            return redirect("identity-providers")
    context = {"organisation_of": organisation, "form": form}
    status = refused if form.errors else 200
    return render(request, "portal/staff/new_identity_provider.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def close_provider(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Say what ends with it; a POST closes it."""
    staff = staff_member(request)
    found = with_all(IdentityProvider.objects.filter(pk=provider_id)).first()
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    if request.method == "POST":
        acts.close_identity_provider(provider=found, actor=staff, at=timezone.now())
        words = _("Closed. Nobody comes in through the provider of %(name)s any more.")
        messages.success(request, words % {"name": found.organisation})
        return redirect("identity-providers")
    came = SocialAccount.objects.filter(provider=found.app.provider_id).count()
    context = {"line": lines([found])[0], "provider": found, "came": came}
    return render(request, "portal/staff/close_identity_provider.html", context)


@sensitive_variables()
def _add(organisation: Organisation, form: AddForm, staff: User) -> None:
    acts.add_identity_provider(
        organisation=organisation, actor=staff, at=timezone.now(), **form.cleaned_data
    )


def _organisation(request: HttpRequest) -> Organisation | None:
    """The one that was chosen, if one was. Raises ``NotFound`` for what is none."""
    named = request.POST.get("organisation") or request.GET.get("organisation")
    if not named:
        return None
    pk = as_uuid(named)
    found = Organisation.objects.filter(pk=pk).first() if pk else None
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return found


def _choose(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("who", "").strip()[:120]
    found = []
    if query:
        named = Organisation.objects.filter(name__icontains=query).order_by("name", "pk")
        found = list(named[: MOST_NAMES + 1])
    context = {"query": query, "found": found[:MOST_NAMES], "more": len(found) > MOST_NAMES}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/staff/choose_organisation.html", context, status=status)
