"""Pages of a long list: each begins after a row of it, not at a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable


class Marks(TypedDict):
    """After which row a page begins, or before which it ends; else it is the first."""

    after: UUID | None
    before: UUID | None


type Sorted = models.QuerySet[Any]


@dataclass(frozen=True)
class Page[Row]:
    """Some rows in order, and the ids from which the pages around them begin, if there are."""

    rows: Sequence[Row]
    before: UUID | None
    after: UUID | None


def page_of[Row: models.Model](
    found: models.QuerySet[Row],
    *,
    within: models.QuerySet[Row],
    by: Combinable,
    size: int,
    after: UUID | None,
    before: UUID | None,
    newest_first: bool = False,
) -> Page[Row]:
    """Return the page of ``found`` that follows ``after`` or ends at ``before``, else the first.

    Rows are in the order of ``by`` and of their ids, or with ``newest_first`` the other way round.
    The row it begins from is looked for in ``within``: what has left the list still marks it.
    """
    chosen: Sorted = found.annotate(sorted_by=by)
    backwards = before is not None and after is None
    mark = _mark(within.annotate(sorted_by=by), before if backwards else after)
    if mark is None:
        backwards = False
    else:
        chosen = chosen.filter(_beyond(mark, downwards=backwards != newest_first))
    order = ("-sorted_by", "-pk") if backwards != newest_first else ("sorted_by", "pk")
    rows = list(chosen.order_by(*order)[: size + 1])
    if mark is not None and not rows:  # all that came there has left the list
        return page_of(
            found,
            within=within,
            by=by,
            size=size,
            after=None,
            before=None,
            newest_first=newest_first,
        )
    more, some = len(rows) > size, rows[:size]
    if backwards:
        some.reverse()
    there_before = more if backwards else mark is not None
    there_after = True if backwards else more
    return Page(
        some,
        before=some[0].pk if some and there_before else None,
        after=some[-1].pk if some and there_after else None,
    )


def _mark(within: Sorted, pk: UUID | None) -> tuple[Any, UUID] | None:
    """Where in the order a row stands."""
    if pk is None:
        return None
    return within.filter(pk=pk).values_list("sorted_by", "pk").first()


def _beyond(mark: tuple[Any, UUID], *, downwards: bool) -> Q:
    value, pk = mark
    if downwards:
        return Q(sorted_by__lt=value) | Q(sorted_by=value, pk__lt=pk)
    return Q(sorted_by__gt=value) | Q(sorted_by=value, pk__gt=pk)
