"""Rights over single things in one order, by the things' names, a page at a time: asked in SQL.

What somebody was granted stands in a table for each kind of thing, and in another for her roles;
one question reads a page of all of them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower, NullIf

from portal.models import Organisation, User
from portal.models.grants import personal_tables, role_tables
from portal.roles import EVERY_RIGHT

RANKS = {codename: rank for rank, codename in enumerate(EVERY_RIGHT)}
COLUMNS = ("at_name", "content_object_id", "at_rank")


class Place(NamedTuple):
    """Where a right stands: what it is over, by name and id, and the rank of the right."""

    name: str
    over: UUID
    rank: int

    @property
    def codename(self) -> str:
        """Which right it is."""
        return list(EVERY_RIGHT)[self.rank]


@dataclass(frozen=True)
class Whose:
    """What ``user`` holds of single things in an organisation: herself, and by these roles."""

    organisation: Organisation
    user: User
    groups: Collection[int]

    def tables(self) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Yield each table with the condition that a row of it is hers."""
        for personal in personal_tables():
            yield personal, {"user": self.user}
        for of_roles in role_tables():
            yield of_roles, {"group__in": self.groups}


def places(whose: Whose, *, query: str = "", where: Q | None = None) -> QuerySet[Any, Any]:
    """Return the places of all that she holds over things with ``query`` in their names."""
    first, *others = (
        table.objects.filter(organisation=whose.organisation, **hers)
        .exclude(content_object_id=whose.organisation.pk)
        .annotate(called=_called(table), at_name=Lower("called"), at_rank=_rank())
        .filter(where or Q(), called__icontains=query)
        .values_list(*COLUMNS)
        for table, hers in whose.tables()
    )
    return first.union(*others).order_by(*COLUMNS)  # type: ignore[no-any-return]


def page(
    whose: Whose, mark: Place | None, *, query: str, size: int, backwards: bool
) -> tuple[list[Place], bool]:
    """Return the ``size`` places after ``mark`` or before it, and whether there are more there."""
    where = _beyond(mark, backwards=backwards) if mark else None
    found = places(whose, query=query, where=where)
    rows = found.reverse() if backwards else found
    some = [Place(*row) for row in rows[: size + 1]]
    shown = some[:size]
    return (shown[::-1] if backwards else shown), len(some) > size


def name_of(whose: Whose, over: UUID, at: Any) -> str | None:
    """Return the name under which a thing stands, also one over which she holds nothing now."""
    held = places(whose, where=Q(content_object_id=over)).first()
    if held is not None:
        return Place(*held).name
    for table in personal_tables():
        things = _things_of(table)
        concerning = things._default_manager.concerning(whose.organisation, at).filter(pk=over)
        name = concerning.annotate(at_name=Lower(_called(table, ""))).values_list("at_name")
        if (found := name.first()) is not None:
            return str(found[0])
    return None


def _things_of(table: Any) -> Any:
    """The model of what a table's rights are over."""
    return table._meta.get_field("content_object").related_model


def _called(table: Any, path: str = "content_object__") -> Combinable:
    """The name of a table's things, as their ``str`` gives it."""
    columns = {each.name for each in _things_of(table)._meta.get_fields()}
    if "owner" in columns:
        hers = f"{path}owner__user__"
        names = (NullIf(f"{hers}{name}", Value("")) for name in ("known_as", "name", "email"))
        return Coalesce(*names, Value(""), output_field=CharField())
    return F(f"{path}title" if "title" in columns else f"{path}name")


def _rank() -> Case:
    return Case(
        *(When(permission__codename=name, then=Value(rank)) for name, rank in RANKS.items()),
        default=Value(len(RANKS)),
    )


def _beyond(mark: Place, *, backwards: bool) -> Q:
    way = "lt" if backwards else "gt"
    same_name, same_thing = Q(at_name=mark.name), Q(content_object_id=mark.over)
    return (
        Q(**{f"at_name__{way}": mark.name})
        | same_name & Q(**{f"content_object_id__{way}": mark.over})
        | same_name & same_thing & Q(**{f"at_rank__{way}": mark.rank})
    )
