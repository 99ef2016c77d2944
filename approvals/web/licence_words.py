"""A licence in plain words: all that it says, what it pays, who signed it and who has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.web import brief_words as words
from portal.canonical import canonical_sha256
from portal.models import Organisation
from portal.money import money
from twins.models import Licence, LicencePart, LicenceSignature
from twins.pricing import Unpriced, quote
from twins.terms import Use

Side = LicenceSignature.Side
type Fact = tuple[str, str]

READ = (
    "twin_id brand_id end_user financial_tie scope purpose product_line media territories "
    "starts_at ends_at zone image_cap permitted_alterations prohibited_contexts exclusivity "
    "competitors exclusivity_fee minimum_fee payment_days no_use_until_paid credits_unused_time "
    "posts_stay_in_archives"
).split()
"""All that the sides agree to; its parts come besides."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One side, and whether it signed."""

    who: str
    word: str
    tone: str


@dataclass(frozen=True)
class Prices:
    """One part of a licence; its card counts for what is paid once, or another part's does."""

    part: LicencePart
    with_set_up: bool


@dataclass(frozen=True)
class Price:
    """What one picture costs for a time, and what of that is hers where she reads it."""

    term: str
    words: str
    share: str = ""


@dataclass(frozen=True)
class PriceList:
    """What one picture costs in some territories: a row for each medium, a column for each term."""

    title: str
    terms: list[str]
    rows: list[tuple[str, list[Price]]]


def what_is_read(licence: Licence) -> str:
    """The hash of all that stands on the page: who signs, signs what she read, or nothing."""
    parts = [
        (str(each.agency_id), each.territories, str(each.rate_card_id), str(each.commission))
        for each in licence.parts.all()
    ]
    signed = [(each.side, str(each.organisation_id)) for each in licence.signatures.all()]
    said = {name: getattr(licence, name) for name in READ}
    return canonical_sha256(
        {"licence": licence.pk, **said, "parts": sorted(parts), "signed": sorted(signed)}
    )


def state(licence: Licence, at: datetime) -> tuple[str, str]:
    """Return how it stands, as a word and a tone."""
    if licence.ended_at is not None:
        was = licence.in_force_since is not None
        return (_("ended") if was else _("declined")), "ended"
    if licence.ends_at <= at:
        return _("its time is over"), "ended"
    if licence.in_force_since is None:
        return _("waits to be signed"), "wait"
    if licence.starts_at > at:
        return _("signed; begins on %(day)s") % {"day": _first_day(licence)}, "live"
    return _("in force"), "live"


def use(licence: Licence) -> list[Fact]:
    """Return what may be done: for whom, for what, where, from when to when."""
    return _told(
        (_("May use"), str(licence.twin)),
        (_("Brand"), str(licence.brand)),
        (_("For"), licence.end_user),
        (_("Scope"), licence.scope),
        (_("Purpose"), licence.purpose),
        (_("Product line"), licence.product_line),
        (_("Shown in"), ", ".join(map(words.medium, licence.media))),
        (_("Where"), words.territory_names(licence.territories)),
        (_("From"), _first_day(licence)),
        (_("Until"), words.until(licence.ends_at, licence.zone)),
        (_("Days counted in"), licence.zone),
        (_("Pictures at most"), str(licence.image_cap)),
    )


def limits(licence: Licence) -> list[Fact]:
    """Return what may not be done, and what it keeps others from."""
    never = ", ".join(str(words.CONTEXTS.get(code, code)) for code in licence.prohibited_contexts)
    beyond = _("all that the consent leaves out")
    altered = ", ".join(licence.permitted_alterations)
    return _told(
        (_("Never for"), f"{never}, {beyond}" if never else beyond),
        (_("May be altered"), altered or _("nothing; the shape of the body never")),
        (_("Other brands"), _exclusivity(licence)),
        (_("Ties between brand and agency"), licence.financial_tie or _("none")),
        (
            _("Posts already made"),
            _("may stay in a channel's archive when it ends")
            if licence.posts_stay_in_archives
            else _("come down when it ends"),
        ),
    )


def pay(licence: Licence, prices: Iterable[Prices], *, hers: bool) -> list[Fact]:
    """Return what is paid besides the prices of uses, and when it is due.

    ``prices``: those that the reader may know; ``hers``: she reads it herself, and learns what of
    it is hers.
    """
    told = [fact for each in prices for fact in _fees(each, hers=hers)]
    currency = next((part.rate_card.currency for part in licence.parts.all()), "EUR")
    days = ngettext("%(count)s day", "%(count)s days", licence.payment_days)
    return [
        *told,
        *_fee(_("At least, in all"), licence.minimum_fee, currency),
        *_fee(_("For being exclusive"), licence.exclusivity_fee, currency),
        (_("Paid within"), days % {"count": licence.payment_days}),
        (
            _("Before it is paid"),
            _("nothing may be published")
            if licence.no_use_until_paid
            else _("pictures may be published"),
        ),
        (
            _("Time that is not used"),
            _("is credited by the day if it ends early")
            if licence.credits_unused_time
            else _("is not credited if it ends early"),
        ),
    ]


