"""Tell people of their notices: one mail for many of them, one message to their devices.

Each notice is claimed in the transaction that posts the mail: whatever runs twice tells once.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from approvals.actions import note
from approvals.models import LicenceWord, Notice, NoticeChoice, NoticeHow, NoticeKind
from approvals.news import still_news
from approvals.notice_link import token
from approvals.states import ReviewState
from portal import notify
from portal.actions import push as pushes
from portal.languages import speaking_to
from portal.models import PushDevice, User

log = logging.getLogger(__name__)

QUIET = timedelta(minutes=2)
"""So long nothing more must have come before a mail goes out: pictures come in batches."""
LONGEST = timedelta(minutes=10)
"""So long a mail waits at most for more to come."""
EIGHT = time(8)
BRANDS = ("draft__brief__brand", "licence__brand", "case__publication__draft__brief__brand")
"""Whose names a mail says."""


def tell(*, at: datetime) -> None:
    """Write the notices that are due, then tell of those whose time has come."""
    note.note_all(at=at)
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
    notices = list(pending.filter(kind__in=due).select_related(*BRANDS))
    if not notices:
        return False
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(mailed_at=at)
    news = still_news(notices, user, at)
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
    notices = list(pending)
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(pushed_at=at)
    news = still_news(notices, user, at)
    if not news or not user.is_active:
        return False
    with speaking_to(user.person):
        words = "\n".join(_in_short(kind, news) for kind in NoticeKind if _things(kind, news))
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


def _things(kind: str, news: list[Notice]) -> set[UUID | None]:
    """The pictures, licences or cases that there is news of."""
    hers = [each for each in news if each.kind == kind]
    return {each.draft_id or each.licence_id or each.case_id for each in hers}


def _in_short(kind: NoticeKind, news: list[Notice]) -> str:
    """What there is of one kind, on a screen that others may see."""
    count = len(_things(kind, news))
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
        NoticeKind.LICENCE: ngettext(
            "There is news of %(count)s licence.", "There is news of %(count)s licences.", count
        ),
        NoticeKind.CASE: ngettext(
            "%(count)s case of misuse was reported.",
            "%(count)s cases of misuse were reported.",
            count,
        ),
        NoticeKind.MENTIONED: ngettext(
            "Somebody wrote to you beside %(count)s picture.",
            "Somebody wrote to you beside %(count)s pictures.",
            count,
        ),
    }
    return words[kind] % {"count": count}


def _eight(user: User, at: datetime) -> datetime:
    """Eight in the morning of her day."""
    today = at.astimezone(ZoneInfo(user.time_zone)).date()
    return datetime.combine(today, EIGHT, tzinfo=ZoneInfo(user.time_zone))


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
        "count": len(_things(kind, news)),
        "brands": _brands(each for each in news if not _came_of_it(each)),
        "came": _brands(each for each in news if _came_of_it(each)),
        "asked": words.count(LicenceWord.ASKED.value),
        "in_force": words.count(LicenceWord.IN_FORCE.value),
        "declined": words.count(LicenceWord.DECLINED.value),
        "ended": words.count(LicenceWord.ENDED.value),
        "agreed": words.count(ReviewState.AGREED.value),
        "change": words.count(ReviewState.CHANGE.value),
        "refused": words.count(ReviewState.REFUSED.value),
        "stop": _address(user, kind),
    }


def _came_of_it(notice: Notice) -> bool:
    """Whether it tells what came of a licence; not that one waits."""
    return notice.kind == NoticeKind.LICENCE and notice.word != LicenceWord.ASKED


def _brands(news: Iterable[Notice]) -> str:
    return ", ".join(sorted({each.brand.name for each in news}))


def _address(user: User, kind: str) -> str:
    return settings.SITE_URL + reverse("stop-notices", args=[token(user.pk, kind)])
