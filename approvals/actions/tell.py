"""Tell people: notices for what happened, and one mail for many of them.

Each row that there is something to tell of is claimed in the transaction that writes the notices,
and each notice in the one that posts the mail: whatever runs twice tells once.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, Model, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from approvals.models import (
    Draft,
    Notice,
    NoticeChoice,
    NoticeHow,
    NoticeKind,
    Publication,
    Review,
    Stage,
)
from approvals.notice_link import token
from approvals.states import PublicationState, ReviewState, StageState
from approvals.waiting_for import people_waited_for
from portal import access, notify
from portal.actions import push as pushes
from portal.languages import speaking_to
from portal.models import PushDevice, User

log = logging.getLogger(__name__)

AT_A_TIME = 100
QUIET = timedelta(minutes=2)
"""So long nothing more must have come before a mail goes out: pictures come in batches."""
LONGEST = timedelta(minutes=10)
"""So long a mail waits at most for more to come."""
EIGHT = time(8)


def tell(*, at: datetime) -> None:
    """Write the notices that are due, then tell of those whose time has come."""
    note_asked(at=at)
    note_outcomes(at=at)
    note_published(at=at)
    reached = User.objects.filter(pk__in=PushDevice.objects.values("user"))
    for user in reached.filter(pk__in=Notice.objects.unpushed().values("user")):
        try:
            push_notices(user=user, at=at)
        except Exception:  # as below
            log.exception("the devices of %s could not be told", user.pk)
    for user in User.objects.filter(pk__in=Notice.objects.unmailed().values("user")):
        try:
            mail_notices(user=user, at=at)
        except Exception:  # whatever breaks one person's mail keeps no other from knowing
            log.exception("the notices of %s could not be mailed", user.pk)


@transaction.atomic
def note_asked(*, at: datetime) -> int:
    """Tell whoever stages wait for. Returns how many notices were written."""
    asked = Stage.objects.filter(
        state=StageState.ASKED, review__state=ReviewState.OPEN, told_at__isnull=True
    )
    stages = _claimed(Stage, asked, at, "organisation", "twin__owner__user", "review")
    return _write(
        _notice(user, NoticeKind.ASKED, stage.review.draft_id, stage.pk, at)
        for user, waiting in people_waited_for(stages).items()
        for stage in waiting
    )


@transaction.atomic
def note_outcomes(*, at: datetime) -> int:
    """Tell who wrote a brief what came of a round, while she still sees it."""
    done = (ReviewState.AGREED, ReviewState.CHANGE, ReviewState.REFUSED)
    closed = Review.objects.filter(state__in=done, told_at__isnull=True)
    rounds = _claimed(Review, closed, at, "draft__brief__author__user", "draft__brief__brand")
    return _write(
        _notice(user, NoticeKind.ANSWERED, each.draft_id, each.pk, at, word=each.state)
        for each in rounds
        if (user := getattr(each.draft.brief.author, "user", None)) is not None
        and access.members_of(each.draft.brief.brand).filter(pk=user.pk).exists()
    )


@transaction.atomic
def note_published(*, at: datetime) -> int:
    """Tell every person in a picture that it is published."""
    live = Publication.objects.filter(state=PublicationState.LIVE, told_at__isnull=True)
    publications = _claimed(Publication, live, at, "draft")
    owners = {
        each.pk: User.objects.filter(
            person__in=each.draft.portrayals.values("twin__owner"), is_active=True
        )
        for each in publications
    }
    return _write(
        _notice(user, NoticeKind.PUBLISHED, each.draft_id, each.pk, at)
        for each in publications
        for user in owners[each.pk]
    )


@transaction.atomic
def mail_notices(*, user: User, at: datetime) -> bool:
    """Post one mail with all that is due for ``user``. Returns whether there was one.

    What was answered meanwhile is left out; what she wants to read in the pages only is mailed to
    nobody.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    chosen = {each.kind: each.how for each in NoticeChoice.objects.filter(user=user)}
    pending = Notice.objects.unmailed().filter(user=user)
    _put_away(pending, chosen, at)
    due = [kind for kind in NoticeKind.values if _is_due(pending, kind, chosen, user, at)]
    notices = list(pending.filter(kind__in=due).select_related("draft__brief__brand"))
    if not notices:
        return False
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(mailed_at=at)
    news = _still_news(notices, user)
    if not news or not user.email or not user.is_active:
        return False
    _post(user, news, at)
    return True


