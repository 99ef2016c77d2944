"""Pages of a list of people by name: each begins after a person, not at a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portal.models import User

type People = models.QuerySet[User]
type Sorted = models.QuerySet[Any]


@dataclass(frozen=True)
class Page:
    """Some people in order, and the ids from which the pages around them begin, if there are."""

    people: Sequence[User]
    before: UUID | None
    after: UUID | None


def page_of(
    people: People, *, within: People, size: int, after: UUID | None, before: UUID | None
) -> Page:
    """Return the page that follows ``after`` or ends at ``before``, else the first.

    The person it begins from is looked for in ``within``: who has left meanwhile still marks it.
    """
    chosen: Sorted = people.annotate(sorted_by=Lower("name"))
    backwards = before is not None and after is None
    mark = _mark(within.annotate(sorted_by=Lower("name")), before if backwards else after)
    if mark is None:
        backwards = False
    else:
        chosen = chosen.filter(_beyond(mark, backwards=backwards))
    order = ("-sorted_by", "-pk") if backwards else ("sorted_by", "pk")
    found = list(chosen.order_by(*order)[: size + 1])
    more, some = len(found) > size, found[:size]
    if backwards:
        some.reverse()
    there_before = more if backwards else mark is not None
    there_after = True if backwards else more
    return Page(
        some,
        before=some[0].pk if some and there_before else None,
        after=some[-1].pk if some and there_after else None,
    )


def _mark(within: Sorted, pk: UUID | None) -> tuple[str, UUID] | None:
    """Where in the order a person stands."""
    if pk is None:
        return None
    return within.filter(pk=pk).values_list("sorted_by", "pk").first()


def _beyond(mark: tuple[str, UUID], *, backwards: bool) -> Q:
    name, pk = mark
    if backwards:
        return Q(sorted_by__lt=name) | Q(sorted_by=name, pk__lt=pk)
    return Q(sorted_by__gt=name) | Q(sorted_by=name, pk__gt=pk)
