"""Layer 5: the signed C2PA manifest (specification 2.4), written last and read back."""

import io
import json
import os
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import c2pa

from approvals.disclosure.certificates import Chain, Leaf, leaf_of
from approvals.disclosure.fields import DisclosureFields, publication_id
from approvals.disclosure.keys import SigningKey, signed
from approvals.disclosure.words import SOURCE_TYPES, is_generative
from approvals.disclosure.xmp import NAMESPACES, PLUS_VOCABULARY, description
from portal.wording import say as _

GENERATOR = {"name": "Twinset", "version": "0.1.0", "specVersion": "2.4.0"}
WATERMARK = "com.twinset.beacons.1"
MINING = ("data_mining", "ai_inference", "ai_training", "ai_generative_training")
HASH_MISMATCHES = frozenset(
    {"assertion.dataHash.mismatch", "assertion.bmffHash.mismatch", "assertion.boxesHash.mismatch"}
)
_BY_RULE = SOURCE_TYPES["algorithmicMedia"]  # cropping and lettering: no trained model
_LONGEST = 200  # letters of what a file says that are repeated
type _Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edits:
    """What was done to the approved master: cropped, made smaller, labelled with these words.

    `watermark` is the payload in hexadecimal that was hidden in the pixels.
    """

    cropped: bool = False
    resized: bool = False
    label: str = ""
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class ManifestFinding:
    """What a picture's manifest says and whether it holds.

    `valid`: signature and hashes hold; `trusted`: and the signer is one of the given root.
    `ours`: the root's signer signed this claim and no assertion was touched, whether or not
    the picture still has the bytes that were signed; `hash_mismatch`: it has not. Ours with
    a mismatch is an altered picture (or our manifest moved onto another: compare fingerprints).
    `publication_id` is believed, so given, only of what is ours. `label` is the manifest's name
    as its maker gave it.
    """

    found: bool = False
    valid: bool = False
    trusted: bool = False
    ours: bool = False
    publication_id: str | None = None
    digital_source_type: str | None = None
    hash_mismatch: bool = False
    detail: str = field(default_factory=lambda: _("No C2PA manifest."))
    label: str | None = None


class ManifestSigner:
    """Signs manifests with one chain, time-stamped where a time-stamping authority is given.

    The key is the chain's own, or `key`'s, which signs when it is called back.

    Safe to share between threads, and over a fork: native handles die there, so each process
    makes its own on first use.
    """

    def __init__(
        self, chain: Chain, tsa_url: str | None = None, key: SigningKey | None = None
    ) -> None:
        """Keep the chain; nothing native is made yet."""
        self._chain = chain
        self._key = key
        self._tsa_url = tsa_url
        self._held: tuple[int, c2pa.Context] | None = None

    @property
    def leaf(self) -> Leaf:
        """The certificate that it signs with."""
        return leaf_of(self._chain)

    def sign(
        self, picture: bytes, media_type: str, fields: DisclosureFields, edits: Edits
    ) -> bytes:
        """The same picture with its manifest inside.

        Raises c2pa.C2paError if the library refuses the picture or the chain, or the
        authority does not answer.
        """
        out = io.BytesIO()
        manifest = json.dumps(build_manifest(fields.without_controls(), edits))
        builder = c2pa.Builder(manifest, context=self._context())
        builder.sign(media_type, io.BytesIO(picture), out)
        return out.getvalue()

    def _context(self) -> c2pa.Context:
        if self._held is None or self._held[0] != os.getpid():
            self._held = os.getpid(), self._make_context()
        return self._held[1]

    def _make_context(self) -> c2pa.Context:
        tsa = self._tsa_url
        hosts = [urlsplit(tsa).netloc] if tsa else []
        settings = _settings(self._chain.root_pem, hosts)
        return c2pa.Context.from_dict(settings, signer=self._signer())

    def _signer(self) -> c2pa.Signer:
        chain, key = self._chain, self._key
        certificates = chain.leaf_pem + chain.issuing_pem
        if key is not None:
            return c2pa.Signer.from_callback(
                lambda message: signed(key, message, chain.leaf_pem),
                c2pa.C2paSigningAlg.ES256,
                certificates,
                self._tsa_url,
            )
        tsa = self._tsa_url.encode() if self._tsa_url else None
        info = c2pa.C2paSignerInfo("es256", certificates.encode(), chain.key_pem.encode(), tsa)
        return c2pa.Signer.from_info(info)


