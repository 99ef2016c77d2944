"""What a picture says about itself, and whether that holds: the reading side of every layer."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from approvals.disclosure.c2pa import ManifestFinding, read_manifest
from approvals.disclosure.fields import publication_id
from approvals.disclosure.fingerprint import fingerprint
from approvals.disclosure.rendition import to_srgb
from approvals.disclosure.words import is_generative
from approvals.disclosure.xmp import Value, read_xmp


@dataclass(frozen=True, slots=True)
class MetadataFinding:
    """What the XMP packet declares; anybody can write one, so it proves nothing."""

    found: bool = False
    ai_declared: bool = False
    digital_source_type: str | None = None
    publication_id: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that can be learned from the bytes alone; `fingerprint` None if they are no picture."""

    sha256: str
    manifest: ManifestFinding
    metadata: MetadataFinding
    fingerprint: bytes | None

    @property
    def digital_source_type(self) -> str | None:
        """The declared type: the manifest's word before the packet's."""
        return self.manifest.digital_source_type or self.metadata.digital_source_type

    @property
    def ai_declared(self) -> bool:
        """Whether any layer declares that a trained model took part."""
        in_manifest = is_generative(self.manifest.digital_source_type or "")
        return in_manifest or self.metadata.ai_declared


def inspect(picture: bytes, trust_root_pem: str | None) -> Findings:
    """Read every layer of `picture`, whose size the caller has bounded.

    Junk gives findings with nothing found; no content raises.
    """
    media_type, print_ = _decode(picture)
    return Findings(
        sha256=hashlib.sha256(picture).hexdigest(),
        manifest=read_manifest(picture, media_type, trust_root_pem),
        metadata=_metadata(read_xmp(picture)) if media_type else MetadataFinding(),
        fingerprint=print_,
    )


def _decode(picture: bytes) -> tuple[str | None, bytes | None]:
    """Media type and fingerprint, each None where the bytes don't give it."""
    media_type = None
    try:
        with Image.open(io.BytesIO(picture)) as image:
            media_type = image.get_format_mimetype()
            return media_type, fingerprint(to_srgb(image))
    except Exception:  # noqa: BLE001 -- decoders raise anything at all on junk
        return media_type, None


def _metadata(packet: dict[str, Value]) -> MetadataFinding:
    declared = packet.get("Iptc4xmpExt:DigitalSourceType")
    source = declared.rpartition("/")[2] if isinstance(declared, str) else None
    return MetadataFinding(
        found=bool(packet),
        ai_declared=is_generative(source or ""),
        digital_source_type=source,
        publication_id=publication_id(packet.get("dc:identifier", "")),
    )
