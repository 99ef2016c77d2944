"""Every format in every channel: each layer is in the file, and strangers' tools read it back."""

import hashlib
import io
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import c2pa
import numpy as np
import pytest
from PIL import Image

from approvals.disclosure.c2pa import ManifestSigner, reading_settings
from approvals.disclosure.certificates import Chain
from approvals.disclosure.channels import CHANNELS
from approvals.disclosure.encode import MEDIA_TYPES
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.fingerprint import distance, fingerprint, small
from approvals.disclosure.label import safe_area
from approvals.disclosure.pipeline import Disclosed, Mark, disclose
from approvals.disclosure.watermark import detect
from approvals.disclosure.words import BASE, sentence
from approvals.disclosure.xmp import PLUS_VOCABULARY
from tests.approvals.disclosure.conftest import pixels, saved

FORMS = [(media_type, channel) for media_type in MEDIA_TYPES for channel in CHANNELS]
MARK = Mark(payload=b"8 bytes!", key=bytes(range(32)))
EXIFTOOL = shutil.which("exiftool")
SENTENCE = sentence("trainedAlgorithmicMedia", "en")
ALT = f"Mila in a green coat. {SENTENCE}"
RIGHTS = "Licensed to Söhne & <Döttrar>, licence LIC-1. https://twinset.example/p/pub-1"
XMP = {
    "XMP-dc:Identifier": "urn:twinset:publication:pub-1",
    "XMP-dc:Creator": ["Åsa Öberg", "Éric Maß"],
    "XMP-dc:Description": ALT,
    "XMP-dc:Rights": RIGHTS,
    "XMP-photoshop:Credit": "Photo: Åsa Öberg",
    "XMP-xmpRights:Marked": True,
    "XMP-xmpRights:WebStatement": "https://twinset.example/p/pub-1",
    "XMP-xmpRights:UsageTerms": "No <ads> & no resale.",
    "XMP-iptcCore:AltTextAccessibility": ALT,
    "XMP-iptcExt:DigitalSourceType": BASE + "trainedAlgorithmicMedia",
    "XMP-iptcExt:AISystemUsed": "Atelier",
    "XMP-iptcExt:AISystemVersionUsed": "3.1",
    "XMP-iptcExt:AIPromptWriterName": "Atelier Zwei",
    "XMP-iptcExt:PersonInImage": ["Mila"],
    "XMP-plus:ModelReleaseStatus": f"{PLUS_VOCABULARY}MR-LMR",
    "XMP-plus:ModelReleaseID": ["REL-1"],
    "XMP-plus:DataMining": f"{PLUS_VOCABULARY}DMI-PROHIBITED",
    "XMP-plus:Licensee": [{"LicenseeName": "Söhne & <Döttrar>"}],
    "XMP-plus:LicenseID": "LIC-1",
    "XMP-plus:LicenseStartDate": "2026:11:01",
    "XMP-plus:LicenseEndDate": "2027:10:31",
    "XMP-plus:RegionConstraints": "SE, FR",
    "XMP-plus:MediaConstraints": "social",
    "XMP-plus:ImageFileConstraints": [f"{PLUS_VOCABULARY}IF-MMD"],
}
"""What exiftool says of a file, by its own names for the fields of the standard."""
EXIF = {
    "IFD0:ImageDescription": ALT,
    "IFD0:Artist": "Åsa Öberg; Éric Maß",
    "IFD0:Copyright": RIGHTS,
}
IIM = {
    "IPTC:SpecialInstructions": f"{BASE}trainedAlgorithmicMedia DMI-PROHIBITED",
    "IPTC:OriginatingProgram": "Atelier",
    "IPTC:ProgramVersion": "3.1",
    "IPTC:By-line": ["Åsa Öberg", "Éric Maß"],
    "IPTC:OriginalTransmissionReference": "pub-1",
    "IPTC:Credit": "Photo: Åsa Öberg",
    "IPTC:CopyrightNotice": RIGHTS,
    "IPTC:Caption-Abstract": ALT,
}

type Form = tuple[str, str]


@dataclass(frozen=True)
class Made:
    """A published file, and where it lies for other tools."""

    disclosed: Disclosed
    path: Path