def build_manifest(f: DisclosureFields, edits: Edits) -> _Json:
    """The manifest definition for the library; every assertion but the reference is created."""
    references = [_ingredient("reference", i, h) for i, h in _numbered(f.reference_sha256s)]
    garments = [_ingredient("garment", i, h) for i, h in _numbered(f.garment_sha256s)]
    for garment in garments if f.placed_garments else ():
        garment["relationship"] = "componentOf"
    earlier = [_earlier(i, *each) for i, each in enumerate(f.earlier_manifests, start=1)]
    assertions = [
        _created("c2pa.actions.v2", _actions(f, edits, references + earlier, garments)),
        _created("cawg.training-mining", _mining()),
        _created("cawg.metadata", _metadata(f)) | {"kind": "Json"},
    ]
    if is_generative(f.digital_source_type):
        assertions.append(_created("c2pa.ai-disclosure", _ai_disclosure(f)))
    if edits.watermark:
        assertions.append(_created("c2pa.soft-binding", _soft_binding(edits.watermark)))
    if f.approval_url and f.approval_sha256:
        assertions.append({"label": "c2pa.external-reference", "data": _approval(f)})
    return {
        "claim_version": 2,
        "claim_generator_info": [GENERATOR],
        "title": f.publication_id,
        "ingredients": references + garments + earlier,
        "assertions": assertions,
    }


def read_store(
    store: _Json | None, error: str = "", revoked: Container[int] = ()
) -> ManifestFinding:
    """The judgement on what `reader.py` read; never raises for what is in it.

    `revoked` are the serial numbers of certificates that are trusted no longer.
    """
    if store is None and not error:
        return ManifestFinding()
    try:
        if store is not None:
            return _finding(store, revoked)
    except (AttributeError, KeyError, TypeError, ValueError) as strange:
        error = str(strange)
    return ManifestFinding(
        detail=_("No readable C2PA manifest (%(error)s).") % {"error": error[:_LONGEST]}
    )


def reading_settings(root_pem: str | None) -> _Json:
    """How the library reads a stranger's file: it fetches nothing, and trusts this root alone."""
    return _settings(root_pem)


def _finding(store: _Json, revoked: Container[int]) -> ManifestFinding:
    """The judgement on a store's active manifest, from its validation codes (§15)."""
    manifest = _dig(store, "manifests", store.get("active_manifest")) or {}
    results = _dig(store, "validation_results", "activeManifest") or {}
    success, failure = _codes(results, "success"), _codes(results, "failure")
    state = store.get("validation_state", "Invalid")
    trusted_signer = {"signingCredential.trusted", "claimSignature.validated"} <= success
    signature = manifest.get("signature_info") or {}
    is_revoked = int(signature.get("cert_serial_number") or 0) in revoked
    ours = trusted_signer and failure <= HASH_MISMATCHES and not is_revoked
    said = {a.get("label"): a.get("data") for a in manifest.get("assertions", ())}
    source = str(_dig(said, "c2pa.actions.v2", "actions", 0, "digitalSourceType") or "")
    named = publication_id(_dig(said, "cawg.metadata", "dc:identifier"))
    return ManifestFinding(
        found=True,
        valid=state in {"Valid", "Trusted"},
        trusted=state == "Trusted" and not is_revoked,
        ours=ours,
        publication_id=named if ours else None,
        digital_source_type=source.rpartition("/")[2] or None,
        hash_mismatch=bool(failure & HASH_MISMATCHES),
        label=str(store.get("active_manifest") or "") or None,
        detail=_detail("Revoked" if is_revoked else state, failure, signature),
    )


