"""Do this consent and this licence cover this use? Pure: values in, gaps in words out."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal.instants import last_day
from twins import territories
from twins.terms import NEEDED_FOR_PICTURES, ConsentTerms, LicenceTerms, Purpose, Use

PURPOSE_WORDS = {
    "storage": "keeping her photographs",
    "making": "making pictures of her twin",
    "likeness": "checking the likeness",
    "listing": "being shown to brands",
    "training": "training of models",
}


@dataclass(frozen=True)
class Gap:
    """One reason why a use is not covered. ``code`` is for programs, ``sentence`` for people."""

    code: str
    sentence: str

    @property
    def is_withdrawal(self) -> bool:
        """Whether the right was taken back, rather than never given or run out."""
        return self.code in {"consent_withdrawn", "licence_ended"}


Gaps = tuple[Gap, ...]


def plan(
    use: Use,
    consent: ConsentTerms | None,
    licence: LicenceTerms | None,
    *,
    at: datetime,
    generator: str = "",
    published: int = 0,
) -> Gaps:
    """Return why ``use`` as a whole would not be covered, seen from ``at``; empty when it is.

    ``published`` is the number of distinct masters already claimed under the licence; pass one
    less than the cap or nothing where no new picture would be added.
    """
    return (
        *_consent_gaps(use, consent, at=at, generator=generator),
        *_licence_gaps(use, licence, at=at, published=published),
    )


def now(
    use: Use,
    consent: ConsentTerms | None,
    licence: LicenceTerms | None,
    *,
    at: datetime,
) -> Gaps:
    """Return why ``use`` may not be exercised at the instant ``at``; empty when it may."""
    gaps = list(plan(use, consent, licence, at=at))
    if at < use.starts_at:
        gaps.append(Gap("use_not_begun", f"The use begins on {_day(use.starts_at, licence)}."))
    if at >= use.ends_at:
        gaps.append(Gap("use_over", f"The use ended on {_last(use.ends_at, licence)}."))
    if licence and at < licence.starts_at:
        gaps.append(
            Gap("licence_not_begun", f"The licence begins on {_day(licence.starts_at, licence)}.")
        )
    return tuple(gaps)


def consent_now(consent: ConsentTerms | None, *, at: datetime, generator: str = "") -> Gaps:
    """Return why nothing may be made or kept of this twin at ``at``, whatever the use."""
    if consent is None:
        return (Gap("consent_missing", "No consent is signed."),)
    gaps = []
    withdrawn = sorted(
        purpose
        for purpose in NEEDED_FOR_PICTURES & consent.purposes
        if purpose in consent.withdrawn and consent.withdrawn[purpose] <= at
    )
    if withdrawn:
        gaps.append(Gap("consent_withdrawn", "Consent was taken back."))
    gaps += [
        Gap("purpose_refused", f"There is no consent to {PURPOSE_WORDS[purpose]}.")
        for purpose in sorted(NEEDED_FOR_PICTURES - consent.purposes)
    ]
    if at < consent.starts_at:
        gaps.append(
            Gap("consent_not_begun", f"The consent begins on {_day(consent.starts_at, consent)}.")
        )
    if at >= consent.ends_at:
        gaps.append(Gap("consent_over", f"The consent ended on {_last(consent.ends_at, consent)}."))
    if generator and generator not in consent.generators:
        gaps.append(
            Gap("generator_not_named", f"The consent does not name the generator “{generator}”.")
        )
    return tuple(gaps)


def allows(consent: ConsentTerms | None, purpose: Purpose, *, at: datetime) -> bool:
    """Say whether this one purpose is agreed to, not taken back, and in its time at ``at``."""
    if consent is None or purpose not in consent.purposes:
        return False
    taken_back = consent.withdrawn.get(purpose)
    return consent.starts_at <= at < consent.ends_at and (taken_back is None or taken_back > at)


def _consent_gaps(use: Use, consent: ConsentTerms | None, *, at: datetime, generator: str) -> Gaps:
    gaps = list(consent_now(consent, at=at, generator=generator))
    if consent is None:
        return tuple(gaps)
    gaps += _context_gaps(use, consent.excluded_contexts, "The consent excludes")
    outside = territories.missing(use.territories, consent.territories)
    if outside:
        gaps.append(
            Gap("consent_territory", f"The consent leaves out {territories.names(outside)}.")
        )
    if use.ends_at > consent.ends_at > at:
        gaps.append(
            Gap(
                "consent_too_short",
                f"The consent ends on {_last(consent.ends_at, consent)}, before the use does.",
            )
        )
    return tuple(gaps)


def _licence_gaps(use: Use, licence: LicenceTerms | None, *, at: datetime, published: int) -> Gaps:
    if licence is None:
        return (Gap("licence_missing", "There is no licence for this model."),)
    gaps = [*_licence_time_gaps(use, licence, at=at), *_licence_scope_gaps(use, licence)]
    if licence.awaits_payment:
        gaps.append(Gap("licence_unpaid", "The licence allows no use until it is paid."))
    if published >= licence.image_cap:
        gaps.append(
            Gap("cap_reached", f"All {licence.image_cap} pictures of the licence are used.")
        )
    return tuple(gaps)


def _licence_time_gaps(use: Use, licence: LicenceTerms, *, at: datetime) -> list[Gap]:
    gaps = []
    first, last = _day(licence.starts_at, licence), _last(licence.ends_at, licence)
    if licence.signed_at is None or licence.signed_at > at:
        gaps.append(Gap("licence_unsigned", "The licence is not signed by everybody yet."))
    if licence.ended_at is not None and licence.ended_at <= at:
        gaps.append(Gap("licence_ended", "The licence was ended."))
    if at >= licence.ends_at:
        gaps.append(Gap("licence_over", f"The licence ended on {last}."))
    elif use.ends_at > licence.ends_at:
        gaps.append(Gap("licence_too_short", f"The licence ends on {last}, before the use does."))
    if use.starts_at < licence.starts_at:
        gaps.append(Gap("licence_too_late", f"The licence begins on {first}, after the use does."))
    return gaps


def _licence_scope_gaps(use: Use, licence: LicenceTerms) -> list[Gap]:
    gaps = []
    if use.medium not in licence.media:
        gaps.append(Gap("licence_medium", f"The licence does not include {use.medium}."))
    outside = territories.missing(use.territories, licence.territories)
    if outside:
        gaps.append(
            Gap("licence_territory", f"The licence leaves out {territories.names(outside)}.")
        )
    if use.product_line != licence.product_line:
        gaps.append(Gap("licence_product_line", f"The licence is for {licence.product_line} only."))
    return gaps + _context_gaps(use, licence.prohibited_contexts, "The licence prohibits")


def _context_gaps(use: Use, refused: frozenset[str], phrase: str) -> list[Gap]:
    hit = sorted(use.contexts & refused)
    return [Gap("context_excluded", f"{phrase} {', '.join(hit)}.")] if hit else []


def _day(instant: datetime, of: ConsentTerms | LicenceTerms | None) -> str:
    return _written(instant.astimezone(ZoneInfo(of.zone if of else "UTC")).date())


def _last(end: datetime, of: ConsentTerms | LicenceTerms | None) -> str:
    return _written(last_day(end, of.zone if of else "UTC"))


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
