"""A twin's consent and licences in words, from rows that were fetched for the whole page."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.web import brief_words
from twins import coverage
from twins.models import Consent, ConsentEvent, Licence, Twin
from twins.terms import NEEDED_FOR_PICTURES, Purpose

PURPOSES = {
    Purpose.STORAGE: gettext_lazy("Keep my photographs"),
    Purpose.MAKING: gettext_lazy("Make pictures of my twin"),
    Purpose.LIKENESS: gettext_lazy("Check that it is my face, by measuring it"),
    Purpose.LISTING: gettext_lazy("Show me to brands"),
    Purpose.TRAINING: gettext_lazy("Train others' AI models with my pictures"),
}


@dataclass(frozen=True, kw_only=True)
class LicenceWords:
    """One licence as it is told: who may show what where until when."""

    url: str
    brand: str
    line: str
    media: str
    places: str
    until: str
    cap: int


@dataclass(frozen=True, kw_only=True)
class Rights:
    """One model as her agency sees her."""

    name: str
    portrait: str
    consent_until: str
    gaps: list[str]
    agreed: str
    excluded: str
    licences: list[LicenceWords]
    rights_url: str = ""


def rights_of(twin: Twin, at: datetime, *, managed: bool = False) -> Rights:
    """Return ``twin`` in words. Consents with events, references and ``running`` are fetched.

    ``managed``: who looks says who may do what for her.
    """
    consent = newest(twin, at)
    terms = consent.terms() if consent else None
    gaps = coverage.consent_now(terms, at=at)
    return Rights(
        name=str(twin),
        portrait="" if gaps else _portrait(twin),
        consent_until=brief_words.until(consent.ends_at, consent.zone) if consent else "",
        gaps=[gap.sentence for gap in gaps],
        agreed=brief_words.territory_names(consent.territories) if consent else "",
        excluded=excluded_words(consent) if consent else "",
        licences=[licence_words(each) for each in twin.running],  # type: ignore[attr-defined]
        rights_url=twin.get_rights_url() if managed else "",
    )


def _portrait(twin: Twin) -> str:
    """The address of the first photograph that no withdrawal has covered since it was added."""
    ended = [
        event.at
        for consent in twin.consents.all()
        for event in consent.events.all()
        if event.kind == ConsentEvent.Kind.WITHDRAWN and NEEDED_FOR_PICTURES & set(event.purposes)
    ]
    for reference in twin.references.all():
        if reference.removed_at is None and all(at < reference.added_at for at in ended):
            return reverse("reference", args=[reference.pk])
    return ""


def newest(twin: Twin, at: datetime) -> Consent | None:
    """Return the consent that counts, from rows that were fetched."""
    signed = [each for each in twin.consents.all() if each.signed_at <= at]
    return max(signed, key=lambda each: each.version, default=None)


def licence_words(licence: Licence) -> LicenceWords:
    """Return a licence in words. Its brand was fetched."""
    return LicenceWords(
        url=licence.get_absolute_url(),
        brand=licence.brand.name,
        line=licence.product_line,
        media=", ".join(brief_words.medium(code) for code in licence.media),
        places=brief_words.territory_names(licence.territories),
        until=brief_words.until(licence.ends_at, licence.zone),
        cap=licence.image_cap,
    )


def excluded_words(consent: Consent) -> str:
    """Return the contexts in which she is never shown, as a phrase."""
    words = brief_words.CONTEXTS
    return ", ".join(str(words.get(code, code)) for code in consent.excluded_contexts) or _(
        "nothing"
    )