def _dig(value: Any, *path: Any) -> Any:
    """What stands at the end of a path through mappings and lists; None where it breaks off."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _codes(results: _Json, kind: str) -> set[str]:
    return {status["code"] for status in results.get(kind, [])}


def _detail(state: str, failure: set[str], signature: _Json) -> str:
    signer = signature.get("common_name") or signature.get("issuer") or _("an unnamed signer")
    if state == "Revoked":
        words = _("Signed by %(signer)s with a certificate that was revoked: nobody may trust it.")
    elif state == "Trusted":
        words = _("Signed by %(signer)s, whom this installation trusts; the picture is unchanged.")
    elif state == "Valid":
        words = _("Signed by %(signer)s, who is not known here; the picture is unchanged.")
    elif failure and failure <= HASH_MISMATCHES:
        words = _("Signed by %(signer)s; the picture was changed after that.")
    else:
        words = _("Signed by %(signer)s, but it does not hold: %(codes)s.")
    said = {"signer": str(signer)[:_LONGEST], "codes": ", ".join(sorted(failure))[:_LONGEST]}
    return words % said


def _settings(root_pem: str | None, hosts: list[str] | None = None) -> _Json:
    """Per context: never fetch what a picture points to, trust this root alone, no thumbnail."""
    return {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
        "core": {"allowed_network_hosts": hosts or []},
        "trust": {"trust_anchors": root_pem} if root_pem else {},
        "builder": {"thumbnail": {"enabled": False}},
    }


def _numbered(hashes: tuple[str, ...]) -> list[tuple[int, str]]:
    return list(enumerate(hashes, start=1))


def _ingredient(kind: str, number: int, sha256: str) -> _Json:
    """An ingredient by hash alone: its pixels are private (§18.15.4.5)."""
    return {
        "label": f"{kind}-{number}",  # by which the actions refer to it
        "title": f"{kind.capitalize()} {number}",
        "relationship": "inputTo",
        # The library has no field for the hash of an asset it is not given.
        "instance_id": f"urn:sha256:{sha256}",
        "description": "Kept private; named by its SHA-256.",
    }


def _earlier(number: int, sha256: str, manifest: str) -> _Json:
    """A file that came with a manifest of its own: that it did is kept, by hash and name."""
    return {
        "label": f"earlier-{number}",
        "title": f"Earlier manifest {number}",
        "relationship": "inputTo",
        "instance_id": f"urn:sha256:{sha256}",
        "description": f"Came with the C2PA manifest {manifest}. Kept private; named by its "
        "SHA-256 as it was sent.",
    }


def _actions(
    f: DisclosureFields, edits: Edits, references: list[_Json], garments: list[_Json]
) -> _Json:
    """What happened, in order: created first and once (§18.15.2)."""
    inputs = [i["label"] for i in references + garments if i["relationship"] == "inputTo"]
    placed = [i["label"] for i in garments if i["relationship"] == "componentOf"]
    created = _action("c2pa.created", SOURCE_TYPES[f.digital_source_type], ingredients=inputs)
    if f.ai_system:
        created["softwareAgent"] = _named(name=f.ai_system, version=f.ai_version)
    actions = [created]
    actions += [_action("c2pa.placed", ingredients=[label]) for label in placed]
    if edits.cropped:
        actions.append(_action("c2pa.cropped", _BY_RULE))
    if edits.resized:
        actions.append(_action("c2pa.resized.proportional"))
    if edits.label:
        actions.append(_action("c2pa.addedText", _BY_RULE) | {"description": edits.label})
    if edits.watermark:
        actions.append(_action("c2pa.watermarked.bound"))
    actions.append(_action("c2pa.published"))
    return {"actions": actions, "allActionsIncluded": True}


def _action(name: str, source: str = "", ingredients: list[str] | None = None) -> _Json:
    parameters = {"ingredientIds": ingredients} if ingredients else {}
    return _named(action=name, digitalSourceType=source, parameters=parameters)


def _soft_binding(payload: str) -> _Json:
    """§18.10: how a copy without its manifest is found again; the whole picture is bound."""
    return {"alg": WATERMARK, "blocks": [{"scope": {}, "value": payload}]}


def _mining() -> _Json:
    return {"entries": {f"cawg.{use}": {"use": "notAllowed"} for use in MINING}}


def _metadata(f: DisclosureFields) -> _Json:
    """What `c2pa.metadata` does not take (Annex B), as JSON-LD by CAWG metadata 1.1."""
    system, version = f.trained_system
    facts = _named(**{
        "dc:identifier": f.publication_urn,
        "dc:creator": list(f.creators),
        "photoshop:Credit": f.credit,
        "xmpRights:WebStatement": f.public_url,
        "xmpRights:UsageTerms": f.usage_terms,
        "Iptc4xmpCore:AltTextAccessibility": description(f),
        "Iptc4xmpExt:DigitalSourceType": SOURCE_TYPES[f.digital_source_type],
        "Iptc4xmpExt:AISystemUsed": system,
        "Iptc4xmpExt:AISystemVersionUsed": version,
        "Iptc4xmpExt:AIPromptWriterName": f.prompted_by,
        "Iptc4xmpExt:PersonInImage": [f.twin_name] if f.twin_name else [],
        "plus:DataMining": PLUS_VOCABULARY + f.data_mining,
        "plus:LicenseID": f.licence_id,
        "plus:LicenseStartDate": f.licence_start.isoformat() if f.licence_start else "",
        "plus:LicenseEndDate": f.licence_end.isoformat() if f.licence_end else "",
        "plus:RegionConstraints": ", ".join(f.regions),
        "plus:MediaConstraints": ", ".join(f.media),
    })  # fmt: skip
    used = {name.partition(":")[0] for name in facts}
    return {"@context": {p: uri for p, uri in NAMESPACES.items() if p in used}} | facts


def _ai_disclosure(f: DisclosureFields) -> _Json:
    """§18.28; people said yes to this very picture, so its oversight is human."""
    model = _named(modelType="c2pa.types.model", modelName=f.ai_system)
    if f.ai_system and f.ai_version:
        model["modelIdentifier"] = f"{f.ai_system} {f.ai_version}"
    return model | {"contentProfile": {"humanOversightLevel": "human_validated"}}


def _approval(f: DisclosureFields) -> _Json:
    """§18.24; the library writes the hash as text, since JSON has no byte strings."""
    location = {"url": f.approval_url, "alg": "sha256", "hash": f.approval_sha256}
    return {"location": location, "description": "Record of the approvals"}


def _created(label: str, data: _Json) -> _Json:
    return {"label": label, "created": True, "data": data}


def _named(**facts: Any) -> _Json:
    """The facts that say something."""
    return {name: fact for name, fact in facts.items() if fact}
