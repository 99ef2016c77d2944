"""Consent: signed and taken back by herself alone, and never changed in between."""

import hashlib
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from portal import audit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.instants import last_day
from portal.models import AuditEvent
from tests.people import NOON, a_world, timedelta, user
from twins import coverage
from twins.actions.consent import Statement, sign_consent, withdraw_consent
from twins.actions.representation import end_representation
from twins.actions.twin import create_twin
from twins.models import Consent, ConsentEvent, Twin
from twins.models.consent import newest_consent
from twins.terms import Purpose

pytestmark = pytest.mark.django_db

STATEMENT: dict[str, object] = {
    "purposes": ("storage", "making"),
    "generators": ("studio",),
    "territories": ("EU",),
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2027, 5, 31),
    "is_adult": True,
    "identity_confirmed": True,
}


def statement(**changed: object) -> Statement:
    return Statement(**{**STATEMENT, **changed})  # type: ignore[arg-type]


@pytest.fixture
def twin() -> Twin:
    return create_twin(actor=user("Mila"), at=NOON)


def sign(twin: Twin, **changed: object) -> Consent:
    return sign_consent(twin=twin, statement=statement(**changed), actor=twin.owner.user, at=NOON)


def refused(twin: Twin, hours: int = 0) -> set[str]:
    consent = newest_consent(twin, NOON)
    terms = consent.terms() if consent else None
    return {gap.code for gap in coverage.consent_now(terms, at=NOON + timedelta(hours=hours))}


def test_only_she_signs_and_only_she_takes_back() -> None:
    world = a_world()
    impostors = (world.ada, world.bo, world.bram, world.sam, user("Ida", is_superuser=True))
    for impostor in impostors:
        with pytest.raises(NotAllowed):
            sign_consent(twin=world.twin, statement=statement(), actor=impostor, at=NOON)
        with pytest.raises(NotAllowed):
            withdraw_consent(twin=world.twin, actor=impostor, at=NOON)
    assert world.twin.consents.count() == 1


def test_nobody_signs_with_an_account_that_is_closed(twin: Twin) -> None:
    closed = twin.owner.user
    closed.is_active = False
    with pytest.raises(NotAllowed):
        sign_consent(twin=twin, statement=statement(), actor=closed, at=NOON)


@pytest.mark.parametrize("missing", ["is_adult", "identity_confirmed"])
def test_a_consent_is_by_an_adult_whom_somebody_knows(twin: Twin, missing: str) -> None:
    with pytest.raises(Invalid, match="adult whose identity was confirmed"):
        sign(twin, **{missing: False})


def test_what_cannot_be_meant_is_refused_in_words(twin: Twin) -> None:
    with pytest.raises(Invalid, match="ends before it begins"):
        sign(twin, ends_on=date(2025, 12, 31))
    with pytest.raises(Invalid, match="does not name"):
        sign(twin, purposes=("storage", "everything"))
    with pytest.raises(Invalid, match="no time zone"):
        sign(twin, zone="Europe/Atlantis")


def test_her_days_are_whole_in_the_zone_that_she_signed_for(twin: Twin) -> None:
    consent = sign(twin, zone="America/New_York")
    assert consent.starts_at.isoformat() == "2026-01-01T05:00:00+00:00"
    assert consent.ends_at.isoformat() == "2027-06-01T04:00:00+00:00"


def test_a_consent_of_one_day_lasts_that_day(twin: Twin) -> None:
    consent = sign(twin, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 23))
    assert consent.ends_at - consent.starts_at == timedelta(days=1)
    assert not refused(twin)


def test_the_newest_version_counts_and_the_older_stays_as_it_was(twin: Twin) -> None:
    first = sign(twin)
    second = sign(twin, purposes=("storage",))
    assert (first.version, second.version) == (1, 2)
    assert refused(twin) == {"purpose_refused"}
    assert Consent.objects.get(pk=first.pk).purposes == ["making", "storage"]


def test_a_version_counts_from_its_signature_on(twin: Twin) -> None:
    first = sign(twin)
    later = NOON + timedelta(days=1)
    sign_consent(twin=twin, statement=statement(), actor=twin.owner.user, at=later)
    assert newest_consent(twin, NOON) == first


