"""What a use costs, line by line (DISCLOSURE §5). Pure: rates and uses in, money out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from moneyed import Currency, Money, get_currency

from portal.wording import say as _
from twins import territories
from twins.codes import medium
from twins.terms import Rates, Use

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class QuoteLine:
    """One reason for money, before commission and client fee."""

    what: str
    amount: Money
    medium: str = ""
    territory: str = ""


@dataclass(frozen=True)
class Quote:
    """The price of some uses of one picture of one twin under one agency's card."""

    lines: tuple[QuoteLine, ...]
    gross: Money
    commission: Money
    client_fee: Money

    @property
    def net(self) -> Money:
        """What the model earns."""
        return self.gross - self.commission

    @property
    def total(self) -> Money:
        """What the brand pays."""
        return self.gross + self.client_fee


def quote(
    rates: Rates, uses: Iterable[Use], *, commission: Decimal, per_image: bool = True
) -> Quote:
    """Return the price of ``uses`` of one picture.

    ``fee = base x sum(medium x territory x term) + per image``. A territory within another one of
    the use is not charged again. Commission (per cent) is rounded down, so that the odd cent is
    the model's; the client fee comes on top. Raises ``Unpriced`` where the card has no factor.
    """
    currency = get_currency(rates.currency)
    lines = [
        QuoteLine(
            f"{use.medium}, {place}, {_months(use.months)}",
            _cents(rates.base * _factor(rates, use, place.priced), currency),
            use.medium,
            place.code,
        )
        for use in uses
        for place in _places(rates, use.territories)
    ]
    if per_image and rates.per_image:
        lines.append(QuoteLine("each picture", _cents(rates.per_image, currency)))
    shares = [split(line, commission, rates.client_fee) for line in lines]
    nothing = Money(0, currency)
    return Quote(
        lines=tuple(lines),
        gross=sum((line.amount for line in lines), nothing),
        commission=sum((share.commission for share in shares), nothing),
        client_fee=sum((share.client_fee for share in shares), nothing),
    )


@dataclass(frozen=True)
class Shares:
    """What of one line goes to the agency, and what the client pays on top of it."""

    commission: Money
    client_fee: Money


def split(line: QuoteLine, commission: Decimal, client_fee: Decimal) -> Shares:
    """Return the shares of one line; both rates in per cent. The odd cent is the model's."""
    amount, currency = line.amount.amount, line.amount.currency
    return Shares(
        commission=Money((amount * commission / HUNDRED).quantize(CENT, ROUND_DOWN), currency),
        client_fee=_cents(amount * client_fee / HUNDRED, currency),
    )


class Unpriced(Exception):
    """The card has no price for this; the message says for what."""


def _factor(rates: Rates, use: Use, priced: str) -> Decimal:
    if use.medium not in rates.media:
        raise Unpriced(_("The rates have no price for %(what)s.") % {"what": medium(use.medium)})
    return rates.media[use.medium] * rates.territories[priced] * _term(rates, use.months)


@dataclass(frozen=True)
class _Place:
    """Some territories that are charged together, by the factor of a priced one around them."""

    priced: str
    codes: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.codes[0] if len(self.codes) == 1 else self.priced

    def __str__(self) -> str:
        if self.code in self.codes:
            return territories.name(self.code)
        return f"{territories.names(self.codes)} at the price of {territories.name(self.priced)}"


def _places(rates: Rates, wanted: Iterable[str]) -> list[_Place]:
    """What of ``wanted`` is charged: all that one priced territory surrounds together, once.

    So twenty countries of the EU never cost twenty times the EU.
    """
    wanted = sorted(territories.widest(wanted))
    charged = territories.widest(_priced(rates, code) for code in wanted)
    return [
        _Place(
            priced,
            tuple(code for code in wanted if not territories.missing([code], [priced])),
        )
        for priced in sorted(charged)
    ]


def _priced(rates: Rates, code: str) -> str:
    """The code where the card has it, else the cheapest priced territory around it."""
    if code in rates.territories:
        return code
    around = [priced for priced in rates.territories if not territories.missing([code], [priced])]
    if not around:
        raise Unpriced(
            _("The rates have no price for %(what)s.") % {"what": territories.called(code)}
        )
    return min(around, key=lambda priced: (rates.territories[priced], priced))


def _term(rates: Rates, months: int) -> Decimal:
    """The factor of the shortest priced term that is long enough."""
    long_enough = [term for term in rates.terms if term >= months]
    if not long_enough:
        raise Unpriced(
            _("The rates have no price for so many months: %(count)s.") % {"count": months}
        )
    return rates.terms[min(long_enough)]


def _cents(amount: Decimal, currency: Currency) -> Money:
    return Money(amount.quantize(CENT, ROUND_HALF_EVEN), currency)


def _months(months: int) -> str:
    return f"{months} month" if months == 1 else f"{months} months"
