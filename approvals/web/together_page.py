"""Several pictures to be answered at once: which can be, which cannot and why, and who is next."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from approvals import ledger, policies, reasons
from approvals.models import Draft, Review, Seat, Side, Stage, Verdict
from approvals.reasons import Offered
from approvals.states import ReviewState, StageState
from approvals.web import asked, judging, pictures, review_data, said, shown
from approvals.web.judging import Viewer
from approvals.web.pictures import Picture
from portal import access
from portal.errors import Conflict, DomainError
from portal.models import Membership, User
from twins.models import Licence

MOST = 60
EDGES = (320, 640)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One picture: the stage that is hers to answer, or why none is."""

    draft: Draft
    viewer: Viewer
    stage: Stage | None
    stages: list[Stage]
    picture: Picture
    may_be_shown: bool = True
    why: str = ""
    link: str = ""

    @property
    def hers(self) -> Stage:
        """The stage that is hers to answer. Raises ``Conflict`` where none is."""
        if self.stage is None:
            raise Conflict(self.why, link=self.link)
        return self.stage

    @property
    def review(self) -> Review:
        """The round in which she answers."""
        return self.hers.review

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What binds an answer to the picture and the offer that are shown."""
        return [
            ("of", str(self.draft.pk)),
            ("stage", str(self.hers.pk)),
            ("draft_sha256", self.draft.master_id),
            ("offer_sha256", self.review.offer_sha256),
        ]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pictures of one brief that are asked for the same: where, until when, for how much."""

    title: str
    facts: list[tuple[str, str]]
    choices: list[Choice]


def of_brief(user: User, brief: UUID) -> list[UUID]:
    """Return the first pictures of a brief that wait for her, in the order they came."""
    waiting = Draft.objects.visible_to(user).awaiting(user).filter(brief=brief)
    return list(waiting.order_by("created_at", "id").values_list("pk", flat=True)[:MOST])


def choices(user: User, ids: Iterable[UUID], *, at: datetime) -> list[Choice]:
    """Return each of the pictures that ``user`` sees, in the order asked for.

    In as many questions however many there are; but one for each picture that was replaced, or
    where guests are counted.
    """
    order = {pk: place for place, pk in enumerate(dict.fromkeys(ids))}
    current = Draft.objects.current().filter(pk=OuterRef("pk"))
    drafts = Draft.objects.visible_to(user).filter(pk__in=order).annotate(is_now=Exists(current))
    rows = drafts.select_related("brief__brand", "master", "run").prefetch_related(
        *shown.NEEDED, "portrayals__licence", "reviews", "publications"
    )
    found = sorted(rows, key=lambda draft: order[draft.pk])
    _know(user, found)
    rounds = review_data.rounds_of(found)
    return [_choice(user, draft, rounds.get(draft.pk, []), at) for draft in found]


def refusal(choice: Choice, verdict: str) -> str:
    """Return why this very answer would not be taken; empty where it would."""
    if choice.stage is None:
        return choice.why
    try:
        policies.check_guests_agree(choice.stage, verdict)
    except DomainError as error:
        return error.sentence
    return ""


def groups(user: User, taken: list[Choice]) -> list[Group]:
    """Return the pictures by brief and use, with what they bring or cost this side alone."""
    already, licences = ledger.booked([each.draft for each in taken]), _licences(taken, user)
    by: dict[tuple[UUID, str, str, str, str], list[Choice]] = {}
    for each in taken:
        use = asked.in_short(each.draft.brief, each.review.offer, user)
        covered = policies.covered_by(user, each.hers)
        away = str(covered) if covered else ""
        key = (each.draft.brief_id, use, _names(each.draft), each.viewer.side, away)
        by.setdefault(key, []).append(each)
    return [
        Group(
            title=f"{few[0].draft.brief.brand.name}, {few[0].draft.brief.title}",
            facts=[
                *([(_("You answer for"), away)] if away else []),
                (_("Models"), names),
                (_("Use"), use),
                (_("Licence"), _licence(few, licences, user)),
                *_pay(side, asked.each_picture(len(few), [_share(each, already) for each in few])),
            ],
            choices=few,
        )
        for (_brief, use, names, side, away), few in by.items()
    ]


def _pay(side: str, amount: str) -> list[tuple[str, str]]:
    words = asked.pay_words(side)
    return [(words[:1].upper() + words[1:], amount)] if amount else []


def offered_to_all(taken: list[Choice]) -> list[Offered]:
    """Return the reasons that are offered in each of the rounds, in the order of the first."""
    lists = [reasons.offered_in(each.review) for each in taken]
    return [each for each in next(iter(lists), []) if all(each in other for other in lists)]


def following(taken: list[Choice], verdict: str) -> list[tuple[str, int]]:
    """Return what comes after a yes, each sentence with for how many pictures."""
    if verdict != Verdict.YES:
        return []
    return list(Counter(_next(each) for each in taken).items())