@transaction.atomic
def push_notices(*, user: User, at: datetime) -> bool:
    """Post one message to the devices of ``user``, of what is due. Returns whether there was one.

    It counts and names nothing: pictures, names and words stay behind the sign-in. What is older
    than her first device was told otherwise; each way of telling goes its own.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    since = PushDevice.objects.filter(user=user).aggregate(since=Min("made_at"))["since"]
    pending = Notice.objects.unpushed().filter(user=user)
    if since is None:
        return False
    pending.filter(at__lt=since).update(pushed_at=at)
    span = pending.aggregate(first=Min("at"), last=Max("at"))
    if span["first"] is None or not _has_settled(span, at):
        return False
    notices = list(pending.select_related("draft__brief__brand"))
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(pushed_at=at)
    news = _still_news(notices, user)
    if not news or not user.is_active:
        return False
    with speaking_to(user.person):
        words = "\n".join(_in_short(kind, news) for kind in NoticeKind if _drafts(kind, news))
    is_hers_to_do = {each.kind for each in news} == {NoticeKind.ASKED}
    link = reverse("home") if is_hers_to_do else reverse("notices")
    pushes.post(user=user, words=words, link=link, at=at)
    return True


@transaction.atomic
def choose(*, user: User, kind: str, how: str) -> NoticeChoice:
    """Keep how ``user`` hears of one kind of thing."""
    choice, _new = NoticeChoice.objects.update_or_create(
        user=user, kind=NoticeKind(kind), defaults={"how": NoticeHow(how)}
    )
    return choice


def put_away(*, user: User, at: datetime) -> int:
    """Mark all that ``user`` was told as read."""
    return Notice.objects.unread().filter(user=user).update(read_at=at)


def _claimed[Row: Model](
    model: type[Row], rows: QuerySet[Row], at: datetime, *related: str
) -> list[Row]:
    """The first of the rows that nobody else tells of, marked as told."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    locked = model._default_manager.select_for_update(no_key=True, skip_locked=True, of=("self",))
    found = list(locked.filter(pk__in=ids, told_at__isnull=True).select_related(*related))
    model._default_manager.filter(pk__in=[each.pk for each in found]).update(told_at=at)
    return found


def _notice(
    user: User, kind: NoticeKind, draft: UUID, about: UUID, at: datetime, word: str = ""
) -> Notice:
    return Notice(user=user, kind=kind, draft_id=draft, about=about, at=at, word=word)


def _write(notices: Iterable[Notice]) -> int:
    made = list(notices)
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _put_away(pending: QuerySet[Notice], chosen: dict[str, str], at: datetime) -> None:
    never = [kind for kind, how in chosen.items() if how == NoticeHow.NEVER]
    pending.filter(kind__in=never).update(mailed_at=at)


def _is_due(
    pending: QuerySet[Notice], kind: str, chosen: dict[str, str], user: User, at: datetime
) -> bool:
    how = chosen.get(kind, NoticeHow.AT_ONCE.value)
    span = pending.filter(kind=kind).aggregate(first=Min("at"), last=Max("at"))
    if span["first"] is None or how == NoticeHow.NEVER:
        return False
    if how == NoticeHow.DAILY:
        return bool(span["first"] < _eight(user, at) <= at)
    return _has_settled(span, at)


def _has_settled(span: Mapping[str, datetime], at: datetime) -> bool:
    """Whether nothing more came for a while, or the first has waited long enough."""
    return bool(span["last"] + QUIET <= at or span["first"] + LONGEST <= at)


def _drafts(kind: str, news: list[Notice]) -> set[UUID]:
    return {each.draft_id for each in news if each.kind == kind}


def _in_short(kind: NoticeKind, news: list[Notice]) -> str:
    """What there is of one kind, on a screen that others may see."""
    count = len(_drafts(kind, news))
    words = {
        NoticeKind.ASKED: ngettext(
            "%(count)s picture waits for your answer.",
            "%(count)s pictures wait for your answer.",
            count,
        ),
        NoticeKind.ANSWERED: ngettext(
            "%(count)s picture that you ordered was answered.",
            "%(count)s pictures that you ordered were answered.",
            count,
        ),
        NoticeKind.PUBLISHED: ngettext(
            "%(count)s picture of you is published.",
            "%(count)s pictures of you are published.",
            count,
        ),
    }
    return words[kind] % {"count": count}


def _eight(user: User, at: datetime) -> datetime:
    """Eight in the morning of her day."""
    today = at.astimezone(ZoneInfo(user.time_zone)).date()
    return datetime.combine(today, EIGHT, tzinfo=ZoneInfo(user.time_zone))


def _still_news(notices: list[Notice], user: User) -> list[Notice]:
    """Those of pictures that she still sees: waiting ones while they wait, live ones while live."""
    ids = {each.draft_id for each in notices}
    seen = set(Draft.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    waiting = set(Draft.objects.awaiting(user).filter(pk__in=ids).values_list("pk", flat=True))
    live = Publication.objects.filter(draft__in=ids, state=PublicationState.LIVE)
    public = set(live.values_list("draft", flat=True))
    among = {NoticeKind.ASKED: waiting, NoticeKind.PUBLISHED: public}
    return [
        each
        for each in notices
        if each.draft_id in seen and each.draft_id in among.get(NoticeKind(each.kind), seen)
    ]


def _post(user: User, news: list[Notice], at: datetime) -> None:
    """What is in a picture, and what was said of it, stays behind the sign-in."""
    kinds = sorted({each.kind for each in news})
    assert user.email is not None  # noqa: S101 - asked before
    notify.mail(
        "news",
        user.email,
        at=at,
        unsubscribe=_address(user, kinds[0]) if len(kinds) == 1 else "",
        user=user,
        lines=[_line(kind, [each for each in news if each.kind == kind], user) for kind in kinds],
    )


def _line(kind: str, news: list[Notice], user: User) -> dict[str, object]:
    words = [each.word for each in news]
    return {
        "kind": kind,
        "count": len({each.draft_id for each in news}),
        "brands": ", ".join(sorted({each.draft.brief.brand.name for each in news})),
        "agreed": words.count(ReviewState.AGREED.value),
        "change": words.count(ReviewState.CHANGE.value),
        "refused": words.count(ReviewState.REFUSED.value),
        "stop": _address(user, kind),
    }


def _address(user: User, kind: str) -> str:
    return settings.SITE_URL + reverse("stop-notices", args=[token(user.pk, kind)])
