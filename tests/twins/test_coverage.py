"""Consent and licence cover a use, or every reason why not is a sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twins import coverage
from twins.terms import ConsentTerms, LicenceTerms, Purpose, Use

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
LATER = AT + timedelta(days=1)

CONSENT = ConsentTerms(
    purposes=frozenset({Purpose.STORAGE, Purpose.MAKING, Purpose.LISTING}),
    withdrawn={},
    starts_at=AT - YEAR,
    ends_at=AT + 2 * YEAR,
    zone="Europe/Berlin",
    territories=frozenset({"WORLD"}),
    excluded_contexts=frozenset({"swimwear"}),
    generators=frozenset({"layout", "studio"}),
)
LICENCE = LicenceTerms(
    signed_at=AT - timedelta(days=30),
    ended_at=None,
    starts_at=AT - timedelta(days=30),
    ends_at=AT + YEAR,
    zone="Europe/Berlin",
    media=frozenset({"web", "social"}),
    territories=frozenset({"EU"}),
    product_line="knitwear",
    image_cap=5,
    prohibited_contexts=frozenset({"alcohol"}),
    awaits_payment=False,
)
USE = Use(
    medium="web",
    territories=frozenset({"DE", "FR"}),
    starts_at=AT - timedelta(days=7),
    ends_at=AT + timedelta(days=180),
    months=6,
    product_line="knitwear",
)


def gaps(
    use: Use = USE,
    consent: ConsentTerms | None = CONSENT,
    licence: LicenceTerms | None = LICENCE,
    **more: Any,
) -> dict[str, str]:
    found = coverage.plan(use, consent, licence, **{"at": AT, **more})
    return {gap.code: gap.sentence for gap in found}


def gaps_now(
    use: Use = USE,
    consent: ConsentTerms | None = CONSENT,
    licence: LicenceTerms | None = LICENCE,
    at: datetime = AT,
) -> set[str]:
    return {gap.code for gap in coverage.now(use, consent, licence, at=at)}


def test_a_use_within_consent_and_licence_is_covered() -> None:
    assert not gaps()
    assert not gaps_now()


def test_without_a_consent_or_a_licence_nothing_is_covered() -> None:
    assert set(gaps(consent=None)) == {"consent_missing"}
    assert set(gaps(licence=None)) == {"licence_missing"}


@pytest.mark.parametrize(
    ("changed", "code", "sentence"),
    [
        ({"withdrawn": {Purpose.MAKING: AT}}, "consent_withdrawn", "was taken back"),
        ({"withdrawn": {Purpose.STORAGE: AT}}, "consent_withdrawn", "was taken back"),
        ({"purposes": frozenset({Purpose.STORAGE})}, "purpose_refused", "making pictures"),
        ({"purposes": frozenset({Purpose.MAKING})}, "purpose_refused", "keeping her photographs"),
        ({"starts_at": LATER}, "consent_not_begun", "begins on 24 November 2026"),
        ({"ends_at": AT}, "consent_over", "ended on 23 November 2026"),
        ({"territories": frozenset({"DE"})}, "consent_territory", "leaves out France"),
        ({"ends_at": LATER}, "consent_too_short", "before the use does"),
        ({"generators": frozenset({"studio"})}, "generator_not_named", "“layout”"),
    ],
)
def test_each_limit_of_her_consent_is_a_gap_in_words(
    changed: dict[str, Any], code: str, sentence: str
) -> None:
    found = gaps(consent=replace(CONSENT, **changed), generator="layout")
    assert set(found) == {code}
    assert sentence in found[code]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"signed_at": None}, "licence_unsigned"),
        ({"signed_at": LATER}, "licence_unsigned"),
        ({"ended_at": AT}, "licence_ended"),
        ({"ends_at": AT}, "licence_over"),
        ({"ends_at": LATER}, "licence_too_short"),
        ({"starts_at": AT}, "licence_too_late"),
        ({"media": frozenset({"social"})}, "licence_medium"),
        ({"territories": frozenset({"DE"})}, "licence_territory"),
        ({"product_line": "denim"}, "licence_product_line"),
        ({"awaits_payment": True}, "licence_unpaid"),
        ({"image_cap": 0}, "cap_reached"),
    ],
)
def test_each_limit_of_the_licence_is_a_gap_of_its_own(changed: dict[str, Any], code: str) -> None:
    assert set(gaps(licence=replace(LICENCE, **changed))) == {code}


def test_contexts_that_she_or_the_licence_excludes_are_named() -> None:
    found = coverage.plan(
        replace(USE, contexts=frozenset({"swimwear", "alcohol", "fur"})), CONSENT, LICENCE, at=AT
    )
    assert [gap.sentence for gap in found] == [
        "The consent excludes swimwear.",
        "The licence prohibits alcohol.",
    ]


def test_the_cap_is_reached_with_the_last_picture_and_not_before() -> None:
    assert not gaps(published=4)
    assert set(gaps(published=5)) == {"cap_reached"}


def test_the_cap_ends_nothing_that_is_live() -> None:
    assert not gaps_now(), "how many there are is not asked of what is shown already"


def test_taking_back_what_pictures_do_not_need_leaves_them() -> None:
    assert not gaps(consent=replace(CONSENT, withdrawn={Purpose.LISTING: AT}))


def test_a_withdrawal_that_is_still_to_come_is_none_yet() -> None:
    consent = replace(CONSENT, withdrawn={Purpose.MAKING: LATER})
    assert not gaps_now(consent=consent)
    assert "consent_withdrawn" in gaps_now(consent=consent, at=LATER)


def test_only_what_was_taken_back_counts_as_withdrawal() -> None:
    taken = {
        gap.code
        for licence in (replace(LICENCE, ended_at=AT), replace(LICENCE, ends_at=AT))
        for gap in coverage.now(USE, CONSENT, licence, at=AT)
        if gap.is_withdrawal
    }
    assert taken == {"licence_ended"}


def test_a_use_is_exercised_from_its_first_instant_until_the_one_before_its_end() -> None:
    use = replace(USE, starts_at=AT, ends_at=LATER)
    moment = timedelta(microseconds=1)
    assert gaps_now(use, at=AT - moment) == {"use_not_begun"}
    assert not gaps_now(use, at=AT)
    assert not gaps_now(use, at=LATER - moment)
    assert gaps_now(use, at=LATER) == {"use_over"}


def test_days_are_named_as_the_document_counts_them() -> None:
    """Midnight in Berlin is the evening before in London: the licence says which day it is."""
    midnight = datetime(2027, 5, 31, 22, tzinfo=UTC)
    over = gaps(licence=replace(LICENCE, ends_at=midnight), at=midnight)
    assert over["licence_over"] == "The licence ended on 31 May 2027."
    begins = gaps_now(USE, licence=replace(LICENCE, starts_at=midnight), at=AT)
    assert "licence_not_begun" in begins


def test_one_purpose_is_allowed_while_it_was_agreed_to_and_in_its_time() -> None:
    def allows(consent: ConsentTerms | None, at: datetime = AT) -> bool:
        return coverage.allows(consent, Purpose.LISTING, at=at)

    assert allows(CONSENT)
    assert not allows(None)
    assert not allows(replace(CONSENT, purposes=frozenset({Purpose.STORAGE})))
    assert not allows(replace(CONSENT, withdrawn={Purpose.LISTING: AT}))
    assert allows(replace(CONSENT, withdrawn={Purpose.LISTING: LATER}))
    assert not allows(CONSENT, CONSENT.ends_at)
    assert not allows(CONSENT, CONSENT.starts_at - timedelta(seconds=1))


instants = st.integers(-400, 800).map(lambda days: AT + timedelta(days=days))
some_codes = st.frozensets(st.sampled_from(["DE", "FR", "EU", "US", "WORLD"]), min_size=1)
contexts = st.frozensets(st.sampled_from(["swimwear", "alcohol", "fur"]))
purposes = st.frozensets(st.sampled_from(list(Purpose)))

consents = st.builds(
    ConsentTerms,
    purposes=purposes,
    withdrawn=st.dictionaries(st.sampled_from(list(Purpose)), instants, max_size=2),
    starts_at=instants,
    ends_at=instants,
    zone=st.just("Europe/Berlin"),
    territories=some_codes,
    excluded_contexts=contexts,
    generators=st.frozensets(st.sampled_from(["layout", "studio"])),
)
licences = st.builds(
    LicenceTerms,
    signed_at=st.none() | instants,
    ended_at=st.none() | instants,
    starts_at=instants,
    ends_at=instants,
    zone=st.just("Europe/Berlin"),
    media=st.frozensets(st.sampled_from(["web", "social"])),
    territories=some_codes,
    product_line=st.sampled_from(["knitwear", "denim"]),
    image_cap=st.integers(0, 5),
    prohibited_contexts=contexts,
    awaits_payment=st.booleans(),
)
uses = st.builds(
    Use,
    medium=st.sampled_from(["web", "social"]),
    territories=some_codes,
    starts_at=instants,
    ends_at=instants,
    months=st.just(6),
    product_line=st.sampled_from(["knitwear", "denim"]),
    contexts=contexts,
)


def codes_of(*asked: Any, **more: Any) -> set[str]:
    return {gap.code for gap in coverage.plan(*asked, at=AT, generator="layout", **more)}


@given(uses, consents, licences)
def test_giving_more_never_takes_anything_away(
    use: Use, consent: ConsentTerms, licence: LicenceTerms
) -> None:
    """Whatever one limit is widened to, no gap appears that was not there before."""
    before = codes_of(use, consent, licence)
    wider_consents: list[dict[str, Any]] = [
        {"purposes": frozenset(Purpose), "withdrawn": {}},
        {"starts_at": AT - 9 * YEAR},
        {"territories": frozenset({"WORLD"})},
        {"excluded_contexts": frozenset()},
        {"generators": frozenset({"layout", "studio"})},
    ]
    wider_licences: list[dict[str, Any]] = [
        {"signed_at": AT},
        {"ended_at": None},
        {"starts_at": AT - 9 * YEAR},
        {"media": frozenset({"web", "social"})},
        {"territories": frozenset({"WORLD"})},
        {"product_line": use.product_line},
        {"image_cap": 99},
        {"prohibited_contexts": frozenset()},
        {"awaits_payment": False},
    ]
    for changed in wider_consents:
        assert codes_of(use, replace(consent, **changed), licence) <= before
    for changed in wider_licences:
        assert codes_of(use, consent, replace(licence, **changed)) <= before
    assert codes_of(replace(use, contexts=frozenset()), consent, licence) <= before


@given(uses, consents, licences)
def test_a_longer_right_only_ever_lifts_the_gaps_of_time(
    use: Use, consent: ConsentTerms, licence: LicenceTerms
) -> None:
    """A right that was over may now be too short; it never loses anything else."""
    before = codes_of(use, consent, licence)
    longer = codes_of(
        use,
        replace(consent, ends_at=consent.ends_at + YEAR),
        replace(licence, ends_at=licence.ends_at + YEAR),
    )
    assert longer - before <= {"consent_too_short", "licence_too_short"}
    if "consent_too_short" in longer - before:
        assert "consent_over" in before
    if "licence_too_short" in longer - before:
        assert "licence_over" in before


@given(uses, consents, licences, instants)
def test_what_may_not_be_planned_may_not_be_shown(
    use: Use, consent: ConsentTerms, licence: LicenceTerms, at: datetime
) -> None:
    planned = {gap.code for gap in coverage.plan(use, consent, licence, at=at)}
    assert planned <= {gap.code for gap in coverage.now(use, consent, licence, at=at)}


@given(uses, consents, licences, instants)
def test_every_gap_has_one_sentence_for_people(
    use: Use, consent: ConsentTerms, licence: LicenceTerms, at: datetime
) -> None:
    for gap in coverage.now(use, consent, licence, at=at):
        assert gap.sentence[0].isupper()
        assert gap.sentence.endswith(".")
        assert gap.sentence.count(". ") == 0