def _next(choice: Choice) -> str:
    """Who is asked next. Where first opinions are unseen, it does not tell who has spoken."""
    hers = choice.hers
    stages = [each for each in choice.stages if each.pk != hers.pk]
    unseen = choice.review.policy.first_unseen
    beside = [
        each
        for each in stages
        if each.place == hers.place and (unseen or each.state == StageState.ASKED)
    ]
    later = [each for each in stages if each.state == StageState.LATER and each.place > hers.place]
    place = min((each.place for each in later), default=0)
    after = _called(each for each in later if each.place == place)
    if beside and after:
        return _("%(beside)s is asked as well; %(after)s after that.") % {
            "beside": _called(beside),
            "after": after,
        }
    if beside:
        return _("%(beside)s is asked as well.") % {"beside": _called(beside)}
    if after:
        return _("Then %(after)s is asked.") % {"after": after}
    return _("Nobody is asked after you: then all have agreed.")


def _called(stages: Iterable[Stage]) -> str:
    return ", ".join(dict.fromkeys(map(said.side_name, stages)))


def _choice(user: User, draft: Draft, rounds: list[Stage], at: datetime) -> Choice:
    viewer = judging.viewer_among(user, draft, rounds)
    review, stages = review_data.newest(rounds)
    may = shown.may_be_shown(draft, at=at)
    is_drawn = may and (viewer.side != Side.BRAND or shown.to_its_brand(draft, at=at))
    stage, why, link = None, "", ""
    try:
        _check_is_current(draft)
        stage = judging.stage_to_fill(user, stages) if may else None
        if stage is not None:
            policies.check_looks_at_each(stage, MOST)
        else:
            why = _why_not(user, review, stages, may=may)
    except DomainError as error:
        stage, why, link = None, error.sentence, error.link
    return Choice(
        draft=draft,
        viewer=viewer,
        stage=stage,
        stages=stages,
        picture=pictures.picture(
            draft,
            edges=EDGES,
            drawn=is_drawn,
            href=draft.get_absolute_url(),
            alt=pictures.described(draft),
        ),
        may_be_shown=may,
        why=why,
        link=link or draft.get_absolute_url(),
    )


def _check_is_current(draft: Draft) -> None:
    if not draft.is_now:  # type: ignore[attr-defined]
        policies.check_is_current(draft)


def _why_not(user: User, review: Review | None, stages: list[Stage], *, may: bool) -> str:
    if not may:
        return _("Consent ended: this picture is not shown any more.")
    if review is not None and review.state != ReviewState.OPEN:
        return said.how_it_ended(review)
    if any(user.person_id == word.person_id for stage in stages for word in stage.decisions.all()):
        return _("You have answered already.")
    return _("It does not wait for an answer of yours.")


def _know(user: User, drafts: list[Draft]) -> None:
    """Let policies know of whoever looks what they would ask for each picture."""
    briefs = {draft.brief_id: draft.brief for draft in drafts}
    seats = dict(
        Seat.objects.filter(brief__in=briefs, person=user.person_id).values_list("brief", "side")
    )
    current = Membership.objects.current().filter(user=user)
    places = set(current.values_list("organisation", flat=True))
    for pk, brief in briefs.items():
        access.know(("seat", pk, user.person_id), seats.get(pk, ""))
        access.know(("staff", user.pk, brief.brand_id), brief.brand_id in places)
    for draft in drafts:
        hers = any(each.twin.owner_id == user.person_id for each in draft.portrayals.all())
        access.know(("portrayed", draft.pk, user.person_id), hers)


def _names(draft: Draft) -> str:
    return ", ".join(sorted(str(each.twin) for each in draft.portrayals.all()))


def _licences(taken: list[Choice], user: User) -> dict[UUID, Licence]:
    """Those of the pictures that she may read: in a picture of several, others have theirs."""
    ids = {each.licence_id for choice in taken for each in choice.draft.portrayals.all()}
    return Licence.objects.visible_to(user).in_bulk(ids)


def _licence(few: list[Choice], licences: Mapping[UUID, Licence], user: User) -> str:
    """Under what the pictures are used: what each licence is for, and until when it runs."""
    ids = dict.fromkeys(each.licence_id for one in few for each in one.draft.portrayals.all())
    found = [licences[pk] for pk in ids if pk in licences]
    return "; ".join(
        _("%(purpose)s, until %(until)s")
        % {"purpose": each.purpose, "until": asked.last_day(each.ends_at, each.zone, user)}
        for each in found
    )


def _share(choice: Choice, already: Mapping[UUID, asked.Booked]) -> dict[str, Decimal]:
    booked = already.get(choice.draft.pk, frozenset())
    return asked.share(choice.review.offer, choice.viewer, booked)
