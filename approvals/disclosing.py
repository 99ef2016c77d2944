"""From a publication's rows to the disclosed picture: the bridge to the pure pipeline."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals import marking, signing
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.pipeline import Disclosed, disclose
from approvals.disclosure.rendition import CropBox
from approvals.models import Asset, FoundMarks, Publication
from approvals.offer import channel_form
from portal import storage
from portal.canonical import canonical_sha256
from portal.instants import last_day
from twins import codes, territories


def disclose_publication(publication: Publication) -> Disclosed:
    """Return the bytes to publish: rendition, label, watermark, metadata, signature, fingerprint.

    Reads rows and the master; writes nothing. Raises what ``disclosure.pipeline`` raises.
    """
    return disclose(
        storage.read(publication.master_sha256),
        channel=channel_form(publication.channel),
        crop=CropBox(*publication.crop),
        label_corner=publication.label_corner,  # type: ignore[arg-type]  # a database constraint
        label_variant=publication.label_variant,  # type: ignore[arg-type]  # likewise
        fields=fields_of(publication),
        signer=signing.signer(),
        mark=marking.mark_of(publication),
        language=publication.language,
    )


def fields_of(publication: Publication) -> DisclosureFields:
    """Return what every layer of disclosure says about this publication."""
    draft = publication.draft
    use = publication.use
    return DisclosureFields(
        publication_id=publication.public_id,
        public_url=publication.address,
        brand=draft.brief.brand.name,
        licence_id=_one([str(each.licence_id) for each in publication.approvals.all()]),
        licence_start=use.starts_at.date(),
        licence_end=last_day(use.ends_at, use.zone),
        regions=tuple(territories.name(code) for code in sorted(use.territories)),
        media=(use.medium,),
        usage_terms=usage_terms(publication),
        creators=credits_of(publication),
        credit=", ".join((draft.brief.brand.name, *credits_of(publication))),
        alt_text=publication.alt_text,
        language=publication.language,
        ai_system=draft.ai_system,
        ai_version=draft.ai_version,
        prompt_writer=(draft.run.studio or draft.brief.brand).name,
        digital_source_type=draft.digital_source_type,
        model_release_id=_one([str(each.consent_id) for each in publication.approvals.all()]),
        twin_name=", ".join(names_allowed(publication)),
        approval_url=publication.address,
        approval_sha256=approval_sha256(publication),
        master_sha256=publication.master_sha256,
        reference_sha256s=_references(publication),
        garment_sha256s=tuple(
            draft.brief.assets.filter(kind=Asset.Kind.GARMENT).values_list("file_id", flat=True)
        ),
        placed_garments=draft.run.studio_id is None,
        earlier_manifests=_earlier_manifests(publication),
    )


def approval_sha256(publication: Publication) -> str:
    """Return the hash of the record of approval: decisions and rights by id, no names."""
    return canonical_sha256(
        {
            "publication": publication.pk,
            "master": publication.master_sha256,
            "offer": publication.offer_sha256,
            "approvals": [
                {
                    "twin": approval.twin_id,
                    "consent": approval.consent_id,
                    "licence": approval.licence_id,
                    "brand": approval.brand_decision_id,
                    "model": approval.model_decision_id,
                    "agencies": sorted(
                        str(pk) for pk in approval.agency_decisions.values_list("pk", flat=True)
                    ),
                }
                for approval in publication.approvals.order_by("twin_id")
            ],
        }
    )


def names_allowed(publication: Publication) -> list[str]:
    """Return the stage names that those portrayed allow to be shown (DISCLOSURE §3).

    Who has none is not named: her own name is nobody's business.
    """
    approvals = publication.approvals.select_related("twin__owner__user", "consent")
    users = [
        getattr(each.twin.owner, "user", None) for each in approvals if each.consent.credit_name
    ]
    return [user.known_as for user in users if user is not None and user.known_as]


def credits_of(publication: Publication) -> tuple[str, ...]:
    """Return who is credited, with what each did, in the language of the publication."""
    crew = publication.draft.brief.crew.credited().select_related("person__user").order_by("role")
    with translation.override(publication.language):
        return tuple(f"{member.person} ({member.get_role_display()})" for member in crew)


def usage_terms(publication: Publication) -> str:
    """Return what the picture may be used for, in the language of the publication."""
    use = publication.use
    with translation.override(publication.language):
        return _(
            "Licensed to %(brand)s for %(medium)s in %(places)s until %(day)s. "
            "The person shown can withdraw it: see %(address)s."
        ) % {
            "brand": publication.draft.brief.brand,
            "medium": codes.medium(use.medium),
            "places": territories.told(use.territories),
            "day": date_format(last_day(use.ends_at, use.zone), "DATE_FORMAT"),
            "address": publication.address,
        }


def _references(publication: Publication) -> tuple[str, ...]:
    twins = publication.approvals.values("twin")
    from twins.models import Reference

    kept = Reference.objects.kept().filter(twin__in=twins)
    return tuple(kept.values_list("file_id", flat=True))


def _earlier_manifests(publication: Publication) -> tuple[tuple[str, str], ...]:
    """The files behind the picture that came signed by somebody: materials, and the delivery."""
    draft = publication.draft
    files = [*draft.brief.assets.values_list("file_id", flat=True), draft.master_id]
    found = FoundMarks.objects.filter(file__in=files).exclude(manifest="")
    return tuple(found.order_by("sent_sha256").values_list("sent_sha256", "manifest"))


def _one(values: list[str]) -> str:
    return ", ".join(sorted(set(values)))
