"""What people and roles hold in an organisation as sets, so that a change can be told before it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from portal.models import Membership, Organisation, Role
from portal.models.grants import personal_tables, role_tables
from portal.roles import EVERY_RIGHT


@dataclass(frozen=True)
class Held:
    """One right over one object; ``name`` is the object's, empty for the whole organisation."""

    codename: str
    over: UUID
    name: str = field(default="", compare=False)

    @property
    def sentence(self) -> str:
        """The right as a sentence, and over what."""
        sentence = EVERY_RIGHT[self.codename].sentence
        return f"{sentence}: {self.name}" if self.name else sentence


type Holdings = frozenset[Held]

NOTHING: Holdings = frozenset()


def whole(organisation: Organisation, codenames: Iterable[str]) -> Holdings:
    """Return these rights as held everywhere in the organisation."""
    return frozenset(Held(codename, organisation.pk) for codename in codenames)


def beyond(some: Holdings, rest: Holdings, organisation: Organisation) -> list[Held]:
    """Return what ``some`` lets one do that ``rest`` does not, in the order of the rights."""
    order = list(EVERY_RIGHT)
    more = (each for each in some if not _covers(rest, each, organisation))
    return sorted(more, key=lambda each: (order.index(each.codename), each.name))


def of_roles(organisation: Organisation, roles: Iterable[Role]) -> dict[UUID, Holdings]:
    """Return what each of ``roles`` holds, by its id; as many queries as there are tables."""
    by_group = {role.group_id: role.pk for role in roles}
    found: dict[UUID, set[Held]] = {pk: set() for pk in by_group.values()}
    for table in role_tables():
        for held, row in rows_of(table, organisation, group__in=by_group):
            found[by_group[row.group_id]].add(held)
    return {pk: frozenset(some) for pk, some in found.items()}


def of_people(organisation: Organisation, users: Iterable[UUID]) -> dict[UUID, "Person"]:
    """Return what each of ``users`` holds herself, by her id, in a fixed number of queries."""
    wanted = list(users)
    members = Membership.objects.current().filter(organisation=organisation, user__in=wanted)
    roles: dict[UUID, dict[UUID, Role]] = defaultdict(dict)
    for member in members.select_related("role"):
        roles[member.user_id][member.role_id] = member.role
    every = {pk: role for own in roles.values() for pk, role in own.items()}
    holdings = of_roles(organisation, every.values())
    personal: dict[UUID, set[Held]] = defaultdict(set)
    for table in personal_tables():
        for held, row in rows_of(table, organisation, user__in=wanted):
            personal[row.user_id].add(held)
    return {
        pk: Person({role: holdings[role] for role in roles[pk]}, frozenset(personal[pk]))
        for pk in wanted
    }


def rows_of(table: Any, organisation: Organisation, **whose: object) -> Iterator[tuple[Held, Any]]:
    """Yield the grants in force with what each comes to; one query, also for the names."""
    model = table._meta.get_field("content_object").related_model
    owned = any(each.name == "owner" for each in model._meta.get_fields())
    path = "content_object__owner__user" if owned else "content_object"
    found = table.objects.filter(organisation=organisation, **whose)
    for row in found.select_related("permission", "given_by__user", path):
        yield _held(row, organisation), row


@dataclass(frozen=True)
class Person:
    """What one person holds: by each role of hers, and granted to herself."""

    by_role: Mapping[UUID, Holdings]
    personal: Holdings

    @property
    def all(self) -> Holdings:
        """Everything, whatever it comes from."""
        return self.personal.union(*self.by_role.values())

    def without(self, *roles: UUID) -> Holdings:
        """What is left without these roles; with the last role, all that was granted goes."""
        left = [some for role, some in self.by_role.items() if role not in roles]
        return self.personal.union(*left) if left else NOTHING


def _covers(rest: Holdings, each: Held, organisation: Organisation) -> bool:
    like = EVERY_RIGHT[each.codename].like
    return each in rest or bool(like and Held(like, organisation.pk) in rest)


def _held(row: Any, organisation: Organisation) -> Held:
    own = row.content_object_id == organisation.pk
    return Held(
        row.permission.codename, row.content_object_id, "" if own else str(row.content_object)
    )
