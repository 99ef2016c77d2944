"""What somebody is told: the list, how often she hears of it by mail, and the way to stop that."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.actions import tell as acts
from approvals.models import (
    Draft,
    LicenceWord,
    MisuseCase,
    Notice,
    NoticeChoice,
    NoticeHow,
    NoticeKind,
)
from approvals.news import still_read
from approvals.notice_link import of_token
from approvals.states import ReviewState
from portal.errors import Invalid, NotFound
from portal.models import User
from portal.web.keyset import page_of
from portal.web.managing import asker, marks
from portal.web.push import devices
from twins.models import Licence

ON_PAGE = 40
TONES = {
    "agreed": "yes",
    "change": "change",
    "refused": "no",
    "in_force": "live",
    "declined": "ended",
    "ended": "ended",
}


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show what she was told, newest first; what is hers to see no more is left out."""
    user = asker(request)
    hers = Notice.objects.seen_by(user).select_related(*acts.BRANDS, "licence__twin")
    page = page_of(hers, within=hers, by=F("at"), size=ON_PAGE, newest_first=True, **marks(request))
    read = still_read(page.rows, user)
    context = {
        "page": page,
        "lines": [_line(each) for each in page.rows if each.pk in read],
        "unread": any(each.read_at is None for each in page.rows),
    }
    return render(request, "approvals/notices/notices.html", context)


@login_required
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    acts.put_away(user=asker(request), at=timezone.now())
    return redirect("notices")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Show how often she hears of what, and keep what she chooses."""
    user = asker(request)
    if request.method == "POST":
        for kind in NoticeKind.values:
            if kind in request.POST:
                acts.choose(user=user, kind=kind, how=_how(request.POST[kind]))
        messages.success(request, _("Kept."))
        return redirect("notice-choices")
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "how"))
    rows = [
        (kind.value, kind.label, chosen.get(kind, NoticeHow.AT_ONCE.value)) for kind in NoticeKind
    ]
    context = {"rows": rows, "ways": NoticeHow.choices} | devices(request)
    return render(request, "approvals/notices/choices.html", context)


@csrf_exempt  # a mail program posts here, by RFC 8058; the link itself says who and what
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, given: str) -> HttpResponse:
    """Stop mails of one kind: asked for by GET, done by POST; the pages go on telling."""
    found = of_token(given)
    user = User.objects.filter(pk=found[0]).first() if found else None
    if found is None or user is None or found[1] not in NoticeKind.values:
        raise NotFound(_("There is nothing here for you."))
    kind = NoticeKind(found[1])
    if request.method == "POST":
        acts.choose(user=user, kind=kind, how=NoticeHow.NEVER)
    context: dict[str, Any] = {"kind": kind.label, "done": request.method == "POST"}
    return render(request, "approvals/notices/stop.html", context)


def _how(given: str) -> str:
    if given not in NoticeHow.values:
        raise Invalid(_("Choose how often you want to hear of it."))
    return given


def _line(notice: Notice) -> dict[str, Any]:
    return {
        "href": _about(notice).get_absolute_url()
        + ("#places" if notice.kind == NoticeKind.MENTIONED else ""),
        "words": _words(notice),
        "title": _title(notice),
        "at": notice.at,
        "is_new": notice.read_at is None,
        "tone": TONES.get(notice.word, "wait"),
    }


def _about(notice: Notice) -> Draft | Licence | MisuseCase:
    found = notice.draft or notice.licence or notice.case
    assert found is not None  # noqa: S101 - a constraint keeps it
    return found


def _title(notice: Notice) -> str:
    if notice.licence is not None:
        return f"{notice.licence.brand}, {notice.licence.product_line}"
    draft = notice.case.publication.draft if notice.case is not None else notice.draft
    return f"{notice.brand}, {draft.brief.title}" if draft is not None else ""


def _words(notice: Notice) -> str:
    if notice.kind == NoticeKind.ASKED:
        return _("A picture waited for your answer.")
    if notice.kind == NoticeKind.MENTIONED:
        return _("Somebody wrote to you beside a picture.")
    if notice.kind == NoticeKind.PUBLISHED:
        return _("A picture of you was published.")
    if notice.kind == NoticeKind.CASE:
        return _("Somebody reported that a picture is misused.")
    if notice.kind == NoticeKind.LICENCE:
        return {
            LicenceWord.ASKED.value: _("A licence waited for your signature."),
            LicenceWord.IN_FORCE.value: _("A licence came into force: everybody signed it."),
            LicenceWord.DECLINED.value: _("A licence was declined."),
            LicenceWord.ENDED.value: _("The model ended a licence."),
        }.get(notice.word, "")
    return {
        ReviewState.AGREED.value: _("Everybody agreed to a picture."),
        ReviewState.CHANGE.value: _("A change was asked of a picture."),
        ReviewState.REFUSED.value: _("A picture was refused."),
    }.get(notice.word, "")
