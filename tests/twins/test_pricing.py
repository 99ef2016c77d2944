"""What a use costs: line by line, to the cent, and nothing twice."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from twins import territories as places
from twins.pricing import Unpriced, quote, split
from twins.terms import Rates, Use

RATES = Rates(
    currency="EUR",
    base=Decimal(1000),
    per_image=Decimal(50),
    set_up=Decimal(250),
    client_fee=Decimal(20),
    media={"web": Decimal("0.4"), "social": Decimal("0.3")},
    territories={"DE": Decimal(1), "EU": Decimal(2), "WORLD": Decimal(4)},
    terms={1: Decimal("0.2"), 6: Decimal("0.6"), 12: Decimal(1)},
)


def use(*codes: str, medium: str = "web", months: int = 6) -> Use:
    return Use(
        medium=medium,
        territories=frozenset(codes or ["EU"]),
        starts_at=datetime(2026, 11, 1, tzinfo=UTC),
        ends_at=datetime(2027, 5, 1, tzinfo=UTC),
        months=months,
        product_line="knitwear",
    )


def price(*codes: str, rates: Rates = RATES, months: int = 6) -> Decimal:
    asked = use(*codes, months=months)
    found = quote(rates, [asked], commission=Decimal(20), per_image=False)
    return Decimal(found.gross.amount)


def test_a_fee_is_base_times_medium_times_territory_times_term_and_each_picture() -> None:
    found = quote(RATES, [use("EU"), use("DE", medium="social")], commission=Decimal(20))
    assert {line.what: line.amount for line in found.lines} == {
        "web, the EU, 6 months": Money(480, "EUR"),
        "social, Germany, 6 months": Money(180, "EUR"),
        "each picture": Money(50, "EUR"),
    }
    assert (found.gross, found.commission, found.net) == (
        Money(710, "EUR"),
        Money(142, "EUR"),
        Money(568, "EUR"),
    )
    assert (found.client_fee, found.total) == (Money(142, "EUR"), Money(852, "EUR"))


def test_the_picture_itself_is_charged_only_where_the_quote_is_asked_for_it() -> None:
    found = quote(RATES, [use()], commission=Decimal(20), per_image=False)
    assert [line.medium for line in found.lines] == ["web"]


@pytest.mark.parametrize(("months", "cost"), [(1, 160), (2, 480), (6, 480), (7, 800), (12, 800)])
def test_a_term_between_two_prices_costs_the_longer(months: int, cost: int) -> None:
    assert price("EU", months=months) == cost


def test_a_use_that_is_longer_than_every_priced_term_has_no_price() -> None:
    with pytest.raises(Unpriced, match="no price for so many months: 13"):
        price("EU", months=13)


def test_a_medium_or_territory_without_a_price_is_named() -> None:
    with pytest.raises(Unpriced, match="no price for Press and print"):
        quote(RATES, [use(medium="print")], commission=Decimal(0))
    with pytest.raises(Unpriced, match="no price for the United States"):
        price("US", rates=replace(RATES, territories={"EU": Decimal(2)}))


def test_a_country_without_a_price_costs_what_the_cheapest_territory_around_it_does() -> None:
    assert price("FR") == price("EU")
    assert price("US") == price("WORLD")


def test_a_territory_within_another_is_not_charged_again() -> None:
    assert price("EU", "DE") == price("EU")
    assert price("WORLD", "EU", "US") == price("WORLD")


def test_the_rest_of_a_group_costs_the_group_once_and_says_so() -> None:
    rest = sorted(places.EU - {"DE"})
    (line,) = quote(RATES, [use(*rest)], commission=Decimal(20), per_image=False).lines
    assert line.amount == Money(480, "EUR")
    assert line.territory == "EU"
    assert line.what.startswith("web, AT, BE, ")
    assert line.what.endswith(" at the price of the EU, 6 months")


def test_the_odd_cent_is_the_models() -> None:
    (line, _each) = quote(
        replace(RATES, base=Decimal("0.21")), [use("DE", months=12)], commission=Decimal(0)
    ).lines
    assert line.amount == Money("0.08", "EUR")
    assert split(line, Decimal(20), Decimal(0)).commission == Money("0.01", "EUR")


def test_a_price_of_nothing_is_a_line_of_nothing() -> None:
    assert price("EU", rates=replace(RATES, base=Decimal(0))) == 0


cents = st.decimals(0, 100_000, places=2)
per_cent = st.decimals(0, 20, places=2)
codes = st.frozensets(st.sampled_from(["DE", "FR", "EU", "US", "WORLD"]), min_size=1)


@given(cents, cents, per_cent, per_cent, st.lists(codes, min_size=1, max_size=3))
def test_commission_and_net_are_the_gross_and_no_cent_is_lost(
    base: Decimal,
    each: Decimal,
    commission: Decimal,
    fee: Decimal,
    asked: list[frozenset[str]],
) -> None:
    rates = replace(RATES, base=base, per_image=each, client_fee=fee)
    found = quote(rates, [use(*wanted) for wanted in asked], commission=commission)
    assert found.commission + found.net == found.gross
    assert found.gross == sum((line.amount for line in found.lines), Money(0, "EUR"))
    shares = [split(line, commission, fee) for line in found.lines]
    assert found.commission == sum((share.commission for share in shares), Money(0, "EUR"))
    assert found.client_fee == sum((share.client_fee for share in shares), Money(0, "EUR"))
    assert 0 <= found.commission.amount <= found.gross.amount * commission / 100
    for amount in (found.gross, found.commission, found.client_fee):
        assert amount.amount == round(amount.amount, 2)


@given(codes, codes)
def test_asking_for_more_never_costs_more_than_both_apart(
    one: frozenset[str], other: frozenset[str]
) -> None:
    assert price(*one, *other) <= price(*one) + price(*other)


@given(codes, st.integers(1, 12), st.integers(1, 12))
def test_a_longer_use_is_never_cheaper(wanted: frozenset[str], one: int, other: int) -> None:
    shorter, longer = sorted((one, other))
    assert price(*wanted, months=shorter) <= price(*wanted, months=longer)
