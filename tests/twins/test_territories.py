"""Territories are sets of countries, however they are called."""

from hypothesis import given
from hypothesis import strategies as st

from twins import territories as places

CODES = ("WORLD", "EU", "EEA", "NORDICS", "DACH", "DE", "AT", "FR", "SE", "NO", "CH", "US", "JP")
some = st.frozensets(st.sampled_from(CODES), max_size=6)


def test_the_world_contains_everything_and_nothing_else_contains_the_world() -> None:
    assert not places.missing(CODES, ["WORLD"])
    assert places.missing(["WORLD"], set(CODES) - {"WORLD"}) == {"WORLD"}


def test_a_group_contains_its_countries_and_needs_all_of_them() -> None:
    assert not places.missing(["DE", "FR"], ["EU"])
    assert places.missing(["EU"], ["DE", "FR"]) == {"EU"}
    assert not places.missing(["EU"], sorted(places.EU))
    assert places.missing(["DACH"], ["EU"]) == {"DACH"}, "Switzerland is not in the EU"


def test_what_two_groups_share_is_named_by_country() -> None:
    assert places.shared(["DACH"], ["EU"]) == {"DE", "AT"}
    assert places.shared(["EU"], ["EEA"]) == {"EU"}
    assert places.shared(["WORLD"], ["EU"]) == {"EU"}
    assert places.shared(["US"], ["EU"]) == frozenset()


def test_the_widest_codes_swallow_those_within_them_but_never_each_other() -> None:
    assert places.widest(["EU", "DE", "NO"]) == {"EU", "NO"}
    assert places.widest(["WORLD", "EU", "US"]) == {"WORLD"}
    assert places.widest([*places.EU, "EU"]) == {"EU"}
    assert places.widest(["EU", "NORDICS"]) == {"EU", "NORDICS"}


def test_territories_have_names_for_people_and_keep_their_code_without_one() -> None:
    assert places.names(["US", "EU", "JP"]) == "the EU, JP, the United States"


@given(some, some)
def test_what_is_shared_lies_in_both(wanted: frozenset[str], part: frozenset[str]) -> None:
    both = places.shared(wanted, part)
    assert not places.missing(both, wanted)
    assert not places.missing(both, part)


@given(some, some)
def test_no_country_that_both_name_is_left_out(
    wanted: frozenset[str], part: frozenset[str]
) -> None:
    both = places.shared(wanted, part)
    for code in ("DE", "AT", "FR", "SE", "NO", "CH", "US", "JP"):
        in_both = not places.missing([code], wanted) and not places.missing([code], part)
        assert in_both == (not places.missing([code], both))


@given(some, some)
def test_sharing_has_no_order(wanted: frozenset[str], part: frozenset[str]) -> None:
    one, other = places.shared(wanted, part), places.shared(part, wanted)
    assert not places.missing(one, other)
    assert not places.missing(other, one)


@given(some, some)
def test_what_is_missing_and_what_is_allowed_are_all_that_was_wanted(
    wanted: frozenset[str], allowed: frozenset[str]
) -> None:
    outside = places.missing(wanted, allowed)
    assert outside <= wanted
    assert not places.missing(wanted - outside, allowed)


@given(some)
def test_the_widest_codes_mean_the_same_countries(codes: frozenset[str]) -> None:
    assert places.widest(codes) <= codes
    assert not places.missing(codes, places.widest(codes))
