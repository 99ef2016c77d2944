"""Verify: anybody asks of a file whether it is ours, what it is, and whether it may be shown.

Read-only; nothing of the file is kept. "Wrong ours: never" (RULINGS 20), so a resemblance is
never called ours, and a manifest of ours moved onto another picture makes nothing ours.
"""

import io
import math
import threading
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from approvals import marking, registry, rights, signing
from approvals.disclosure.c2pa import ManifestFinding
from approvals.disclosure.fingerprint import BYTES, RESEMBLES, distance, fingerprint, small
from approvals.disclosure.inspect import Findings, inspect
from approvals.disclosure.overlap import ALIKE, overlap
from approvals.disclosure.rendition import to_srgb
from approvals.disclosure.watermark import detect
from approvals.models import Publication
from approvals.states import PublicationState
from portal import storage
from portal.imaging import CleanPicture, sanitise
from portal.imaging.preview import OURS

MOST_PIXELS_LOOKED_AT = 16_000_000
_LOOKING = threading.BoundedSemaphore(2)
"""Pictures looked at at one time in this process: each takes some hundred megabytes."""
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What makes of upright pixels those that a file with an Exif orientation stores."""
ONE_PICTURE = 12
"""Two publications of one picture differ in so many of 256 bits at most; two people in 106."""
WAS_PUBLIC = (PublicationState.LIVE, PublicationState.DOWN)
HER_DOING = frozenset(
    {
        "consent_withdrawn",
        "purpose_refused",
        "context_excluded",
        "consent_territory",
        "taken_back_by_the_model",
    }
)
"""Gaps, and reasons for coming down, that are an act of the person shown."""


class State(StrEnum):
    """The five answers (RULINGS 20)."""

    INTACT = "intact"
    ALTERED = "altered"
    RECOGNISED = "recognised"
    RESEMBLES = "resembles"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Technique:
    """What one technique found: ``valid``, it holds; ``trusted``, it proves that it is ours."""

    found: bool
    valid: bool
    trusted: bool
    detail: str

    def as_json(self) -> dict[str, Any]:
        """Return the finding as programs read it."""
        return {
            "found": self.found,
            "valid": self.valid,
            "trusted": self.trusted,
            "detail": self.detail,
        }


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is known of a file. ``publication`` is what it is, or resembles, if anything."""

    state: State
    techniques: dict[str, Technique]
    publication: Publication | None
    licence: str | None
    ai_declared: bool
    digital_source_type: str | None
    picture: CleanPicture = field(repr=False)

    @property
    def known(self) -> bool:
        """Whether it is ours; a resemblance is not."""
        return self.state in {State.INTACT, State.ALTERED, State.RECOGNISED}

    def as_json(self) -> dict[str, Any]:
        """Return the answer as programs read it."""
        return {
            "known": self.known,
            "state": self.state.value,
            "techniques": {name: each.as_json() for name, each in self.techniques.items()},
            "publication": self.publication.public_id if self.publication else None,
            "licence": self.licence,
            "ai": {
                "declared": self.ai_declared,
                "digital_source_type": self.digital_source_type,
            },
        }


@dataclass(frozen=True, kw_only=True)
class _Match:
    """Where a picture's look leads: the nearest publication, and whether it is near enough."""

    publication: Publication | None
    differing: int | None

    @property
    def near(self) -> bool:
        return self.differing is not None and self.differing <= RESEMBLES


def verify(*, data: bytes, at: datetime) -> Answer:
    """Say what the file is. Raises ``Invalid`` with a sentence for what is no safe picture."""
    picture = sanitise(data)
    findings = inspect(data, signing.trust_root(), signing.revoked())
    with _LOOKING, Image.open(io.BytesIO(picture.data), formats=OURS) as opened:
        upright = _as_seen(opened)
        prints = _fingerprints(upright, picture.turn)
        mark = _mark_in(upright)
    match = _closest(prints)
    state, publication = _judge(findings, prints, mark, match)
    return Answer(
        state=state,
        techniques={
            "c2pa": _c2pa(findings.manifest),
            "metadata": _metadata(findings, state),
            "watermark": _watermark(mark),
            "fingerprint": _look(match, state),
        },
        publication=publication,
        licence=licence_of(publication, at=at) if publication else None,
        ai_declared=findings.ai_declared,
        digital_source_type=findings.digital_source_type,
        picture=picture,
    )


