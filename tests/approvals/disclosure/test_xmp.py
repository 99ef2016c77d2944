"""The packet: every field readable again, whatever people type into it."""

from dataclasses import replace

import pytest

from approvals.disclosure.encode import MEDIA_TYPES, encode
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.words import SOURCE_TYPES, sentence
from approvals.disclosure.xmp import PLUS_VOCABULARY, build_xmp, parse_xmp
from tests.approvals.disclosure.conftest import pixels
from tests.approvals.disclosure.reading import read_xmp

PICTURE = pixels(40, 50)


def _round(fields: DisclosureFields, media_type: str = "image/jpeg") -> dict[str, str | list[str]]:
    return read_xmp(encode(PICTURE, media_type, build_xmp(fields), fields))


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_every_field_reads_back_from_every_format(media_type: str, facts: DisclosureFields) -> None:
    disclosed = f"Mila in a green coat. {sentence('trainedAlgorithmicMedia', 'en')}"
    rights = "Licensed to Söhne & <Döttrar>, licence LIC-1. https://twinset.example/p/pub-1"
    assert _round(facts, media_type) == {
        "dc:identifier": "urn:twinset:publication:pub-1",
        "dc:description": disclosed,
        "dc:rights": rights,
        "dc:creator": ["Åsa Öberg", "Éric Maß"],
        "photoshop:Credit": "Photo: Åsa Öberg",
        "xmpRights:Marked": "True",
        "xmpRights:WebStatement": "https://twinset.example/p/pub-1",
        "xmpRights:UsageTerms": "No <ads> & no resale.",
        "Iptc4xmpCore:AltTextAccessibility": disclosed,
        "Iptc4xmpExt:DigitalSourceType": SOURCE_TYPES["trainedAlgorithmicMedia"],
        "Iptc4xmpExt:AISystemUsed": "Atelier",
        "Iptc4xmpExt:AISystemVersionUsed": "3.1",
        "Iptc4xmpExt:AIPromptWriterName": "Atelier Zwei",
        "Iptc4xmpExt:PersonInImage": ["Mila"],
        "plus:ModelReleaseStatus": PLUS_VOCABULARY + "MR-LMR",
        "plus:ModelReleaseID": ["REL-1"],
        "plus:DataMining": PLUS_VOCABULARY + "DMI-PROHIBITED",
        "plus:LicenseID": "LIC-1",
        "plus:LicenseStartDate": "2026-11-01",
        "plus:LicenseEndDate": "2027-10-31",
        "plus:RegionConstraints": "SE, FR",
        "plus:MediaConstraints": "social",
        "plus:ImageFileConstraints": [PLUS_VOCABULARY + "IF-MMD"],
    }


def test_no_ai_system_is_named_where_no_trained_model_ran(facts: DisclosureFields) -> None:
    read = _round(replace(facts, digital_source_type="composite"))
    assert not [name for name in read if "AISystem" in name]


def test_what_is_empty_is_left_out(facts: DisclosureFields) -> None:
    read = _round(replace(facts, twin_name="", creators=(), licence_end=None))
    assert not {"Iptc4xmpExt:PersonInImage", "dc:creator", "plus:LicenseEndDate"} & read.keys()


@pytest.mark.parametrize(
    "text", ["</rdf:RDF>", "<!DOCTYPE a>", "]]>", "\ud800\ufffe\x1bok", "&#0;"]
)
def test_nothing_typed_in_can_break_the_packet(text: str, facts: DisclosureFields) -> None:
    read = _round(replace(facts, credit=f"a{text}", brand=text, creators=(text, "b")))
    assert str(read["photoshop:Credit"]).startswith("a")
    assert read["xmpRights:Marked"] == "True"


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"<x",
        b"\xff\xfe<\x00!\x00",
        b'<!DOCTYPE a [<!ENTITY b "c">]><r:RDF '
        b'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><r:Description dc:title="&b;"/></r:RDF>',
        b"<a>" * 100_000,
    ],
)
def test_a_broken_or_hostile_packet_reads_as_nothing(
    packet: bytes, facts: DisclosureFields
) -> None:
    assert parse_xmp(packet) == {}
    assert read_xmp(encode(PICTURE, "image/webp", packet, facts)) == {}


def test_an_unknown_media_type_is_refused(facts: DisclosureFields) -> None:
    with pytest.raises(ValueError, match="image/gif"):
        encode(PICTURE, "image/gif", build_xmp(facts), facts)


def test_words_longer_than_a_jpeg_segment_are_refused_not_cut(facts: DisclosureFields) -> None:
    with pytest.raises(ValueError, match="XMP"):
        _round(replace(facts, usage_terms="long " * 20_000))


def test_iim_cuts_names_between_letters(facts: DisclosureFields) -> None:
    data = encode(PICTURE, "image/jpeg", build_xmp(facts), replace(facts, credit="å" * 40))
    assert b"\x1c\x02\x6e\x00\x20" + "å".encode() * 16 + b"\x1c" in data
