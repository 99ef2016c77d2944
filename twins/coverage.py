"""Do this consent and this licence cover this use? Pure: values in, gaps in words out."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from portal.instants import last_day
from portal.wording import on
from portal.wording import say as _
from twins import territories
from twins.codes import context, medium
from twins.terms import NEEDED_FOR_PICTURES, ConsentTerms, LicenceTerms, Purpose, Use


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
        gaps.append(
            _gap("use_not_begun", _("The use begins on %(day)s."), day=_day(use.starts_at, licence))
        )
    if at >= use.ends_at:
        gaps.append(
            _gap("use_over", _("The use ended on %(day)s."), day=_last(use.ends_at, licence))
        )
    if licence and at < licence.starts_at:
        gaps.append(
            _gap(
                "licence_not_begun",
                _("The licence begins on %(day)s."),
                day=_day(licence.starts_at, licence),
            )
        )
    return tuple(gaps)


def consent_now(consent: ConsentTerms | None, *, at: datetime, generator: str = "") -> Gaps:
    """Return why nothing may be made or kept of this twin at ``at``, whatever the use."""
    if consent is None:
        return (Gap("consent_missing", _("No consent is signed.")),)
    gaps = []
    withdrawn = sorted(
        purpose
        for purpose in NEEDED_FOR_PICTURES & consent.purposes
        if purpose in consent.withdrawn and consent.withdrawn[purpose] <= at
    )
    if withdrawn:
        gaps.append(Gap("consent_withdrawn", _("Consent was taken back.")))
    gaps += [
        Gap("purpose_refused", _refused(purpose))
        for purpose in sorted(NEEDED_FOR_PICTURES - consent.purposes)
    ]
    if at < consent.starts_at:
        gaps.append(
            _gap(
                "consent_not_begun",
                _("The consent begins on %(day)s."),
                day=_day(consent.starts_at, consent),
            )
        )
    if at >= consent.ends_at:
        gaps.append(
            _gap(
                "consent_over",
                _("The consent ended on %(day)s."),
                day=_last(consent.ends_at, consent),
            )
        )
    if generator and generator not in consent.generators:
        gaps.append(
            _gap(
                "generator_not_named",
                _("The consent does not name the generator “%(name)s”."),
                name=generator,
            )
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
    gaps += _context_gaps(use, consent.excluded_contexts, _("The consent excludes %(contexts)s."))
    outside = territories.missing(use.territories, consent.territories)
    if outside:
        gaps.append(
            _gap(
                "consent_territory",
                _("The consent leaves out %(places)s."),
                places=territories.told(outside),
            )
        )
    if use.ends_at > consent.ends_at > at:
        gaps.append(
            _gap(
                "consent_too_short",
                _("The consent ends on %(day)s, before the use does."),
                day=_last(consent.ends_at, consent),
            )
        )
    return tuple(gaps)


def _licence_gaps(use: Use, licence: LicenceTerms | None, *, at: datetime, published: int) -> Gaps:
    if licence is None:
        return (Gap("licence_missing", _("There is no licence for this model.")),)
    gaps = [*_licence_time_gaps(use, licence, at=at), *_licence_scope_gaps(use, licence)]
    if licence.awaits_payment:
        gaps.append(Gap("licence_unpaid", _("The licence allows no use until it is paid.")))
    if published >= licence.image_cap:
        gaps.append(
            _gap(
                "cap_reached",
                _("All %(cap)s pictures of the licence are used."),
                cap=licence.image_cap,
            )
        )
    return tuple(gaps)


def _licence_time_gaps(use: Use, licence: LicenceTerms, *, at: datetime) -> list[Gap]:
    gaps = []
    if licence.signed_at is None or licence.signed_at > at:
        gaps.append(Gap("licence_unsigned", _("The licence is not signed by everybody yet.")))
    if licence.ended_at is not None and licence.ended_at <= at:
        gaps.append(Gap("licence_ended", _("The licence was ended.")))
    if at >= licence.ends_at:
        gaps.append(
            _gap(
                "licence_over",
                _("The licence ended on %(day)s."),
                day=_last(licence.ends_at, licence),
            )
        )
    elif use.ends_at > licence.ends_at:
        gaps.append(
            _gap(
                "licence_too_short",
                _("The licence ends on %(day)s, before the use does."),
                day=_last(licence.ends_at, licence),
            )
        )
    if use.starts_at < licence.starts_at:
        gaps.append(
            _gap(
                "licence_too_late",
                _("The licence begins on %(day)s, after the use does."),
                day=_day(licence.starts_at, licence),
            )
        )
    return gaps


def _licence_scope_gaps(use: Use, licence: LicenceTerms) -> list[Gap]:
    gaps = []
    if use.medium not in licence.media:
        gaps.append(
            _gap(
                "licence_medium",
                _("The licence does not include %(medium)s."),
                medium=medium(use.medium),
            )
        )
    outside = territories.missing(use.territories, licence.territories)
    if outside:
        gaps.append(
            _gap(
                "licence_territory",
                _("The licence leaves out %(places)s."),
                places=territories.told(outside),
            )
        )
    if use.product_line != licence.product_line:
        gaps.append(
            _gap(
                "licence_product_line",
                _("The licence is for %(line)s only."),
                line=licence.product_line,
            )
        )
    return gaps + _context_gaps(
        use, licence.prohibited_contexts, _("The licence prohibits %(contexts)s.")
    )


def _context_gaps(use: Use, refused: frozenset[str], sentence: str) -> list[Gap]:
    hit = sorted(use.contexts & refused)
    told = ", ".join(map(context, hit))
    return [_gap("context_excluded", sentence, contexts=told)] if hit else []


def _gap(code: str, sentence: str, **given: object) -> Gap:
    return Gap(code, sentence % given)


def _refused(purpose: Purpose) -> str:
    """The sentence for what pictures need, and she did not agree to."""
    return {
        Purpose.STORAGE: _("There is no consent to keeping her photographs."),
        Purpose.MAKING: _("There is no consent to making pictures of her twin."),
    }[purpose]


def _day(instant: datetime, of: ConsentTerms | LicenceTerms | None) -> str:
    return on(instant.astimezone(ZoneInfo(of.zone if of else "UTC")).date())


def _last(end: datetime, of: ConsentTerms | LicenceTerms | None) -> str:
    return on(last_day(end, of.zone if of else "UTC"))