def price_lists(licence: Licence, prices: Iterable[Prices], *, hers: bool) -> list[PriceList]:
    """Return what one picture costs, by medium and time, in each part whose prices are known."""
    return [_price_list(licence, each.part, hers=hers) for each in prices]


def signatures(licence: Licence) -> list[Signed]:
    """Return every side with its signature, or that it is missing."""
    there = {(each.side, each.organisation_id): each for each in licence.signatures.all()}
    return [
        _signed(
            str(organisation or licence.twin),
            there.get((side, organisation.pk if organisation else None)),
            is_over=licence.ended_at is not None,
        )
        for side, organisation in licence.sides()
    ]


def missing(licence: Licence, but: tuple[str, UUID | None]) -> list[str]:
    """Return whose signatures are missing besides one."""
    there = {(each.side, each.organisation_id) for each in licence.signatures.all()} | {but}
    return [
        str(organisation or licence.twin)
        for side, organisation in licence.sides()
        if (side, organisation.pk if organisation else None) not in there
    ]


def for_whom(side: str, organisation: Organisation | None) -> str:
    """Say for whom somebody signs."""
    if side == Side.MODEL or organisation is None:
        return _("You sign for yourself.")
    return _("You sign for %(organisation)s.") % {"organisation": organisation}


def _fees(prices: Prices, *, hers: bool) -> list[Fact]:
    part, card = prices.part, prices.part.rate_card
    told = _fee(_("For each picture besides"), card.per_image, card.currency)
    if prices.with_set_up:
        told += _fee(_("Once, for setting up"), card.set_up, card.currency)
    if hers and part.agency is not None:
        told.append((_("Kept by %(agency)s") % {"agency": part.agency}, _percent(part.commission)))
    if part.agency is not None and card.client_fee:
        on_top = _("%(share)s, paid by the brand") % {"share": _percent(card.client_fee)}
        told.append((_("On top, for %(agency)s") % {"agency": part.agency}, on_top))
    return told


def _price_list(licence: Licence, part: LicencePart, *, hers: bool) -> PriceList:
    terms = sorted(part.rate_card.rates().terms)
    names = {
        "who": part.agency or licence.twin,
        "places": words.territory_names(part.territories),
        "currency": part.rate_card.currency,
    }
    return PriceList(
        title=_("Rates of %(who)s, in %(places)s, in %(currency)s") % names,
        terms=[words.months(months) for months in terms],
        rows=[
            (
                words.medium(each),
                [_price(licence, part, each, months, hers=hers) for months in terms],
            )
            for each in licence.media
        ],
    )


def _price(licence: Licence, part: LicencePart, medium: str, months: int, *, hers: bool) -> Price:
    use = Use(
        medium=medium,
        territories=frozenset(part.territories),
        starts_at=licence.starts_at,
        ends_at=licence.ends_at,
        months=months,
        product_line=licence.product_line,
    )
    try:
        told = quote(part.rate_card.rates(), [use], commission=part.commission, per_image=False)
    except Unpriced:
        return Price(words.months(months), _("no price yet"))
    price, net = (words.amount_only(each.amount) for each in (told.gross, told.net))
    share = _("yours %(net)s") % {"net": net} if hers else ""
    return Price(words.months(months), price, share)


def _exclusivity(licence: Licence) -> str:
    if licence.exclusivity == Licence.Exclusivity.NONE:
        return _("may use the same twin")
    named = ", ".join(licence.competitors)
    label = str(licence.get_exclusivity_display())
    return f"{label}: {named}" if named else label


def _fee(term: str, amount: Decimal, currency: str) -> list[Fact]:
    return [(term, money(amount, currency))] if amount else []


def _percent(share: Decimal) -> str:
    return f"{share.normalize():f} %"


def _signed(who: str, signature: LicenceSignature | None, *, is_over: bool) -> Signed:
    if signature is None:
        return Signed(who=who, word=_("not signed"), tone="ended" if is_over else "wait")
    day = date_format(timezone.localtime(signature.at), "DATE_FORMAT")
    said = {"day": day, "person": signature.person}
    return Signed(who=who, word=_("signed by %(person)s on %(day)s") % said, tone="yes")


def _first_day(licence: Licence) -> str:
    return date_format(licence.starts_at.astimezone(ZoneInfo(licence.zone)), "DATE_FORMAT")


def _told(*facts: Fact) -> list[Fact]:
    return [(term, said) for term, said in facts if said]
