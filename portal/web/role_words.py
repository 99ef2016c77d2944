"""What a change of a role means, as sentences: who gains or loses which right, where it is used."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import held
from portal.held import Held, Holdings, Person
from portal.models import Cover, Invitation, Organisation, Role, User

type Then = Callable[[Person], Holdings]

NAMED = 12
"""People who are named in one sentence; the others are counted."""


@dataclass(frozen=True)
class Effect:
    """One right, and whom the change gives it to or takes it from."""

    sentence: str
    who: str


@dataclass(frozen=True)
class Preview:
    """Everything that a change of a role would do."""

    gains: list[Effect]
    losses: list[Effect]
    holders: int

    @property
    def is_nothing(self) -> bool:
        """Whether the role stays as it is."""
        return not self.gains and not self.losses


def changing(role: Role, rights: Iterable[str]) -> Preview:
    """Say who gains or loses what if ``role`` held exactly ``rights`` in its organisation."""
    organisation = role.organisation
    before = held.of_roles(organisation, [role])[role.pk]
    over_things = {each for each in before if each.over != organisation.pk}
    after = held.whole(organisation, rights) | over_things
    return _preview(role, before, after, lambda person: _others(person, role) | after)


def retiring(role: Role) -> Preview:
    """Say who loses what if ``role`` were retired: with her last role, all that she has here."""
    before = held.of_roles(role.organisation, [role])[role.pk]
    return _preview(role, before, held.NOTHING, lambda person: person.without(role.pk))


def in_use(role: Role) -> list[str]:
    """Say where a role is in use besides: things, invitations, people left without, covers."""
    organisation = role.organisation
    rights = held.of_roles(organisation, [role])[role.pk]
    things = len({each.over for each in rights if each.over != organisation.pk})
    open_ones = Invitation.objects.open().filter(role=role).count()
    without = _who_would_leave(role)
    providers = organisation.identity_providers.filter(active=True, role=role).count()
    found = [
        (things, ngettext(
            "It holds rights over %(count)s single model, brief or client, which end.",
            "It holds rights over %(count)s single models, briefs or clients, which end.", things,
        )),
        (open_ones, ngettext(
            "%(count)s open invitation into it can be accepted no more.",
            "%(count)s open invitations into it can be accepted no more.", open_ones,
        )),
        (len(without), ngettext(
            "%(count)s person has no other role here, and is no member any more.",
            "%(count)s people have no other role here, and are no members any more.", len(without),
        )),
        (providers, ngettext(
            "%(count)s identity provider gives it to newcomers: nobody new comes in through it.",
            "%(count)s identity providers give it to newcomers: nobody new comes in through them.",
            providers,
        )),
    ]  # fmt: skip
    said = [words % {"count": number} for number, words in found if number]
    return said + _covers_that_end(organisation, without)


def _covers_that_end(organisation: Organisation, without: list[UUID]) -> list[str]:
    """The covers that whoever leaves gives or has there, some by their names."""
    running = Cover.objects.to_come().filter(organisation=organisation)
    ending = running.filter(Q(covered__in=without) | Q(colleague__in=without))
    pairs = Counter(ending.values_list("covered", "colleague").order_by("covered", "colleague"))
    named = User.objects.in_bulk({pk for pair in list(pairs)[:NAMED] for pk in pair})
    said = [
        _("%(colleague)s covers %(name)s: that ends too.")
        % {"colleague": named[colleague], "name": named[covered]}
        for covered, colleague in list(pairs)[:NAMED]
    ]
    more = sum(list(pairs.values())[NAMED:])
    if more:
        words = ngettext("So does %(count)s more cover.", "So do %(count)s more covers.", more)
        said.append(words % {"count": more})
    return said


def holders_of(role: Role) -> list[User]:
    """Return who has the role now, by name."""
    current = role.memberships.current().select_related("user")
    return sorted((each.user for each in current), key=lambda user: (str(user).lower(), user.pk))


def _preview(role: Role, before: Holdings, after: Holdings, then: Then) -> Preview:
    holders, organisation = holders_of(role), role.organisation
    people = held.of_people(organisation, [user.pk for user in holders])
    gains: dict[Held, list[User]] = {each: [] for each in _in_order(after - before, organisation)}
    losses: dict[Held, list[User]] = {each: [] for each in _in_order(before - after, organisation)}
    for user in holders:
        person = people[user.pk]
        for each in held.beyond(then(person), person.all, organisation):
            gains.setdefault(each, []).append(user)
        for each in held.beyond(person.all, then(person), organisation):
            losses.setdefault(each, []).append(user)
    return Preview(_effects(gains, holders), _effects(losses, holders), len(holders))


def _in_order(some: Holdings, organisation: Organisation) -> list[Held]:
    return held.beyond(some, held.NOTHING, organisation)


def _others(person: Person, role: Role) -> Holdings:
    """What she has besides this role."""
    return person.personal.union(*(some for pk, some in person.by_role.items() if pk != role.pk))


def _effects(found: dict[Held, list[User]], holders: list[User]) -> list[Effect]:
    return [Effect(each.sentence, _who(users, holders)) for each, users in found.items()]


def _who(users: list[User], holders: list[User]) -> str:
    if not holders:
        return _("nobody has this role now")
    if not users:
        return _("nobody: all have it in another way as well")
    names = ", ".join(str(user) for user in users[:NAMED])
    more = len(users) - NAMED
    if more <= 0:
        return names
    words = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more)
    return words % {"names": names, "count": more}


def _who_would_leave(role: Role) -> list[UUID]:
    """The people for whom it is the last role here."""
    current = role.organisation.memberships.current()
    others = current.exclude(role=role).filter(user=OuterRef("user"))
    return list(current.filter(~Exists(others), role=role).values_list("user", flat=True))
