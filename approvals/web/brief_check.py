"""Cover and price of a brief as they stand while it is written; asks, and changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals import rights
from approvals.actions.brief import months_between, stated_uses
from approvals.models import Brief, Use
from approvals.offer import pay_lines
from approvals.web import brief_words as words
from portal.errors import Invalid
from portal.instants import end_of, start_of
from portal.models import Organisation
from portal.money import money
from twins.models import Licence, Twin

Sums = dict[str, Decimal]


@dataclass(frozen=True)
class Line:
    """One line of a price, written out."""

    label: str
    amount: str
    detail: str = ""


@dataclass(frozen=True)
class TwinCheck:
    """One twin: what is missing, and what one picture of her costs."""

    name: str
    gaps: list[str]
    lines: list[Line] = field(default_factory=list)
    total: str = ""
    note: str = ""
    sums: Sums = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """The answer for the whole brief; ``missing`` says what must be chosen first."""

    missing: list[str]
    twins: list[TwinCheck] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    total: str = ""

    @property
    def covered(self) -> bool:
        """Whether every twin's consent and licence cover every use."""
        return bool(self.twins) and not any(twin.gaps for twin in self.twins)

    @property
    def sentence(self) -> str:
        """The whole in one sentence, for those who hear it."""
        if self.missing:
            return " ".join(self.missing)
        if self.covered:
            return _("Everything is covered. All pictures together: %(total)s.") % {
                "total": self.total
            }
        return _("Something is not covered yet.")


def check_wish(brand: Organisation, asked: dict[str, Any], *, at: datetime) -> Check:
    """Return cover and price of what a form says so far, cleaned or not there."""
    missing = _missing(asked)
    if missing:
        return Check(missing)
    brief = _unsaved(brand, asked)
    return check_twins(brief, stated_uses(brief, asked["channels"]), asked["twins"], at=at)


def check_brief(brief: Brief, *, at: datetime) -> Check:
    """Return cover and price of a brief that was written down."""
    castings = brief.casting.select_related("twin__owner__user", "licence").order_by("pk")
    if not castings:
        return Check([_("Choose at least one model.")])
    licences = {each.twin: each.licence for each in castings if each.licence}
    uses = list(brief.uses.all())
    return check_twins(brief, uses, [each.twin for each in castings], at=at, licences=licences)


def check_twins(
    brief: Brief,
    uses: Sequence[Use],
    twins: Iterable[Twin],
    *,
    at: datetime,
    licences: dict[Twin, Licence] | None = None,
) -> Check:
    """Return cover and price of ``uses`` for each twin, and of all pictures together."""
    fixed = licences or {}
    checks = [
        _check_twin(brief, twin, fixed.get(twin) or rights.best_licence(twin, brief.brand, at),
                    uses, at)
        for twin in twins
    ]  # fmt: skip
    sums = _add(check.sums for check in checks)
    pictures = brief.pictures
    if not sums:
        return Check([], checks)
    lines = [Line(_how_many(brief), _written(sums), _("one comes to"))] if pictures > 1 else []
    total = {currency: amount * pictures for currency, amount in sums.items()}
    return Check([], checks, lines, _written(total))


def _how_many(brief: Brief) -> str:
    if brief.together:
        words = ngettext("%(count)s picture", "%(count)s pictures", brief.pictures)
    else:
        words = ngettext(
            "%(count)s picture of each model", "%(count)s pictures of each model", brief.pictures
        )
    return words % {"count": brief.pictures}


def _missing(asked: dict[str, Any]) -> list[str]:
    needs = {
        "twins": _("Choose at least one model."),
        "channels": _("Choose at least one channel."),
        "territories": _("Choose at least one territory."),
        "starts_on": _("Say from which day."),
        "ends_on": _("Say until which day."),
    }
    missing = [sentence for name, sentence in needs.items() if not asked.get(name)]
    if not missing and asked["ends_on"] < asked["starts_on"]:
        missing = [_("The use ends before it begins.")]
    return missing


def _unsaved(brand: Organisation, asked: dict[str, Any]) -> Brief:
    zone = brand.time_zone
    return Brief(
        brand=brand,
        product_line=asked.get("product_line") or "",
        contexts=list(asked.get("contexts") or []),
        territories=list(asked["territories"]),
        starts_at=start_of(asked["starts_on"], zone),
        ends_at=end_of(asked["ends_on"], zone),
        months=months_between(asked["starts_on"], asked["ends_on"]),
        zone=zone,
        generator=asked.get("generator") or "",
        pictures=asked.get("pictures") or 1,
        together=bool(asked.get("together")),
    )


def _check_twin(
    brief: Brief, twin: Twin, licence: Licence | None, uses: Sequence[Use], at: datetime
) -> TwinCheck:
    standing = rights.standing(
        twin,
        licence,
        uses,
        at=at,
        generator=brief.generator,
        published=rights.claimed(licence) if licence else 0,
    )
    gaps = [gap.sentence for gap in standing.gaps]
    if licence is None:
        note = _("Her price stands in the licence that you agree on with her first.")
        return TwinCheck(str(twin), gaps, note=note)
    try:
        paid = pay_lines(licence, uses)
    except Invalid as error:
        return TwinCheck(str(twin), [*gaps, error.sentence])
    return _priced(str(twin), gaps, paid)


def _priced(name: str, gaps: list[str], paid: list[dict[str, str | int]]) -> TwinCheck:
    fees = _add({str(line["currency"]): Decimal(line["client_fee"])} for line in paid)
    sums = _add([{str(line["currency"]): Decimal(line["gross"])} for line in paid] + [fees])
    lines = [_line(line) for line in paid]
    if any(fees.values()):
        lines.append(Line(_("Client fee"), _written(fees)))
    note = _("Priced is what the licence has a price for; the rest is not covered.") if gaps else ""
    return TwinCheck(name, gaps, lines, _written(sums), note, sums)


def _line(line: dict[str, str | int]) -> Line:
    amount = money(Decimal(line["gross"]), str(line["currency"]))
    if line["kind"] == "image":
        return Line(_("Each picture"), amount)
    where, months = words.territory(str(line["territory"])), words.months(int(line["months"]))
    detail = _("in %(where)s, %(months)s") % {"where": where, "months": months}
    return Line(words.medium(str(line["medium"])), amount, detail)


def _add(parts: Iterable[Sums]) -> Sums:
    sums: Sums = defaultdict(Decimal)
    for part in parts:
        for currency, amount in part.items():
            sums[currency] += amount
    return dict(sums)


def _written(sums: Sums) -> str:
    return " + ".join(money(amount, currency) for currency, amount in sorted(sums.items()))
