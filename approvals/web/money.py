"""The model's money: by month, each line a picture and a use."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.models import LedgerEntry
from approvals.web import brief_words
from approvals.web.brand import asker
from approvals.web.inbox import twins_of
from portal.money import money
from portal.zones import in_our_time


@dataclass(frozen=True, kw_only=True)
class Line:
    """One amount, in words and written out."""

    title: str
    brand: str
    use: str
    gross: str
    commission: str
    net: str
    due: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month's lines, with what is hers of them by currency."""

    title: str
    lines: list[Line]
    totals: list[str]


@login_required
@require_safe
@in_our_time
def my_money(request: HttpRequest) -> HttpResponse:
    """Show what the model's pictures earned in one year, month by month."""
    user, at = asker(request), timezone.now()
    twins_of(user)
    entries = LedgerEntry.objects.filter(twin__owner=user.person)
    years = sorted({each.year for each in entries.datetimes("at", "year")}, reverse=True)
    year = _chosen(request.GET.get("year", ""), years)
    page = {
        "months": _months(_of(entries, year)) if year else [],
        "years": years,
        "year": year,
        "earned": _written(_sums(entries)),
        "to_come": _written(_sums(entries.filter(due_at__gt=at))),
    }
    return render(request, "approvals/mine/my_money.html", page)


def _chosen(asked: str, years: list[int]) -> int | None:
    """The year that was asked for, where something was earned in it; else the newest."""
    wanted = [year for year in years if str(year) == asked]
    return next(iter(wanted or years), None)


def _of(entries: QuerySet[LedgerEntry], year: int) -> QuerySet[LedgerEntry]:
    """The year's entries, newest first, with all that a line tells of them."""
    told = entries.select_related("brand", "publication__draft__brief", "licence")
    return told.filter(at__year=year).order_by("-at", "kind", "medium", "territory", "id")


def _months(entries: Iterable[LedgerEntry]) -> list[Month]:
    by_month: dict[datetime, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        begun = timezone.localtime(entry.at).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        by_month[begun].append(entry)
    return [
        Month(
            title=date_format(begun, "YEAR_MONTH_FORMAT"),
            lines=[_line(entry) for entry in found],
            totals=_written(_added(found)),
        )
        for begun, found in by_month.items()
    ]


def _line(entry: LedgerEntry) -> Line:
    publication = entry.publication
    title = publication.draft.brief.title if publication else entry.get_kind_display()
    return Line(
        title=str(title),
        brand=entry.brand.name,
        use=_use(entry),
        gross=money(entry.gross, entry.currency),
        commission=money(entry.commission, entry.currency),
        net=money(entry.net, entry.currency),
        due=date_format(timezone.localtime(entry.due_at), "DATE_FORMAT"),
        href=publication.draft.get_absolute_url() if publication else "",
    )


def _use(entry: LedgerEntry) -> str:
    """What the amount is for: medium and territory of a use, else the kind of fee."""
    if not entry.medium:
        return str(entry.get_kind_display())
    return _("%(medium)s, %(territory)s, %(months)s") % {
        "medium": brief_words.medium(entry.medium),
        "territory": brief_words.territory(entry.territory),
        "months": brief_words.months(entry.months),
    }


def _added(entries: Iterable[LedgerEntry]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sums[entry.currency] += entry.net
    return sums


def _sums(entries: QuerySet[LedgerEntry]) -> dict[str, Decimal]:
    sums = entries.order_by("currency").values_list("currency").annotate(total=Sum("net"))
    return {currency: total for currency, total in sums if total}


def _written(sums: dict[str, Decimal]) -> list[str]:
    return [money(total, currency) for currency, total in sorted(sums.items())]
