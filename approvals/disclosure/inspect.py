"""What a picture says about itself, and whether that holds: the reading side of every layer."""

import hashlib
import json
import math
from collections.abc import Container
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from approvals.disclosure.c2pa import ManifestFinding, read_store, reading_settings
from approvals.disclosure.fields import publication_id
from approvals.disclosure.iim import Texts, parse_iim, source_type
from approvals.disclosure.words import is_generative
from approvals.disclosure.xmp import Value, parse_xmp
from portal.imaging import UPLOAD, confined
from portal.imaging.sniff import sniff
from portal.wording import say as _

READER = str(Path(__file__).with_name("reader.py"))
READING = UPLOAD
"""What reading the marks of one file may take."""
LONGEST_ANSWER = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MetadataFinding:
    """What XMP and IPTC-IIM declare; anybody can write one, so it proves nothing."""

    found: bool = False
    ai_declared: bool = False
    digital_source_type: str | None = None
    publication_id: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a file says about itself."""

    sha256: str
    manifest: ManifestFinding
    metadata: MetadataFinding

    @property
    def digital_source_type(self) -> str | None:
        """The declared type: the manifest's word before the packet's."""
        return self.manifest.digital_source_type or self.metadata.digital_source_type

    @property
    def ai_declared(self) -> bool:
        """Whether any layer declares that a trained model took part."""
        in_manifest = is_generative(self.manifest.digital_source_type or "")
        return in_manifest or self.metadata.ai_declared


def inspect(picture: bytes, trust_root_pem: str | None, revoked: Container[int] = ()) -> Findings:
    """Read every layer of `picture`, whose size the caller has bounded.

    No signature by a certificate whose serial number is in `revoked` is trusted. A child reads, in
    bounded time and memory. Junk gives findings with nothing found; no content
    raises.
    """
    said = _said(picture, trust_root_pem)
    manifest, packet = said.get("manifest"), bytes.fromhex(said.get("xmp", ""))
    return Findings(
        sha256=hashlib.sha256(picture).hexdigest(),
        manifest=read_store(manifest, str(said.get("error") or ""), revoked),
        metadata=_metadata(parse_xmp(packet), parse_iim(bytes.fromhex(said.get("iim", "")))),
    )


def _said(picture: bytes, trust_root_pem: str | None) -> dict[str, Any]:
    """What the child read; a child that died of it leaves a sentence."""
    media_type = sniff(picture)
    if media_type is None:
        return {}
    order = asdict(READING) | {
        "child": confined.CHILD,
        "media_type": media_type,
        "seconds": math.ceil(READING.seconds),
        "settings": reading_settings(trust_root_pem),
    }
    try:
        with confined.run(READER, order, picture, seconds=READING.seconds) as answer:
            said = json.loads(answer.read(LONGEST_ANSWER))
    except (confined.Crashed, confined.OutOfTime, ValueError):
        return {"error": _("it could not be read safely")}
    return said if isinstance(said, dict) else {}


def _metadata(packet: dict[str, Value], texts: Texts) -> MetadataFinding:
    """What XMP says, and where it says nothing of the source, what IPTC-IIM says."""
    declared = packet.get("Iptc4xmpExt:DigitalSourceType")
    in_xmp = declared.rpartition("/")[2] if isinstance(declared, str) else ""
    source = in_xmp or source_type(texts)
    return MetadataFinding(
        found=bool(packet or texts),
        ai_declared=is_generative(source or ""),
        digital_source_type=source,
        publication_id=publication_id(packet.get("dc:identifier", "")),
    )
