"""Brief: a brand writes down what it wants, sees what is covered and what it costs, submits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import policies, rights, trail
from approvals.actions.order import cancel_run, order_run
from approvals.actions.review import end_review
from approvals.actions.seat import take_seat
from approvals.models import Asset, Brief, BriefTwin, Channel, Review, Side, Use
from approvals.states import BRIEF, OPEN_RUNS, BriefState, ReviewState
from portal.errors import Conflict, Invalid, NotAllowed
from portal.instants import end_of, start_of
from portal.models import Organisation, Upload, User
from twins.locks import lock_twins
from twins.models import Twin

MOST_PICTURES = 12


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the brand asks for. Days are whole, both included, in the brand's zone."""

    title: str
    idea: str
    product_line: str
    territories: Sequence[str]
    starts_on: date
    ends_on: date
    channels: Sequence[str]
    twins: Sequence[Twin]
    contexts: Sequence[str] = ()
    due_on: date | None = None
    generator: str = "layout"
    pictures: int = 1
    together: bool = False
    seed: int = 1
    label_corner: str = "top-right"
    label_variant: str = "dark"
    language: str = "en"


@transaction.atomic
def write_brief(
    *,
    brand: Organisation,
    wish: Wish,
    actor: User,
    at: datetime,
    brief: Brief | None = None,
    uploads: Iterable[Upload] = (),
    dropped: Iterable[Asset] = (),
) -> Brief:
    """Write a new brief, or write one anew that was not submitted yet, without ``dropped``.

    Raises ``Invalid`` with a sentence where the wish cannot be kept, ``Conflict`` once submitted.
    """
    policies.check_may_write(actor, brand)
    _check_wish(wish)
    if brief is not None:
        brief = Brief.objects.select_for_update(no_key=True).get(pk=brief.pk, brand=brand)
        if brief.state != BriefState.PREPARING:
            raise Conflict(_("This brief was submitted; it stays as it is."))
    brief = brief or Brief(brand=brand, author=actor.person, created_at=at)
    _fill(brief, wish, brand.time_zone)
    brief.save()
    brief.channels.set(Channel.objects.filter(name__in=wish.channels))
    _cast(brief, wish.twins)
    brief.assets.filter(pk__in=[asset.pk for asset in dropped]).delete()
    _attach(brief, uploads, actor, at)
    _state_uses(brief)
    take_seat(brief, actor, Side.BRAND, at)
    trail.record(trail.of_brief(brief), "brief.written", brief, person=actor.person, at=at)
    return brief


@transaction.atomic
def submit_brief(*, brief: Brief, actor: User, at: datetime) -> Brief:
    """Submit the brief and order its pictures.

    Raises ``Conflict`` with the gaps in words unless consent and licence of every twin cover
    every use at this moment.
    """
    twins, at = lock_twins(Twin.objects.filter(castings__brief=brief), at)
    brief = Brief.objects.select_for_update(no_key=True).get(pk=brief.pk)
    policies.check_may_change(actor, brief)
    move = BRIEF.step(brief.state, "submit")
    if not twins:
        raise Invalid(_("Choose at least one model."))
    uses = list(brief.uses.all())
    standings = rights.standings(brief, uses, at=at)
    policies.check_covered(standings)
    for standing in standings:
        brief.casting.filter(twin=standing.twin).update(licence=standing.licence)
    brief.state, brief.submitted_at, brief.submitted_by = move.target, at, actor.person
    brief.save(update_fields=["state", "submitted_at", "submitted_by"])
    take_seat(brief, actor, Side.BRAND, at)
    trail.record(trail.of_brief(brief), move.audit, brief, person=actor.person, at=at)
    for group in [twins] if brief.together else [[twin] for twin in twins]:
        order_run(brief=brief, twins=group, count=brief.pictures, actor=actor, at=at)
    return brief


@transaction.atomic
def close_brief(*, brief: Brief, actor: User, at: datetime) -> Brief:
    """Close a brief: its orders are called off, nobody is asked any more, what is live stays."""
    _twins, at = lock_twins(Twin.objects.filter(castings__brief=brief), at)
    brief = Brief.objects.select_for_update(no_key=True).get(pk=brief.pk)
    policies.check_may_change(actor, brief)
    move = BRIEF.step(brief.state, "close")
    brief.state = move.target
    brief.save(update_fields=["state"])
    trail.record(trail.of_brief(brief), move.audit, brief, person=actor.person, at=at)
    for run in brief.runs.filter(state__in=OPEN_RUNS):
        cancel_run(run=run, actor=actor, at=at)
    unanswered = [ReviewState.OPEN, ReviewState.CHANGE]
    for review in Review.objects.filter(draft__brief=brief, state__in=unanswered):
        end_review(review=review, actor=actor, at=at)
    return brief


def stated_uses(brief: Brief, channels: Iterable[Channel]) -> list[Use]:
    """Return the uses that publishing in ``channels`` would be, unsaved: one for each medium."""
    return [
        Use(
            brief=brief,
            medium=medium,
            territories=brief.territories,
            starts_at=brief.starts_at,
            ends_at=brief.ends_at,
            months=brief.months,
            zone=brief.zone,
            product_line=brief.product_line,
            contexts=brief.contexts,
        )
        for medium in sorted({channel.medium for channel in channels})
    ]


def months_between(first: date, last: date) -> int:
    """Return how many months from ``first`` to ``last`` are begun, both days included."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (1 if last.day >= first.day else 0) or 1


def _check_wish(wish: Wish) -> None:
    if not wish.title.strip():
        raise Invalid(_("Give the brief a title."))
    if wish.ends_on < wish.starts_on:
        raise Invalid(_("The use ends before it begins."))
    if not wish.channels:
        raise Invalid(_("Choose at least one channel."))
    if not wish.territories:
        raise Invalid(_("Choose at least one territory."))
    if not 1 <= wish.pictures <= MOST_PICTURES:
        raise Invalid(
            _("Ask for one to %(most)s pictures of each model.") % {"most": MOST_PICTURES}
        )


def _fill(brief: Brief, wish: Wish, zone: str) -> None:
    brief.title, brief.idea, brief.product_line = wish.title, wish.idea, wish.product_line
    brief.contexts, brief.territories = list(wish.contexts), list(wish.territories)
    brief.starts_at, brief.ends_at = start_of(wish.starts_on, zone), end_of(wish.ends_on, zone)
    brief.months, brief.zone = months_between(wish.starts_on, wish.ends_on), zone
    brief.due_at = end_of(wish.due_on, zone) if wish.due_on else None
    brief.generator, brief.pictures, brief.seed = wish.generator, wish.pictures, wish.seed
    brief.together, brief.language = wish.together, wish.language
    brief.label_corner, brief.label_variant = wish.label_corner, wish.label_variant


def _cast(brief: Brief, twins: Sequence[Twin]) -> None:
    brief.casting.exclude(twin__in=twins).delete()
    for twin in twins:
        BriefTwin.objects.get_or_create(brief=brief, twin=twin)


def _attach(brief: Brief, uploads: Iterable[Upload], actor: User, at: datetime) -> None:
    for upload in uploads:
        if upload.user_id != actor.pk or upload.kind not in Asset.Kind.values:
            raise NotAllowed(_("This file is not one of yours."))
        Asset.objects.get_or_create(
            brief=brief,
            kind=upload.kind,
            file=upload.file,
            defaults={"name": upload.name, "added_at": at},
        )


def _state_uses(brief: Brief) -> None:
    brief.uses.all().delete()
    Use.objects.bulk_create(stated_uses(brief, brief.channels.all()))