def licence_of(publication: Publication, *, at: datetime) -> str:
    """Return whether the right to show a publication is ``in_force``, ``ended`` or ``withdrawn``.

    Withdrawn where the person shown took it back in any way; ended where it ran out or somebody
    else ended it.
    """
    reasons = {gap.code for gap in rights.publication_gaps(publication, at=at)}
    if publication.state == PublicationState.DOWN:
        reasons.add(publication.down_because.replace(" ", "_"))
    if not reasons:
        return "in_force"
    if reasons & HER_DOING or _she_took_it_back(publication, at):
        return "withdrawn"
    return "ended"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What is hidden in the pixels, and the publication that it leads to.

    ``laid_on``: it was made for a picture that this one shows no part of.
    """

    found: bool
    publication: Publication | None
    laid_on: bool = False


def mark_in(data: bytes) -> Marked:
    """Return what is hidden in a picture that was found safe to open."""
    with _LOOKING, Image.open(io.BytesIO(data), formats=OURS) as opened:
        return _mark_in(_as_seen(opened))


def _judge(
    findings: Findings, prints: list[bytes], mark: Marked, match: _Match
) -> tuple[State, Publication | None]:
    """The strongest thing that can be said, and of which publication."""
    exact = _published_as(findings.sha256)
    if exact is not None:
        return State.INTACT, exact
    named = _signed_for(findings.manifest)
    if named is not None and findings.manifest.trusted:
        return State.INTACT, named
    if named is not None and findings.manifest.hash_mismatch and _looks_like(prints, named):
        return State.ALTERED, named
    if mark.publication is not None:
        return State.RECOGNISED, mark.publication
    if match.near:
        return State.RESEMBLES, match.publication
    return State.UNKNOWN, None


def _published_as(sha256: str) -> Publication | None:
    """The publication that has, or had, exactly these bytes."""
    return _once_public().filter(files__sha256=sha256).first()


def _signed_for(manifest: ManifestFinding) -> Publication | None:
    if not manifest.ours or not manifest.publication_id:
        return None
    return _once_public().filter(public_id=manifest.publication_id).first()


def _looks_like(prints: list[bytes], publication: Publication) -> bool:
    """Whether the pixels are near those published: else our manifest was moved elsewhere."""
    return _differing(prints, publication) <= RESEMBLES


def _differing(prints: list[bytes], publication: Publication) -> int:
    """In how many bits the nearest of the looks of a publication differs, whole or cut down."""
    own = [
        stored[at : at + BYTES]
        for file in publication.files.all()
        for stored in (bytes(file.fingerprint), bytes(file.windows))
        for at in range(0, len(stored), BYTES)
    ]
    return min(distance(mine, theirs) for mine in own for theirs in prints)


def _closest(prints: list[bytes]) -> _Match:
    """The nearest of everything published, to the picture as stored or seen, or mirrored.

    Of several publications of one picture, whose labels and marks differ and whose looks hardly, a
    live one counts before the others, then the newest.
    """
    found = registry.closest(prints)
    nearest = _once_public().filter(pk=found[0]).first() if found else None
    if found is None or nearest is None:
        return _Match(publication=None, differing=None)
    of_it = _once_public().filter(draft__master=nearest.draft.master_id)
    alike = [
        each
        for each in of_it.order_by("-live_at").prefetch_related("files")
        if _differing(prints, each) <= found[1] + ONE_PICTURE
    ]
    alike.sort(key=lambda publication: publication.state != PublicationState.LIVE)
    return _Match(publication=alike[0] if alike else nearest, differing=found[1])


def _fingerprints(upright: Image.Image, turn: int) -> list[bytes]:
    """Of the upright pixels and their mirror image, and of those as stored where they differ."""
    look = small(upright)
    seen = [look, ImageOps.mirror(look)]
    if turn in STORED:
        seen.append(look.transpose(STORED[turn]))
    return [fingerprint(each) for each in seen]


def _mark_in(picture: Image.Image) -> Marked:
    """The mark of one of our keys, sealed by it; and what was public under it."""
    found = detect(picture, marking.keys())
    if found is None:
        return Marked(found=False, publication=None)
    publication = _once_public().filter(watermark=found.payload).first()
    if publication is None or not _shows_part_of(picture, publication):
        return Marked(found=True, publication=None, laid_on=publication is not None)
    return Marked(found=True, publication=publication)


def _shows_part_of(picture: Image.Image, publication: Publication) -> bool:
    """Whether the picture is cut from what was published: a mark can be laid on another."""
    file = publication.files.order_by("-made_at")[0]
    with Image.open(io.BytesIO(storage.read(file.sha256))) as published:
        return overlap(picture, published.convert("RGB")) >= ALIKE


def _as_seen(picture: Image.Image) -> Image.Image:
    """The picture as a person sees it, on white where it is transparent, and no larger than needed.

    Nothing that is hidden under transparency is looked at.
    """
    seen = to_srgb(picture)
    factor = math.isqrt(seen.width * seen.height // MOST_PIXELS_LOOKED_AT) + 1
    return seen.reduce(factor) if factor > 1 else seen


def _once_public() -> QuerySet[Publication]:
    return Publication.objects.filter(state__in=WAS_PUBLIC).select_related(
        "draft__brief__brand", "use"
    )


def _she_took_it_back(publication: Publication, at: datetime) -> bool:
    """Whether she took the picture back in another channel, or ended the licence of it."""
    if publication.draft.publications.filter(down_because=rights.TAKEN_BACK).exists():
        return True
    ended = publication.approvals.filter(licence__ended_at__lte=at).select_related(
        "licence", "twin"
    )
    return any(each.licence.ended_by_id == each.twin.owner_id for each in ended)


def _c2pa(manifest: ManifestFinding) -> Technique:
    """A development certificate is never shown as trusted (DISCLOSURE 3), also where it is ours."""
    if manifest.trusted and signing.is_for_development():
        detail = _(
            "Signed here, with a certificate for development: the picture is unchanged, "
            "and outside this installation nobody knows the signer."
        )
        return Technique(found=True, valid=True, trusted=False, detail=detail)
    return Technique(
        found=manifest.found,
        valid=manifest.valid,
        trusted=manifest.trusted,
        detail=manifest.detail,
    )


def _metadata(findings: Findings, state: State) -> Technique:
    """Anybody can write metadata: it holds only where the whole file is as we made it."""
    found, whole = findings.metadata.found, state == State.INTACT
    if not found:
        detail = _("No metadata (XMP, IPTC) that we read.")
    elif whole:
        detail = _("The metadata is as it was published.")
    elif findings.metadata.publication_id:
        detail = _("The metadata names a publication of ours; alone it proves nothing.")
    else:
        detail = _("There is metadata, and it names no publication of ours.")
    return Technique(found=found, valid=found and whole, trusted=found and whole, detail=detail)


def _watermark(mark: Marked) -> Technique:
    """A mark holds where it leads to something that was published here."""
    leads = mark.publication is not None
    if leads:
        detail = _("The pixels carry our invisible mark, which leads to a publication.")
    elif mark.laid_on:
        detail = _("The pixels carry a mark of ours that was made for another picture.")
    elif mark.found:
        detail = _("The pixels carry a mark of ours that leads to nothing published here.")
    else:
        detail = _("No invisible mark of ours.")
    return Technique(found=mark.found, valid=leads, trusted=leads, detail=detail)


def _look(match: _Match, state: State) -> Technique:
    """A resemblance is found and holds as one; it proves nothing."""
    if not match.near:
        detail = _("Nothing that was published here looks like this picture.")
        return Technique(found=False, valid=False, trusted=False, detail=detail)
    detail = _("It looks like a published picture: %(differing)s of 256 points differ.") % {
        "differing": match.differing
    }
    if state == State.RESEMBLES:
        detail = f"{detail} " + _("Looking alike does not make it ours.")
    return Technique(found=True, valid=True, trusted=False, detail=detail)
