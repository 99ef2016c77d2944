"""What is said beside a picture, at a place in it, behind a wall; answered, and ticked off."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from approvals import policies, rights, trail, walls
from approvals.actions.seat import take_seat
from approvals.models import Draft, Notice, NoticeKind, Pin, Side
from approvals.pins import may_tick
from approvals.viewer import Viewer, viewer_of
from approvals.walls import Audience
from portal import access
from portal.canonical import canonical_sha256
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.models import Organisation, User
from portal.models.grants import personal_tables
from twins.locks import lock_twins
from twins.models import Twin

LONGEST = 4000


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where in the picture, in fractions of its upright width and height; else all of it."""

    x: float = 0
    y: float = 0
    width: float = 1
    height: float = 1


@transaction.atomic
def say(
    *,
    draft: Draft,
    text: str,
    audience: Audience,
    actor: User,
    at: datetime,
    spot: Spot | None = None,
    idempotency_key: str = "",
) -> Pin:
    """Say something beside a picture to ``audience``; whoever is named there is told.

    It judges nothing and takes a seat (RULINGS 3). Raises ``NotFound`` where she does not see the
    picture, ``NotAllowed`` for an audience that is not hers, ``Gone`` once consent is over.
    """
    draft, viewer, at = _lock(draft, actor, at)
    return _set(
        draft, viewer, text, audience, spot or Spot(), at, answers=None, key=idempotency_key
    )


@transaction.atomic
def answer(
    *,
    pin: Pin,
    text: str,
    audience: Audience,
    actor: User,
    at: datetime,
    idempotency_key: str = "",
) -> Pin:
    """Answer what somebody said: to those who read it, or to fewer of a side that reads all.

    Who wrote there and still reads it is told. Raises like ``say``.
    """
    draft, viewer, at = _lock(pin.draft, actor, at)
    pin = _read(pin, viewer)
    first = pin.answers or pin
    check_is_within(audience, first)
    spot = Spot(x=first.x, y=first.y, width=first.width, height=first.height)
    return _set(draft, viewer, text, audience, spot, at, answers=first, key=idempotency_key)


@transaction.atomic
def tick(*, pin: Pin, done: bool, actor: User, at: datetime) -> Pin:
    """Tick off what was asked for, or open it again: the act of the side that asked."""
    draft, viewer, at = _lock(pin.draft, actor, at)
    pin = _read(pin, viewer)
    check_asked_for_it(pin, viewer)
    if pin.answers_id is not None:
        raise Invalid(_("What was asked first is ticked off, not an answer to it."))
    if (pin.done_at is not None) == done:
        raise Conflict(_("Somebody of your side did so already."))
    take_seat(draft.brief, actor, viewer.side, at)
    pin.done_at, pin.done_by = (at, actor.person) if done else (None, None)
    pin.save(update_fields=["done_at", "done_by"])
    if done:
        _record("pin.ticked", pin, at, actor)
    else:
        _record("pin.opened", pin, at, actor)
    return pin


def check_speaks(viewer: Viewer) -> None:
    """Brand, agency and model speak to each other here; a studio has its order, a guest her own
    page."""
    if not viewer.is_a_judge:
        raise NotAllowed(_("Only brand, agency and model write here."))


def check_is_within(audience: Audience, first: Pin) -> None:
    """An answer is read by nobody who does not read what it answers."""
    if not walls.within(audience, walls.of_pin(first)):
        raise NotAllowed(_("An answer stays with those who read what it answers."))


def check_asked_for_it(pin: Pin, viewer: Viewer) -> None:
    """The side that asked for it says whether it is done."""
    if not may_tick(pin, viewer):
        raise NotAllowed(_("Whoever asked for it ticks it off."))


def _lock(draft: Draft, actor: User, at: datetime) -> tuple[Draft, Viewer, datetime]:
    """Lock the picture and find for which side she looks at it now."""
    _twins, at = lock_twins(Twin.objects.filter(portrayals__draft=draft), at)
    draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if not Draft.objects.visible_to(actor).filter(pk=draft.pk).exists():
        raise NotFound(_("There is no such picture here."))
    viewer = viewer_of(actor, draft)
    check_speaks(viewer)
    policies.check_consent_in_force(rights.draft_gaps(draft, at=at))
    return draft, viewer, at


def _read(pin: Pin, viewer: Viewer) -> Pin:
    """Return the pin, if she reads it. Raises ``NotFound``: what she does not read is not there."""
    found = (
        Pin.objects.read_by(viewer)
        .select_related("decision__stage", "answers__decision__stage")
        .filter(pk=pin.pk)
        .first()
    )
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    return found


