"""The facts that a published picture carries, gathered once and written into every layer."""

import re
from dataclasses import dataclass, fields
from datetime import date

from approvals.disclosure.words import is_generative

PUBLICATION_URN = "urn:twinset:publication:"
_FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class DisclosureFields:
    """What XMP, IPTC-IIM, EXIF and the C2PA manifest say about one publication.

    Texts are plain Unicode, hashes lower-case hexadecimal SHA-256, dates inclusive. Whatever is
    empty is left out of the picture rather than written empty. `twin_name` and `creators` hold
    only what those people allow to be public.
    """

    publication_id: str
    public_url: str
    brand: str
    licence_id: str
    licence_start: date | None
    licence_end: date | None
    digital_source_type: str  # a name from words.SOURCE_TYPES, without its base address
    master_sha256: str
    alt_text: str
    language: str = "en"
    regions: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    usage_terms: str = ""
    creators: tuple[str, ...] = ()
    credit: str = ""
    ai_system: str = ""
    ai_version: str = ""
    prompt_writer: str = ""
    model_release_id: str = ""
    twin_name: str = ""
    data_mining: str = "DMI-PROHIBITED"
    approval_url: str = ""
    approval_sha256: str = ""
    reference_sha256s: tuple[str, ...] = ()
    garment_sha256s: tuple[str, ...] = ()
    placed_garments: bool = False
    earlier_manifests: tuple[tuple[str, str], ...] = ()  # SHA-256 of the file, name of the manifest

    @property
    def publication_urn(self) -> str:
        """The publication id as it stands in `dc:identifier`."""
        return PUBLICATION_URN + self.publication_id

    @property
    def prompted_by(self) -> str:
        """Who told the AI system what to make; empty where no trained model ran."""
        return self.prompt_writer if is_generative(self.digital_source_type) else ""

    @property
    def trained_system(self) -> tuple[str, str]:
        """Name and version of the AI system; empty where no trained model ran, as none did."""
        if is_generative(self.digital_source_type):
            return self.ai_system, self.ai_version
        return "", ""

    def without_controls(self) -> "DisclosureFields":
        """The same facts with every text reduced to characters that XML 1.0 allows (§2.2)."""
        return DisclosureFields(**{f.name: _clean(getattr(self, f.name)) for f in fields(self)})


def publication_id(identifier: object) -> str | None:
    """The publication id in a `dc:identifier`; None if it is not one of ours."""
    text = str(identifier)
    return text.removeprefix(PUBLICATION_URN) if text.startswith(PUBLICATION_URN) else None


def _clean[T](value: T) -> T:
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(map(_clean, value))  # type: ignore[return-value]
    return value
