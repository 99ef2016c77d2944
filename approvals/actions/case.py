"""Report a misuse, and work the case: note, close, forget who reported it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import policies, rights, trail
from approvals.models import CaseNote, MisuseCase, Publication
from approvals.models.case import LONGEST_WORDS
from portal import uploads
from portal.errors import Invalid
from portal.imaging import CleanPicture
from portal.models import User
from twins.locks import lock_twins
from twins.models import Twin


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What somebody found: what verify answered, of which bytes, and where they were."""

    answer: str
    sha256: str
    where: str
    words: str = ""
    email: str = ""


@transaction.atomic
def report_misuse(
    *, publication: Publication, seen: Seen, picture: CleanPicture | None, at: datetime
) -> MisuseCase:
    """Open a case for the agency that signed; who reports need be nobody here.

    The same place reported again while the case is open is the same case. The picture is kept
    with it, but not once consent was taken back: then nothing more of her is stored (RULINGS 8).
    """
    _twins, at = lock_twins(Twin.objects.filter(approvals__publication=publication), at)
    publication = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
    policies.check_was_public(publication)
    same = publication.cases.open().filter(found_where=seen.where, sent_sha256=seen.sha256)
    if found := same.first():
        return found
    keeps = picture is not None and not rights.storing_gaps(publication.draft, at=at)
    case = MisuseCase.objects.create(
        publication=publication,
        found_where=seen.where,
        words=seen.words,
        reporter_email=seen.email,
        answer=seen.answer,
        sent_sha256=seen.sha256,
        file=uploads.keep_clean(picture) if picture is not None and keeps else None,
        reported_at=at,
    )
    _record("case.opened", case, None, at, answer=seen.answer, file=seen.sha256)
    return case


@transaction.atomic
def note_case(*, case: MisuseCase, text: str, actor: User, at: datetime) -> CaseNote:
    """Write down what was done about a case."""
    case = _locked(case, actor)
    text = text.strip()
    if not text or len(text) > LONGEST_WORDS:
        raise Invalid(_("Write a note of at most %(most)s letters.") % {"most": LONGEST_WORDS})
    note = CaseNote.objects.create(case=case, person=actor.person, text=text, at=at)
    _record("case.noted", case, actor, at)
    return note


@transaction.atomic
def close_case(*, case: MisuseCase, outcome: str, actor: User, at: datetime) -> MisuseCase:
    """End a case with what came of it."""
    case = _locked(case, actor)
    if outcome not in MisuseCase.Outcome.values:
        raise Invalid(_("Choose what came of it."))
    case.outcome, case.closed_at, case.closed_by = outcome, at, actor.person
    case.save(update_fields=["outcome", "closed_at", "closed_by"])
    _record("case.closed", case, actor, at, outcome=outcome)
    return case


@transaction.atomic
def forget_reporter(*, case: MisuseCase, actor: User, at: datetime) -> MisuseCase:
    """Delete the address of who reported it; open or closed, the case stays."""
    case = MisuseCase.objects.select_for_update(no_key=True).get(pk=case.pk)
    policies.check_works_the_case(actor, case)
    return _forgotten(case, actor, at)


@transaction.atomic
def forget_old_reporter(*, case: MisuseCase, at: datetime) -> MisuseCase:
    """Delete the address of who reported a case that is long over; nobody has to ask for it."""
    found = MisuseCase.objects.may_forget_who_reported(at).select_for_update(no_key=True)
    due = found.filter(pk=case.pk).first()
    return _forgotten(due, None, at) if due else case


def _forgotten(case: MisuseCase, actor: User | None, at: datetime) -> MisuseCase:
    if case.reporter_email:
        case.reporter_email = ""
        case.save(update_fields=["reporter_email"])
        _record("case.reporter_forgotten", case, actor, at)
    return case


def _locked(case: MisuseCase, actor: User) -> MisuseCase:
    case = MisuseCase.objects.select_for_update(no_key=True).get(pk=case.pk)
    policies.check_works_the_case(actor, case)
    policies.check_case_is_open(case)
    return case


def _record(act: str, case: MisuseCase, actor: User | None, at: datetime, **details: str) -> None:
    """Where it was found and who said so stay out of the trail: that can be deleted, it cannot."""
    chains = trail.of_draft(case.publication.draft)
    person = actor.person if actor else None
    trail.record(chains, act, case, person=person, at=at, **details)
