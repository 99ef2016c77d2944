"""Which notices are news still: what was answered, ended or taken from somebody's eyes is none."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from approvals.actions.note import word_of
from approvals.models import (
    Draft,
    LicenceWord,
    MisuseCase,
    Notice,
    NoticeKind,
    Pin,
    Publication,
)
from approvals.states import PublicationState
from approvals.viewer import viewer_of
from portal.models import User
from twins.actions.licence import open_sides
from twins.models import Licence


def still_news(notices: Iterable[Notice], user: User, at: datetime) -> list[Notice]:
    """Return those of what ``user`` still sees, while it is still so."""
    given = list(notices)
    so = _pictures(given, user) | _licences(given, user, at) | _cases(given, user)
    return [each for each in given if each.pk in so]


def _pictures(notices: list[Notice], user: User) -> set[UUID]:
    """Waiting ones while they wait, live ones while they are live."""
    ids = {each.draft_id for each in notices if each.draft_id}
    if not ids:
        return set()
    seen = set(Draft.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    waiting = set(Draft.objects.awaiting(user).filter(pk__in=ids).values_list("pk", flat=True))
    live = Publication.objects.filter(draft__in=ids, state=PublicationState.LIVE)
    public = set(live.values_list("draft", flat=True))
    among = {NoticeKind.ASKED: waiting, NoticeKind.PUBLISHED: public}
    read = still_read(notices, user)
    return {
        each.pk
        for each in notices
        if each.draft_id in seen
        and each.draft_id in among.get(NoticeKind(each.kind), seen)
        and each.pk in read
    }


def still_read(notices: Iterable[Notice], user: User) -> set[UUID]:
    """Return the notices without those of words beside a picture that she does not read now."""
    found = list(notices)
    named = [each for each in found if each.kind == NoticeKind.MENTIONED]
    pins = {each.about for each in named}
    drafts = Draft.objects.visible_to(user).filter(pk__in={each.draft_id for each in named})
    read = {
        pk
        for draft in (drafts.select_related("brief", "run") if named else ())
        for pk in Pin.objects.filter(pk__in=pins, draft=draft)
        .read_by(viewer_of(user, draft))
        .values_list("pk", flat=True)
    }
    return {each.pk for each in found if each.about not in pins or each.about in read}


def _licences(notices: list[Notice], user: User, at: datetime) -> set[UUID]:
    """Those of which nothing newer is known; and which wait for her, while they do."""
    ids = {each.licence_id for each in notices if each.licence_id}
    if not ids:
        return set()
    seen = {
        each.pk: word_of(each)
        for each in Licence.objects.visible_to(user).filter(pk__in=ids).select_related("twin")
        if word_of(each) != LicenceWord.ASKED or open_sides(each, user, at)
    }
    return {
        each.pk for each in notices if each.licence_id and seen.get(each.licence_id) == each.word
    }


def _cases(notices: list[Notice], user: User) -> set[UUID]:
    """Those that nobody closed."""
    ids = {each.case_id for each in notices if each.case_id}
    if not ids:
        return set()
    open_ = MisuseCase.objects.open().visible_to(user).filter(pk__in=ids)
    seen = set(open_.values_list("pk", flat=True))
    return {each.pk for each in notices if each.case_id in seen}