def test_a_withdrawal_refuses_from_its_own_instant_on(twin: Twin) -> None:
    sign(twin)
    withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON + timedelta(hours=1))
    assert not refused(twin)
    assert refused(twin, hours=1) == {"consent_withdrawn"}


def test_one_purpose_is_taken_back_and_the_others_stay(twin: Twin) -> None:
    sign(twin, purposes=("storage", "making", "listing"))
    taken = withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON, purposes=["listing"])
    assert set(taken.terms().withdrawn) == {Purpose.LISTING}
    assert not refused(twin)
    withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON)
    taken_back = ConsentEvent.objects.filter(kind="withdrawn").values_list("purposes", flat=True)
    assert sorted(taken_back) == [["listing"], ["making", "storage"]]


def test_nothing_is_taken_back_twice_or_before_it_was_given(twin: Twin) -> None:
    with pytest.raises(Conflict, match="no consent"):
        withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON)
    sign(twin)
    withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON)
    for purposes in (None, ["making"], ["training"]):
        with pytest.raises(Conflict, match="already"):
            withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON, purposes=purposes)
    with pytest.raises(Invalid):
        withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON, purposes=["everything"])


def test_each_act_leaves_a_row_for_whoever_must_follow_and_a_line_in_her_trail(twin: Twin) -> None:
    sign(twin)
    withdraw_consent(twin=twin, actor=twin.owner.user, at=NOON)
    assert ConsentEvent.objects.filter(handled_at__isnull=True).count() == 2
    acts = AuditEvent.objects.filter(chain_id=twin.owner_id).values_list("act", flat=True)
    assert list(acts) == ["twin.created", "consent.signed", "consent.withdrawn"]
    assert audit.verify_chain(twin.owner_id).broken_at is None


def test_an_agency_that_she_left_reads_nothing_more_of_her() -> None:
    world = a_world()
    before = AuditEvent.objects.filter(chain_id=world.agency.pk).count()
    end_representation(
        representation=world.twin.representations.get(), actor=world.mila, at=world.at
    )
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    news = AuditEvent.objects.filter(chain_id=world.agency.pk)[before:]
    assert [event.act for event in news] == ["representation.ended"]


def test_an_agency_whose_time_ran_out_reads_nothing_more_of_her() -> None:
    world = a_world()
    world.at += timedelta(days=700)
    world.consent(world.twin, world.mila, ends_on=date(2030, 1, 1))
    news = AuditEvent.objects.filter(chain_id=world.agency.pk, at=world.at)
    assert not news.exists()


def _document(consent: Consent) -> bytes:
    """Work the signed document out again from what is kept."""
    again = Statement(
        purposes=tuple(consent.purposes),
        generators=tuple(consent.generators),
        territories=tuple(consent.territories),
        excluded_contexts=tuple(consent.excluded_contexts),
        starts_on=consent.starts_at.astimezone(ZoneInfo(consent.zone)).date(),
        ends_on=last_day(consent.ends_at, consent.zone),
        zone=consent.zone,
        credit_name=consent.credit_name,
        processors=tuple(consent.processors),
        storage_place=consent.storage_place,
        language=consent.language,
        adviser=consent.adviser,
        after_death=consent.after_death,
        is_adult=consent.is_adult,
        identity_confirmed=consent.identity_confirmed,
        text_version=consent.text_version,
    )
    return again.document(twin=consent.twin, version=consent.version, at=consent.signed_at)


def test_the_signature_can_be_proved_from_the_row_alone(twin: Twin) -> None:
    signed = sign(twin, purposes=("storage", "making", "storage"), adviser="Her union")
    kept = Consent.objects.get(pk=signed.pk)
    assert hashlib.sha256(_document(kept)).hexdigest() == kept.document_sha256
    kept.territories = ["WORLD"]
    assert hashlib.sha256(_document(kept)).hexdigest() != kept.document_sha256


def test_two_who_say_the_same_sign_two_documents(twin: Twin) -> None:
    other = create_twin(actor=user("Ines"), at=NOON)
    signed = {sign(each).document_sha256 for each in (twin, other, twin)}
    assert len(signed) == 3
