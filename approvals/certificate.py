"""The certificate of approval: who agreed to what, when, for one published picture.

One record, from rows that never change: the page, the JSON and the PDF say the same. The hash of
the approvals in it stands in the picture's own C2PA manifest, so that the two can be matched.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from approvals.disclosing import approval_sha256
from approvals.models import Approval, Decision, Draft, Publication, Verdict
from portal import access
from portal.canonical import canonical_sha256
from portal.models import User
from twins import territories

VERSION = 1

type Record = dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """Who reads it. Names are told to a person's own side, papers to those who signed them."""

    person: UUID
    organisations: frozenset[UUID]

    @classmethod
    def of(cls, user: User) -> "Reader":
        """Return ``user`` as a reader."""
        own = access.organisations_of(user).values_list("pk", flat=True)
        return cls(user.person_id, frozenset(own))

    def knows(self, decision: Decision) -> bool:
        """Say whether the reader may learn who decided: herself, or a colleague."""
        return decision.person_id == self.person or self._belongs(decision.stage.organisation_id)

    def signed(self, approval: Approval, decisions: list[Decision]) -> bool:
        """Say whether the reader's side has part in this model's consent and licence."""
        sides = [each.stage.organisation_id for each in decisions]
        return approval.twin.owner_id == self.person or any(map(self._belongs, sides))

    def _belongs(self, organisation: UUID | None) -> bool:
        return organisation in self.organisations


def certificate_of(publication: Publication, *, reader: Reader) -> Record:
    """Return the record of one publication, as ``reader`` may read it; instants in UTC."""
    draft, use = publication.draft, publication.use
    record = {
        "certificate": f"Twinset approval, version {VERSION}",
        "publication": {
            "id": publication.public_id,
            "address": publication.address,
            "brand": draft.brief.brand.name,
            "brief": draft.brief.title,
            "channel": publication.channel.title,
            "state": publication.state,
            "live_at": _instant(publication.live_at),
            "down_at": _instant(publication.down_at),
            "down_because": publication.down_because,
        },
        "picture": {
            "master_sha256": publication.master_sha256,
            "ai_system": draft.ai_system,
            "ai_version": draft.ai_version,
            "digital_source_type": draft.digital_source_type,
            "files": [_file(each) for each in publication.files.order_by("made_at")],
        },
        "offer": {
            "sha256": publication.offer_sha256,
            "crop": publication.crop,
            "label": {
                "corner": publication.label_corner,
                "variant": publication.label_variant,
                "language": publication.language,
            },
            "medium": use.medium,
            "territories": sorted(use.territories),
            "where": territories.names(use.territories),
            "starts_at": _instant(use.starts_at),
            "ends_at": _instant(use.ends_at),
            "zone": use.zone,
        },
        "approvals": [_approval(each, reader) for each in _approvals(publication)],
        "approvals_sha256": approval_sha256(publication),
        "asked_before": [_asked(each, reader) for each in _changes(draft)],
    }
    return record | {"sha256": seal(record)}


def seal(record: Record) -> str:
    """Return the hash by which two certificates of one publication are known as such.

    Of what never changes and every reader sees: anybody can work it out from the record.
    """
    return canonical_sha256(
        {
            "publication": record["publication"]["id"],
            "master": record["picture"]["master_sha256"],
            "offer": record["offer"]["sha256"],
            "approvals": record["approvals_sha256"],
        }
    )


def _approvals(publication: Publication) -> list[Approval]:
    decisions = ("brand_decision", "model_decision")
    found = publication.approvals.select_related(
        "twin__owner__user",
        "consent",
        "licence",
        *(f"{name}__stage__organisation" for name in decisions),
        *(f"{name}__stage__twin__owner__user" for name in decisions),
        *(f"{name}__person__user" for name in decisions),
        *(f"{name}__for_person__user" for name in decisions),
    )
    return list(
        found.prefetch_related(
            "agency_decisions__stage__organisation",
            "agency_decisions__person__user",
            "agency_decisions__for_person__user",
        ).order_by("twin")
    )


def _approval(approval: Approval, reader: Reader) -> Record:
    consent, licence = approval.consent, approval.licence
    decisions: list[Decision] = [
        approval.brand_decision,
        *sorted(approval.agency_decisions.all(), key=lambda each: each.sent_at),
        approval.model_decision,
    ]
    signed = reader.signed(approval, decisions)
    papers = {
        "consent": {
            "version": consent.version,
            "document_sha256": consent.document_sha256,
            "signed_at": _instant(consent.signed_at),
        },
        "licence": {
            "id": str(licence.pk),
            "starts_at": _instant(licence.starts_at),
            "ends_at": _instant(licence.ends_at),
            "zone": licence.zone,
        },
    }
    return {
        "model": str(approval.twin),
        "represents_herself": approval.represents_herself,
        "decisions": [
            _decision(each, reader) | (_ground(each, approval) if signed else {})
            for each in decisions
        ],
        **(papers if signed else {}),
    }


def _ground(decision: Decision, approval: Approval) -> Record:
    """On what it was given, as far as it is about this model: of others in the picture nothing."""
    hers = [each for each in decision.grounds if each["twin"] == str(approval.twin_id)]
    consent = decision.consent
    if not decision.grounds and consent is not None and consent.twin_id == approval.twin_id:
        hers = [{"consent_version": consent.version, "licence": str(decision.licence_id)}]
    ground = hers[0] if hers else {"consent_version": None, "licence": None}
    return {"on": {name: ground[name] for name in ("consent_version", "licence")}}


def _decision(decision: Decision, reader: Reader) -> Record:
    stage = decision.stage
    knows = reader.knows(decision)
    return {
        "side": stage.side,
        "for": str(stage.organisation) if stage.organisation else str(stage.twin),
        "person": str(decision.person) if knows else "",
        "instead_of": str(decision.for_person) if knows and decision.for_person else "",
        "verdict": decision.verdict,
        "sent_at": _instant(decision.sent_at),
        "sent_how": decision.sent_how,
        "picture_sha256": decision.draft_sha256,
        "offer_sha256": decision.offer_sha256,
        "policy_version": decision.policy_version,
    }


def _changes(draft: Draft) -> list[Decision]:
    """The changes that were asked of the versions before, oldest first."""
    versions = []
    while draft.parent is not None:
        draft = draft.parent
        versions.append(draft)
    asked = Decision.objects.filter(draft__in=versions, verdict=Verdict.CHANGE)
    return list(asked.select_related("stage__organisation", "stage__twin__owner__user"))


def _asked(decision: Decision, reader: Reader) -> Record:
    """Which side asked for a change; for which reasons, where it was the reader's own.

    A certificate goes out with the pictures: what somebody disliked in them is told to nobody
    else by it, and her free words stay with the picture.
    """
    stage = decision.stage
    return {
        "side": stage.side,
        "for": str(stage.organisation or stage.twin),
        "verdict": decision.verdict,
        "reasons": decision.reasons if reader.knows(decision) else [],
        "sent_at": _instant(decision.sent_at),
        "picture_sha256": decision.draft_sha256,
    }


def _file(file: Any) -> Record:
    return {
        "sha256": file.sha256,
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
        "made_at": _instant(file.made_at),
        "replaced_at": _instant(file.replaced_at),
    }


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
