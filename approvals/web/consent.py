"""Sign a consent: she says what may be, reads what that means, and signs it herself."""

from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.web import brief_words, consequences
from approvals.web.brand import asker
from approvals.web.consent_form import ConsentForm
from approvals.web.inbox import twins_of
from approvals.web.twin_words import PURPOSES
from portal.canonical import canonical_sha256
from portal.errors import NotFound
from portal.models import User
from portal.rate import address_of
from portal.web.reauthenticate import ask_again, method_of
from twins.actions.consent import Statement, sign_consent
from twins.models import Twin
from twins.models.consent import newest_consent
from twins.terms import NEEDED_FOR_PICTURES, Purpose


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Let her say what may be; a POST shows what it would mean, and signs nothing."""
    twin, at = _her_twin(asker(request)), timezone.now()
    form = _form(request, twin, at)
    goes_back = request.POST.get("step") == "change"
    if request.method != "POST" or not form.is_valid() or goes_back:
        return _ask(request, form, at)
    return _read(request, form, at)


@require_POST
@ask_again
def sign(request: HttpRequest) -> HttpResponse:
    """Sign what she has read. Only she, just now, may."""
    user, at = asker(request), timezone.now()
    twin = _her_twin(user)
    form = _form(request, twin, at)
    if not form.is_valid():
        return _ask(request, form, at)
    if request.POST.get("read") != _what_is_read(form, at):
        return _read(request, form, at, status=409)
    address = address_of(request)
    sign_consent(
        twin=twin,
        statement=form.statement(),
        actor=user,
        at=at,
        how=method_of(request),
        signed_from=str(address) if address else None,
    )
    messages.success(request, _("Signed. You can take it back at any moment, here."))
    return redirect("my-twin")


def _her_twin(user: User) -> Twin:
    twins = twins_of(user)
    if not twins:
        raise NotFound(_("You have no twin here, so there is nothing to agree to."))
    return Twin.objects.select_related("owner__user", "studio").get(pk=twins[0].pk)


def _form(request: HttpRequest, twin: Twin, at: datetime) -> ConsentForm:
    data = request.POST if request.method == "POST" else None
    return ConsentForm(data, twin=twin, newest=newest_consent(twin, at), at=at)


def _ask(request: HttpRequest, form: ConsentForm, at: datetime) -> HttpResponse:
    page = {"form": form, "is_first": newest_consent(form.twin, at) is None}
    return render(request, "approvals/mine/consent.html", page, status=422 if form.errors else 200)


def _read(
    request: HttpRequest, form: ConsentForm, at: datetime, *, status: int = 200
) -> HttpResponse:
    """Show what would be signed, and what that means."""
    statement = form.statement()
    page = {
        "form": form,
        "said": _said(statement),
        "limits": _limits(statement),
        "parts": _means(form.twin, statement, at),
        "read": _what_is_read(form, at),
        "changed": status != HTTPStatus.OK,
    }
    return render(request, "approvals/mine/consent_sign.html", page, status=status)


def _what_is_read(form: ConsentForm, at: datetime) -> str:
    """The hash of all that stands on the page: what she signs is what she read, or nothing."""
    newest = newest_consent(form.twin, at)
    return canonical_sha256(
        {
            "statement": asdict(form.statement()),
            "follows": newest.pk if newest else None,
            "withdrawn": sorted(newest.terms().withdrawn) if newest else [],
        }
    )


def _said(statement: Statement) -> list[dict[str, object]]:
    return [
        {"words": PURPOSES[purpose], "given": purpose.value in statement.purposes}
        for purpose in Purpose
    ]


def _limits(statement: Statement) -> list[tuple[str, str]]:
    """The limits as she reads them before she signs."""
    never = ", ".join(str(brief_words.CONTEXTS[code]) for code in statement.excluded_contexts)
    told = [
        (_("From"), date_format(statement.starts_on, "DATE_FORMAT")),
        (_("Until"), date_format(statement.ends_on, "DATE_FORMAT")),
        (_("Days counted in"), statement.zone),
        (_("Where"), brief_words.territory_names(statement.territories)),
        (_("Never for"), never or _("nothing is left out")),
        (_("Made by"), ", ".join(map(brief_words.generator, statement.generators))),
        (_("Who works with your photographs"), ", ".join(statement.processors)),
        (_("Kept where"), statement.storage_place),
        (_("Your name"), _("may be shown") if statement.credit_name else _("is never shown")),
        (_("Adviser"), statement.adviser),
        (_("After your death"), statement.after_death),
    ]
    return [(term, words) for term, words in told if words]


def _means(twin: Twin, statement: Statement, at: datetime) -> list[consequences.Part]:
    """What follows from this signature (RULINGS 7): a narrower consent ends what it leaves out."""
    if NEEDED_FOR_PICTURES - set(statement.purposes):
        return consequences.parts(consequences.counted(twin, at), ())
    newest = newest_consent(twin, at)
    before = newest.terms() if newest else None
    lost = consequences.lost(twin, before, statement.terms(), at)
    return [
        consequences.Part(title=_("Comes down"), lines=consequences.comes_down(lost)),
        *consequences.also_ends(lost),
        consequences.Part(
            title=_("Does not come back"),
            lines=[_("What was taken down before stays down: each picture asks you again.")],
        ),
        consequences.Part(
            title=_("Still asked, each time"),
            lines=[_("No picture appears without your yes to that very picture.")],
        ),
    ]
