"""Whose likeness, allowed what."""

from datetime import timedelta
from decimal import Decimal

from tests.constraints.rows import (
    Breaking,
    again,
    changed,
    consent,
    kept,
    part,
    references,
    representation,
    signature,
    stop,
)
from tests.people import NOON
from twins.models import (
    RateCard,
)

TWINS = (
    Breaking(
        "reference_is_kept_once_for_a_twin",
        "a photograph kept twice",
        lambda w: again(references(w)),
    ),
    Breaking(
        "stop_stands_once_for_a_twin",
        "two stops that stand",
        lambda w: again(stop(w)),
    ),
    Breaking(
        "stop_is_lifted_after_it_was_placed",
        "a stop that was lifted before it was placed",
        lambda w: changed(stop(w), lifted_at=NOON - timedelta(seconds=1)),
    ),
    Breaking(
        "stop_was_placed_in_a_known_way",
        "a stop that nobody knows how she placed",
        lambda w: changed(stop(w), placed_how="pigeon"),
    ),
    Breaking(
        "consent_version_is_unique_for_its_twin",
        "two consents of one version",
        lambda w: again(consent(w)),
    ),
    Breaking(
        "consent_ends_after_it_starts",
        "a consent that ends as it starts",
        lambda w: changed(consent(w), ends_at=consent(w).starts_at),
    ),
    Breaking(
        "consent_is_by_a_known_adult",
        "the consent of somebody under age",
        lambda w: changed(consent(w), is_adult=False),
    ),
    Breaking(
        "consent_is_by_a_known_adult",
        "the consent of nobody knows whom",
        lambda w: changed(consent(w), identity_confirmed=False),
    ),
    Breaking(
        "rate_card_version_is_unique",
        "two rate cards of one version",
        lambda w: again(RateCard.objects.get(agency=w.agency)),
    ),
    Breaking(
        "rate_card_version_is_unique",
        "two rate cards of one version of a model without agency",
        lambda w: again(
            kept(again(RateCard.objects.get(agency=w.agency), agency=None, twin=w.twin))
        ),
    ),
    Breaking(
        "rate_card_belongs_to_somebody",
        "a rate card of nobody",
        lambda w: changed(RateCard.objects.get(agency=w.agency), agency=None),
    ),
    Breaking(
        "rate_card_prices_are_not_negative",
        "a price below nothing",
        lambda w: changed(RateCard.objects.get(agency=w.agency), base=Decimal("-0.01")),
    ),
    Breaking(
        "licence_ends_after_it_starts",
        "a licence that ends as it starts",
        lambda w: changed(w.licence, ends_at=w.licence.starts_at),
    ),
    Breaking(
        "licence_end_has_a_person_and_an_instant",
        "a licence ended by nobody",
        lambda w: changed(w.licence, ended_at=NOON),
    ),
    Breaking(
        "licence_end_has_a_person_and_an_instant",
        "a licence ended at no time",
        lambda w: changed(w.licence, ended_by=w.mila.person),
    ),
    Breaking(
        "licence_states_its_scope_and_purpose",
        "a licence without scope",
        lambda w: changed(w.licence, scope=""),
    ),
    Breaking(
        "licence_states_its_scope_and_purpose",
        "a licence without purpose",
        lambda w: changed(w.licence, purpose=""),
    ),
    Breaking(
        "licence_part_has_one_agency",
        "two parts of a licence for one agency",
        lambda w: again(part(w)),
    ),
    Breaking(
        "licence_part_has_one_agency",
        "two parts of a licence for the model herself",
        lambda w: again(kept(again(part(w), agency=None))),
    ),
    Breaking(
        "licence_part_commission_is_at_most_twenty_per_cent",
        "a commission on a licence above twenty per cent",
        lambda w: changed(part(w), commission=Decimal("20.01")),
    ),
    Breaking(
        "licence_is_signed_once_by_each_side",
        "a licence signed twice by the brand",
        lambda w: again(signature(w, "brand")),
    ),
    Breaking(
        "licence_is_signed_once_by_each_side",
        "a licence signed twice by the model",
        lambda w: again(signature(w, "model")),
    ),
    Breaking(
        "licence_signature_names_whom_it_binds",
        "a model's signature in an agency's name",
        lambda w: changed(signature(w, "model"), organisation=w.agency),
    ),
    Breaking(
        "licence_signature_names_whom_it_binds",
        "a brand's signature without the brand",
        lambda w: changed(signature(w, "brand"), organisation=None),
    ),
    Breaking(
        "representation_commission_is_at_most_twenty_per_cent",
        "an agency that takes more than twenty per cent",
        lambda w: changed(representation(w), commission=Decimal("20.01")),
    ),
    Breaking(
        "representation_ends_after_it_starts",
        "a representation that ends as it starts",
        lambda w: changed(representation(w), ends_at=representation(w).starts_at),
    ),
    Breaking(
        "representation_has_one_mother_agency",
        "two mother agencies",
        lambda w: again(representation(w)),
    ),
)
