"""The page that an invitation's link leads to: it shows what is offered, and a POST takes it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.actions import invitation as acts
from portal.errors import Conflict, DomainError, Gone, NotAllowed
from portal.models import Invitation, User
from portal.rate import check_rate
from portal.web.people_list import day
from portal.web.welcome import NewPerson, sign_in_new

MOST_A_MINUTE = 30


@never_cache
@sensitive_post_parameters("password")
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, invitation_id: UUID, secret: str) -> HttpResponse:
    """Show who invites whom to what; only a POST accepts, since mail programs follow links."""
    check_rate(request, "invitation", most=MOST_A_MINUTE, seconds=60)
    found = acts.find(invitation_id, secret)
    try:
        acts.check_stands(found, timezone.now())
        if request.method != "POST":
            return _page(request, found)
        if isinstance(request.user, User):
            return _accept(request, found, secret, request.user)
        return _welcome(request, found, secret)
    except (Conflict, Gone) as refused:
        over = {"invitation": found, "refused": refused}
        return render(request, "portal/people/invitation_over.html", over, status=refused.status)


def _accept(request: HttpRequest, found: Invitation, secret: str, user: User) -> HttpResponse:
    try:
        acts.accept(invitation_id=found.pk, secret=secret, actor=user, at=timezone.now())
    except NotAllowed as refused:
        return _page(request, found, refused=refused)
    return _done(request, found)


def _welcome(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    """Somebody who is not signed in accepts: she must be new."""
    if acts.known(found):
        refused = NotAllowed(_("You have an account already: sign in, then accept."))
        return _page(request, found, refused=refused)
    form = NewPerson(request.POST, email=found.email)
    if not form.is_valid():
        return _page(request, found, form=form)
    user = acts.accept_as_new(
        invitation_id=found.pk,
        secret=secret,
        name=form.cleaned_data["name"],
        password=form.key(),
        at=timezone.now(),
        language=get_language() or "",
    )
    sign_in_new(request, user)
    return _done(request, found)


def _done(request: HttpRequest, found: Invitation) -> HttpResponse:
    words = _("Welcome. You work with %(organisation)s now.")
    if found.role is None:
        words = _("Welcome. %(organisation)s knows that you are here.")
    messages.success(request, words % {"organisation": found.organisation})
    return redirect("home")


def _page(
    request: HttpRequest,
    found: Invitation,
    *,
    form: NewPerson | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    if user is not None and refused is None:
        refused = _why_not(found, user)
    is_new = user is None and not acts.known(found)
    context = {
        "invitation": found,
        "until": day(found.expires_at, found.organisation),
        "refused": refused,
        "is_hers": user is not None and refused is None,
        "form": (form or NewPerson(email=found.email, initial={"name": found.name}))
        if is_new
        else None,
    }
    posted = request.method == "POST"
    status = (refused.status if refused else 422) if posted else 200
    return render(request, "portal/people/invitation.html", context, status=status)


def _why_not(found: Invitation, user: User) -> DomainError | None:
    try:
        acts.check_is_for(found, user)
    except NotAllowed as refused:
        return refused
    return None
