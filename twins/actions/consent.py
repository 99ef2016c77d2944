"""Sign a consent, and take it back. Nobody but the model can do either."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal import audit
from portal.canonical import canonical_json
from portal.errors import Conflict, Invalid, NotAllowed
from portal.instants import end_of, start_of
from portal.models import User
from portal.queue import enqueue
from twins.locks import lock_twin
from twins.models import Consent, ConsentEvent, Representation, Twin
from twins.models.consent import newest_consent
from twins.terms import ConsentTerms, Purpose

TEXT_VERSION = "2026-11"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What she signs: one yes or no per purpose, and its limits. Days are whole, both included."""

    purposes: tuple[str, ...]
    generators: tuple[str, ...]
    territories: tuple[str, ...]
    excluded_contexts: tuple[str, ...] = ()
    starts_on: date
    ends_on: date
    zone: str = "Europe/Berlin"
    credit_name: bool = False
    processors: tuple[str, ...] = ()
    storage_place: str = ""
    language: str = "en"
    adviser: str = ""
    after_death: str = ""
    is_adult: bool = False
    identity_confirmed: bool = False
    text_version: str = field(default=TEXT_VERSION)

    def terms(self) -> ConsentTerms:
        """Return what would be agreed to from the signature on, as pure values."""
        return ConsentTerms(
            purposes=frozenset(_purposes(self.purposes)),
            withdrawn={},
            starts_at=start_of(self.starts_on, self.zone),
            ends_at=end_of(self.ends_on, self.zone),
            zone=self.zone,
            territories=frozenset(self.territories),
            excluded_contexts=frozenset(self.excluded_contexts),
            generators=frozenset(self.generators),
        )

    def document(self, *, twin: Twin, version: int, at: datetime) -> bytes:
        """Return the canonical bytes that the signature binds: whose twin, when, and what."""
        signed = {
            "twin": twin.pk,
            "person": twin.owner_id,
            "version": version,
            "at": at.astimezone(UTC).isoformat(),
            "purposes": sorted(set(self.purposes)),
        }
        return canonical_json({**asdict(self), **signed})


@transaction.atomic
def sign_consent(
    *,
    twin: Twin,
    statement: Statement,
    actor: User,
    at: datetime,
    how: str = "password",
    signed_from: str | None = None,
) -> Consent:
    """Sign a new version, which counts instead of the older ones and revives nothing.

    Raises ``NotAllowed`` for anybody but the model, ``Invalid`` unless she is a known adult.
    """
    twin, at = lock_twin(twin, at)
    _check_is_herself(twin, actor)
    if not (statement.is_adult and statement.identity_confirmed):
        raise Invalid(_("A consent is signed by an adult whose identity was confirmed."))
    if statement.ends_on < statement.starts_on:
        raise Invalid(_("The consent ends before it begins."))
    purposes = sorted(_purposes(statement.purposes))
    latest = twin.consents.aggregate(latest=Max("version"))["latest"] or 0
    document = statement.document(twin=twin, version=latest + 1, at=at)
    consent = Consent.objects.create(
        twin=twin,
        version=latest + 1,
        language=statement.language,
        text_version=statement.text_version,
        document_sha256=hashlib.sha256(document).hexdigest(),
        identity_confirmed=statement.identity_confirmed,
        is_adult=statement.is_adult,
        signed_by=actor.person,
        signed_at=at,
        signed_how=how,
        signed_from=signed_from,
        purposes=purposes,
        generators=list(statement.generators),
        processors=list(statement.processors),
        storage_place=statement.storage_place,
        excluded_contexts=list(statement.excluded_contexts),
        territories=list(statement.territories),
        credit_name=statement.credit_name,
        adviser=statement.adviser,
        after_death=statement.after_death,
        starts_at=start_of(statement.starts_on, statement.zone),
        ends_at=end_of(statement.ends_on, statement.zone),
        zone=statement.zone,
    )
    _happened(consent, ConsentEvent.Kind.SIGNED, purposes, actor, at, how)
    return consent


@transaction.atomic
def withdraw_consent(
    *,
    twin: Twin,
    actor: User,
    at: datetime,
    purposes: Iterable[str] | None = None,
    how: str = "password",
) -> Consent:
    """Take the consent back, wholly or for some purposes: from this instant on it refuses.

    Waits for a publication that holds the twin's lock, then every later question is answered
    with a gap. What must come down is left as a row for ``approvals`` to claim.
    Raises ``NotAllowed`` for anybody but the model, ``Conflict`` when nothing is left to withdraw.
    """
    twin, at = lock_twin(twin, at)
    _check_is_herself(twin, actor)
    consent = newest_consent(twin, at)
    if consent is None:
        raise Conflict(_("There is no consent to take back."))
    terms = consent.terms()
    left = {purpose for purpose in terms.purposes if purpose not in terms.withdrawn}
    wanted = left if purposes is None else left & _purposes(purposes)
    if not wanted:
        raise Conflict(_("This was taken back already."))
    _happened(consent, ConsentEvent.Kind.WITHDRAWN, sorted(wanted), actor, at, how)
    return Consent.objects.get(pk=consent.pk)


def _purposes(names: Iterable[str]) -> set[Purpose]:
    try:
        return {Purpose(name) for name in names}
    except ValueError as error:
        raise Invalid(_("Nobody can agree to a purpose that this text does not name.")) from error


def _check_is_herself(twin: Twin, actor: User) -> None:
    if actor.person_id != twin.owner_id or not actor.is_active:
        raise NotAllowed(_("Only the model herself signs or takes back her consent."))


def _happened(
    consent: Consent, kind: str, purposes: list[Purpose], actor: User, at: datetime, how: str
) -> None:
    event = ConsentEvent.objects.create(
        consent=consent, kind=kind, purposes=purposes, at=at, by=actor.person, how=how
    )
    agencies = Representation.objects.in_force(at).filter(twin=consent.twin)
    audit.record(
        chains=[consent.twin.owner_id, *agencies.values_list("agency_id", flat=True)],
        person=actor.person,
        at=at,
        act=f"consent.{kind}",
        subject=consent,
        version=consent.version,
        purposes=purposes,
        how=how,
    )
    enqueue("approvals.handle_consent_event", event_id=str(event.pk))