@pytest.fixture(scope="module")
def made(
    facts: DisclosureFields, signer: ManifestSigner, tmp_path_factory: pytest.TempPathFactory
) -> dict[Form, Made]:
    """All of them, from one master."""
    master, folder = saved(pixels(720, 900), "PNG"), tmp_path_factory.mktemp("forms")
    found = {}
    for media_type, channel in FORMS:
        disclosed = disclose(
            master, channel=CHANNELS[channel], crop=None, label_corner="top-right",
            label_variant="dark", fields=facts, signer=signer, mark=MARK, media_type=media_type,
        )  # fmt: skip
        path = folder / f"{channel}.{media_type.partition('/')[2]}"
        path.write_bytes(disclosed.picture)
        found[media_type, channel] = Made(disclosed, path)
    return found


@pytest.fixture(scope="module")
def told(made: dict[Form, Made]) -> dict[str, dict[str, Any]]:
    """What exiftool says of each file; of language alternatives the default."""
    if EXIFTOOL is None:
        pytest.skip("exiftool (Debian: libimage-exiftool-perl) is not here")
    paths = [str(each.path) for each in made.values()]
    words = [EXIFTOOL, "-j", "-G1", "-struct", "-n", "-api", "largefilesupport=1"]
    said = subprocess.run([*words, *paths], capture_output=True, check=True)
    return {each["SourceFile"]: each for each in json.loads(said.stdout)}


every_form = pytest.mark.parametrize(("media_type", "channel"), FORMS)


@every_form
def test_exiftool_reads_every_field(
    media_type: str, channel: str, made: dict[Form, Made], told: dict[str, dict[str, Any]]
) -> None:
    said = told[str(made[media_type, channel].path)]
    wanted = XMP | EXIF | (IIM if media_type == "image/jpeg" else {})
    assert {name: _plain(said.get(name)) for name in wanted} == {
        name: _plain(value) for name, value in wanted.items()
    }
    assert said["File:MIMEType"] == media_type
    assert not any("AIPromptInformation" in name for name in said)
    assert not [name for name in said if "Warning" in name or "Error" in name]


@every_form
def test_the_manifest_is_valid_and_with_our_root_trusted(
    media_type: str, channel: str, made: dict[Form, Made], chain: Chain
) -> None:
    picture = made[media_type, channel].disclosed.picture
    assert _state(picture, media_type, None) == "Valid"
    assert _state(picture, media_type, chain.root_pem) == "Trusted"


@every_form
def test_the_pixels_carry_the_label_and_the_mark(
    media_type: str, channel: str, made: dict[Form, Made]
) -> None:
    disclosed = made[media_type, channel].disclosed
    with Image.open(io.BytesIO(disclosed.picture)) as opened:
        assert opened.get_format_mimetype() == media_type
        picture = opened.convert("RGB")
    assert picture.size == (disclosed.width, disclosed.height)
    box, area = disclosed.label_box, safe_area(picture.size, CHANNELS[channel])
    assert area.left <= box.left < box.right <= area.right
    assert area.top <= box.top < box.bottom <= area.bottom
    tag = np.asarray(picture.crop(box).convert("L"))
    assert np.percentile(tag, 5) < 60
    assert np.percentile(tag, 98) > 200
    found = detect(picture, [MARK.key])
    assert found is not None
    assert found.payload == MARK.payload


@every_form
def test_the_registry_keeps_what_the_file_looks_like(
    media_type: str, channel: str, made: dict[Form, Made]
) -> None:
    disclosed = made[media_type, channel].disclosed
    assert hashlib.sha256(disclosed.picture).hexdigest() == disclosed.sha256
    with Image.open(io.BytesIO(disclosed.picture)) as opened:
        assert distance(fingerprint(small(opened.convert("RGB"))), disclosed.fingerprint) <= 10
    assert [len(each) for each in disclosed.windows] == [32, 32]


def _state(picture: bytes, media_type: str, root: str | None) -> str:
    with c2pa.Context.from_dict(reading_settings(root)) as context:
        reader = c2pa.Reader(media_type, io.BytesIO(picture), context=context)
        return str(json.loads(reader.json())["validation_state"])


def _plain(value: Any) -> Any:
    """As all versions say it: some write numbers as such, lists of one as the one, short names."""
    if isinstance(value, list):
        return _plain(value[0]) if len(value) == 1 else [_plain(each) for each in value]
    return value if isinstance(value, dict) else str(value).removeprefix(PLUS_VOCABULARY)
