"""The address at which anybody reports where a picture of ours was found. Only then is it kept.

What may be reported is what verify has just told this visitor: the answer page hands out a signed
slip that names it, so nothing can be found out or reported by guessing.
"""

import hashlib
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from approvals.actions.case import Seen, report_misuse
from approvals.actions.verify import Answer
from approvals.models import Publication
from approvals.models.case import LONGEST_WHERE, LONGEST_WORDS
from portal import uploads
from portal.errors import DomainError, Invalid
from portal.imaging import UPLOAD, CleanPicture
from portal.imaging.decode import too_large
from portal.rate import TooMany, check_rate
from portal.uploads import check_length

SALT = "approvals.report"
SLIP_SECONDS = 2 * 60 * 60
MOST_AN_HOUR = 10
MOST_OF_ONE_A_DAY = 60
MOST_READ = 4 * UPLOAD.max_bytes


class ReportForm(forms.Form):
    """Where it was found; the rest may stay empty."""

    slip = forms.CharField(widget=forms.HiddenInput, max_length=600)
    where = forms.CharField(
        label=gettext_lazy("Where did you find it?"),
        max_length=LONGEST_WHERE,
        help_text=gettext_lazy("The address of the page, or the shop, street or paper."),
    )
    words = forms.CharField(
        label=gettext_lazy("What else should they know?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy(
            "Only for questions about this; it is deleted thirty days after the case is closed, "
            "and after a year at the latest."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("The picture once more"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy("We have not kept it. Sent with a report it is kept, as proof."),
    )


def form_for(answer: Answer, data: bytes) -> ReportForm | None:
    """Return the empty form for what verify found; None where nothing here was found."""
    if answer.publication is None:
        return None
    said = {
        "publication": str(answer.publication.pk),
        "answer": answer.state.value,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return ReportForm(initial={"slip": signing.dumps(said, salt=SALT)}, prefix="report")


@csrf_exempt  # nobody acts here as who is signed in; and what is too large is refused unread
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take a report, or show the form again with what is wrong with it."""
    try:
        check_rate(request, "report", most=MOST_AN_HOUR, seconds=3600)
        check_length(request, MOST_READ)
        form = ReportForm(request.POST, request.FILES, prefix="report")
        if not form.is_valid():
            return _again(request, form, 422)
        _take(request, form.cleaned_data)
    except DomainError as error:
        form = ReportForm(request.POST if request.method == "POST" else None, prefix="report")
        return _again(request, form, error.status, error.sentence)
    return redirect(f"{reverse('verify')}?reported=1")


def _take(request: HttpRequest, typed: dict[str, Any]) -> None:
    slip = _read(typed["slip"])
    publication = Publication.objects.filter(pk=slip["publication"]).first()
    if publication is None:
        raise _stale()
    check_rate(request, "report", most=MOST_OF_ONE_A_DAY, seconds=86400, of=str(publication.pk))
    report_misuse(
        publication=publication,
        seen=Seen(
            answer=slip["answer"],
            sha256=slip["sha256"],
            where=typed["where"],
            words=typed["words"],
            email=typed["email"],
        ),
        picture=_picture(typed["file"], slip["sha256"]),
        at=timezone.now(),
    )


def _read(slip: str) -> dict[str, str]:
    try:
        said: dict[str, str] = signing.loads(slip, salt=SALT, max_age=SLIP_SECONDS)
    except signing.BadSignature:
        raise _stale() from None
    return said


def _picture(file: "UploadedFile[bytes] | None", sha256: str) -> CleanPicture | None:
    """The very file that was verified, made safe. Raises ``Invalid`` for any other one."""
    if file is None:
        return None
    if (file.size or 0) > UPLOAD.max_bytes:
        raise too_large(UPLOAD)
    if hashlib.sha256(file.read()).hexdigest() != sha256:
        raise Invalid(_("This is another file than the one that you asked about."))
    file.seek(0)
    return uploads.clean(file)


def _stale() -> Invalid:
    return Invalid(_("This report is too old. Verify the picture again, then report it."))


def _again(request: HttpRequest, form: ReportForm, status: int, error: str = "") -> HttpResponse:
    page = {"report": form, "error": error}
    response = render(request, "approvals/verify/report.html", page, status=status)
    if status == TooMany.status:
        response["Retry-After"] = "3600"
    patch_cache_control(response, no_store=True, private=True)
    return response
