"""Layer 4, first part: the XMP packet (ISO 16684-1), written and read without other tools.

IPTC Photo Metadata 2025.1 and PLUS LDF 2.0.1 name the fields; DISCLOSURE §3 lists them.
"""

from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.words import SOURCE_TYPES, sentence

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
PLUS_VOCABULARY = "http://ns.useplus.org/ldf/vocab/"
MAX_PACKET = 512 * 1024  # bytes that a packet to be read may have

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
type Value = str | list[str]


def build_xmp(fields: DisclosureFields) -> bytes:
    """The packet in UTF-8 with its wrapper; empty facts leave no property.

    Raises ValueError for an unknown digital source type.
    """
    facts = fields.without_controls()
    body = "\n".join(filter(None, _properties(facts)))
    spaces = "".join(f"\n    xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Twinset">\n'
        f' <rdf:RDF xmlns:rdf="{_RDF}">\n'
        f'  <rdf:Description rdf:about=""{spaces}>\n{body}\n'
        "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def description(fields: DisclosureFields) -> str:
    """The alt text, with the disclosure added where it does not say it already."""
    disclosure = sentence(fields.digital_source_type, fields.language)
    if disclosure in fields.alt_text:
        return fields.alt_text
    return f"{fields.alt_text} {disclosure}".strip()


def rights(fields: DisclosureFields) -> str:
    """Who may use the picture, in one line for `dc:rights`, EXIF and IPTC-IIM."""
    licence = f", licence {fields.licence_id}" if fields.licence_id else ""
    return f"Licensed to {fields.brand}{licence}. {fields.public_url}".strip()


def parse_xmp(packet: bytes) -> dict[str, Value]:
    """The properties of a packet as {"prefix:Name": text or list of texts}.

    Of a language alternative the default text is given. Only the namespaces above are read;
    structures are left out. Empty for a broken packet and for one over MAX_PACKET; never raises.
    """
    try:
        return _parse(packet)
    except (ET.ParseError, ValueError, LookupError, RecursionError):
        return {}


def _properties(f: DisclosureFields) -> Iterable[str]:
    plus = PLUS_VOCABULARY
    system, version = f.trained_system
    return (
        _text("dc:identifier", f.publication_urn),
        _alternatives("dc:description", description(f), f.language),
        _alternatives("dc:rights", rights(f), "en"),
        _list("dc:creator", "Seq", f.creators),
        _text("photoshop:Credit", f.credit),
        _text("xmpRights:Marked", "True"),
        _text("xmpRights:WebStatement", f.public_url),
        _alternatives("xmpRights:UsageTerms", f.usage_terms, f.language),
        _alternatives("Iptc4xmpCore:AltTextAccessibility", description(f), f.language),
        _text("Iptc4xmpExt:DigitalSourceType", SOURCE_TYPES[f.digital_source_type]),
        _text("Iptc4xmpExt:AISystemUsed", system),
        _text("Iptc4xmpExt:AISystemVersionUsed", version),
        _text("Iptc4xmpExt:AIPromptWriterName", f.prompted_by),
        _list("Iptc4xmpExt:PersonInImage", "Bag", (f.twin_name,)),
        _text("plus:ModelReleaseStatus", plus + "MR-LMR"),
        _list("plus:ModelReleaseID", "Bag", (f.model_release_id,)),
        _text("plus:DataMining", plus + f.data_mining),
        _licensee(f.brand),
        _text("plus:LicenseID", f.licence_id),
        _text("plus:LicenseStartDate", _date(f.licence_start)),
        _text("plus:LicenseEndDate", _date(f.licence_end)),
        _alternatives("plus:RegionConstraints", ", ".join(f.regions), "en"),
        _alternatives("plus:MediaConstraints", ", ".join(f.media), "en"),
        _list("plus:ImageFileConstraints", "Bag", (plus + "IF-MMD",)),
    )


def _text(name: str, value: str) -> str:
    return f"   <{name}>{escape(value)}</{name}>" if value else ""


def _list(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"   <{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _alternatives(name: str, value: str, language: str) -> str:
    """A text for everybody and, the same, for its own language (ISO 16684-1, 8.2.2.4)."""
    if not value:
        return ""
    items = "".join(
        f"<rdf:li xml:lang={quoteattr(tag)}>{escape(value)}</rdf:li>"
        for tag in ("x-default", language)
    )
    return f"   <{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def _licensee(brand: str) -> str:
    if not brand:
        return ""
    name = f"<plus:LicenseeName>{escape(brand)}</plus:LicenseeName>"
    item = f'<rdf:li rdf:parseType="Resource">{name}</rdf:li>'
    return f"   <plus:Licensee><rdf:Seq>{item}</rdf:Seq></plus:Licensee>"


def _date(day: date | None) -> str:
    return day.isoformat() if day else ""


def _parse(packet: bytes) -> dict[str, Value]:
    text = packet.strip(b"\0").decode("utf-8-sig")
    if len(packet) > MAX_PACKET or "<!" in text:
        return {}  # a packet has no document type, and no entities that grow
    found: dict[str, Value] = {}
    for block in ET.fromstring(text).iter(f"{{{_RDF}}}Description"):  # noqa: S314 -- see above
        for attribute, value in block.attrib.items():
            _keep(found, attribute, value)
        for element in block:
            _keep(found, element.tag, _value(element))
    return found


def _keep(found: dict[str, Value], tag: str, value: Value) -> None:
    uri, _, name = tag.lstrip("{").partition("}")
    if uri in _PREFIXES and value:
        found[f"{_PREFIXES[uri]}:{name}"] = value


def _value(element: ET.Element) -> Value:
    items = [(item.text or "").strip() for item in element.iter(f"{{{_RDF}}}li")]
    if element.find(f"{{{_RDF}}}Alt") is not None:
        return items[0] if items else ""
    resource = element.get(f"{{{_RDF}}}resource", "")
    return [item for item in items if item] or resource or (element.text or "").strip()
