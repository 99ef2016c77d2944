"""What somebody wants to see of her desk, as it stands in the address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from approvals.models import Brief, DeskFilter, Side, Stage
from approvals.models.review import StageQuerySet
from approvals.web.brief_form import as_uuid
from portal.models import User
from twins.models import Twin

LONGEST_WORDS = 80
AGES = (1, 3, 7, 14)
"""Days."""
TURNS = (Side.AGENCY, Side.MODEL, Side.BRAND)

type Choice = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Each part narrows the desk; an empty one does not. What makes no sense counts as empty."""

    turn: str = ""
    brand: UUID | None = None
    model: UUID | None = None
    brief: UUID | None = None
    late: bool = False
    age: int = 0
    words: str = ""

    @classmethod
    def of(cls, given: QueryDict) -> Self:
        """Return what is asked for in an address."""
        turn, age = given.get("turn", ""), given.get("age", "")
        return cls(
            turn=turn if turn in TURNS else "",
            brand=as_uuid(given.get("brand")),
            model=as_uuid(given.get("model")),
            brief=as_uuid(given.get("brief")),
            late=given.get("late") == "1",
            age=int(age) if age in map(str, AGES) else 0,
            words=given.get("q", "").strip()[:LONGEST_WORDS],
        )

    @property
    def query(self) -> str:
        """What follows the question mark: always the same for the same filter."""
        return urlencode(self.parts)

    @property
    def parts(self) -> dict[str, object]:
        """What narrows the desk, by its name in the address."""
        parts = {
            "turn": self.turn,
            "brand": self.brand,
            "model": self.model,
            "brief": self.brief,
            "late": "1" if self.late else "",
            "age": self.age,
            "q": self.words,
        }
        return {name: value for name, value in parts.items() if value}

    def on(self, stages: StageQuerySet, at: datetime) -> StageQuerySet:
        """Return those of ``stages`` that are wanted."""
        wanted: dict[str, object] = {
            "side": self.turn,
            "review__draft__brief__brand": self.brand,
            "review__draft__brief": self.brief,
        }
        stages = stages.filter(**{name: value for name, value in wanted.items() if value})
        if self.model:
            stages = stages.about_model(self.model)
        if self.late:
            stages = stages.late(at)
        if self.age:
            stages = stages.filter(asked_at__lte=at - timedelta(days=self.age))
        return stages.naming(self.words) if self.words else stages


def form(user: User, wanted: Filter, stages: QuerySet[Stage]) -> dict[str, Any]:
    """Return what the form of the desk shows; ``stages`` are all that there are, unfiltered."""
    briefs, brands, models = _things(stages)
    saved = list(DeskFilter.objects.filter(user=user))
    return {
        "wanted": wanted,
        "query": wanted.query,
        "parts": wanted.parts.items(),
        "turns": [(side.value, _turn(side)) for side in TURNS],
        "brands": brands,
        "models": models,
        "briefs": briefs,
        "ages": AGES,
        "saved": saved,
        "current": next((each for each in saved if each.query == wanted.query), None),
    }


def _things(stages: QuerySet[Stage]) -> tuple[list[Choice], list[Choice], list[Choice]]:
    """The briefs, brands and models of which something waits, each by id and name."""
    pairs = stages.order_by().values_list("review__draft__brief", "review__draft__portrayals__twin")
    found = list(pairs.distinct())
    briefs = Brief.objects.filter(pk__in={brief for brief, _twin in found})
    twins = Twin.objects.filter(pk__in={twin for _brief, twin in found})
    told = briefs.values_list("pk", "title", "brand", "brand__name")
    names = twins.values_list("pk", "owner__user__known_as", "owner__user__name")
    return (
        _sorted({str(brief): title for brief, title, _brand, _name in told}),
        _sorted({str(brand): name for _brief, _title, brand, name in told}),
        _sorted(
            {str(twin): known or name or _("Somebody who is gone") for twin, known, name in names}
        ),
    )


def _sorted(named: dict[str, str]) -> list[Choice]:
    return sorted(named.items(), key=lambda each: each[1].casefold())


def _turn(side: Side) -> str:
    return {
        Side.AGENCY: _("Your agency"),
        Side.MODEL: _("The model"),
        Side.BRAND: _("The brand"),
    }[side]