def _set(
    draft: Draft,
    viewer: Viewer,
    text: str,
    audience: Audience,
    spot: Spot,
    at: datetime,
    *,
    answers: Pin | None,
    key: str,
) -> Pin:
    actor, text = viewer.user, text.strip()
    repeated = Pin.objects.filter(person=actor.person_id, idempotency_key=key).first()
    if key and repeated is not None:
        return repeated
    _check_text(text)
    policies.check_lies_in_the_picture(spot.x, spot.width)
    policies.check_lies_in_the_picture(spot.y, spot.height)
    walls.check_may_choose(viewer, audience, draft, at)
    take_seat(draft.brief, actor, viewer.side, at)
    organisation, twin = walls.speaks_for(viewer, audience)
    pin = Pin.objects.create(
        draft=draft,
        answers=answers,
        person=actor.person,
        side=viewer.side,
        organisation_id=draft.brief.brand_id if viewer.side == Side.BRAND else organisation,
        twin_id=twin,
        wall=audience.wall,
        among_id=audience.among,
        beside_id=audience.beside,
        x=spot.x,
        y=spot.y,
        width=spot.width,
        height=spot.height,
        text=text,
        at=at,
        idempotency_key=key,
    )
    said = {"wall": audience.wall, "said": canonical_sha256(text)}
    if answers:
        _record("pin.answered", pin, at, actor, **said)
    else:
        _record("pin.set", pin, at, actor, **said)
    _tell(pin, viewer, at)
    return pin


def _record(act: str, pin: Pin, at: datetime, actor: User, **details: str) -> None:
    """In the trails of those who read it, and in nobody else's."""
    chains = walls.chains(pin.draft, walls.of_pin(pin), at)
    trail.record(chains, act, pin, person=actor.person, at=at, **details)


def _check_text(text: str) -> None:
    if not text or len(text) > LONGEST or "\0" in text:
        raise Invalid(_("Write something, in at most %(most)s signs.") % {"most": LONGEST})


# --- who is told ---------------------------------------------------------------------------------


def _tell(pin: Pin, viewer: Viewer, at: datetime) -> None:
    """Leave a notice for whoever is named, and for who wrote in the thread; each must read it."""
    told = {user.pk: user for user in [*_named(pin, viewer), *_in_thread(pin)]}
    told.pop(viewer.user.pk, None)
    Notice.objects.bulk_create(
        (
            Notice(user=user, kind=NoticeKind.MENTIONED, draft=pin.draft, about=pin.pk, at=at)
            for user in told.values()
            if reads(user, pin)
        ),
        ignore_conflicts=True,
    )


def reads(user: User, pin: Pin) -> bool:
    """Say whether ``user`` sees the picture and stands on the pin's side of the wall, now."""
    if not Draft.objects.visible_to(user).filter(pk=pin.draft_id).exists():
        return False
    return Pin.objects.read_by(viewer_of(user, pin.draft)).filter(pk=pin.pk).exists()


def _in_thread(pin: Pin) -> Iterable[User]:
    if pin.answers is None:
        return []
    wrote = Pin.objects.filter(Q(pk=pin.answers_id) | Q(answers=pin.answers_id))
    return User.objects.filter(person__in=wrote.values("person"), is_active=True)


def _named(pin: Pin, viewer: Viewer) -> Iterable[User]:
    """Who is named with an @: colleagues by name, another side by what it is called.

    The longest name that fits is meant: "@Bo Berg" does not name "Bo".
    """
    if "@" not in pin.text:
        return []
    called: dict[str, list[User]] = {}
    for name, user in _callable(pin, viewer):
        called.setdefault(name, []).append(user)
    names = "|".join(map(re.escape, sorted(called, key=len, reverse=True)))
    found = set(re.findall(rf"@({names})(?!\w)", pin.text.casefold())) if names else set()
    return [user for name in found for user in called[name]]


def _callable(pin: Pin, viewer: Viewer) -> Iterable[tuple[str, User]]:
    """Whom she may name, and as what. That each reads it is asked afterwards, of those named."""
    draft, audience = pin.draft, walls.of_pin(pin)
    own = {str(draft.brief.brand_id)} if viewer.side == Side.BRAND else viewer.agencies
    for organisation in Organisation.objects.filter(pk__in=walls.organisations(draft, audience)):
        for user in _people(organisation):
            yield organisation.name.casefold(), user
            if str(organisation.pk) in own:
                yield str(user).casefold(), user
    shown = draft.portrayals.select_related("twin__owner__user")
    for portrayal in shown:
        owner: User | None = getattr(portrayal.twin.owner, "user", None)
        if owner is not None and owner.is_active:
            yield str(portrayal.twin).casefold(), owner


def _people(organisation: Organisation) -> Iterable[User]:
    """Its members, and whom it granted something."""
    rows = (table.objects.filter(organisation=organisation) for table in personal_tables())
    granted = [Q(pk__in=each.values("user")) for each in rows]
    here = Q(pk__in=access.members_of(organisation))
    for each in granted:
        here |= each
    return User.objects.filter(here, is_active=True)
