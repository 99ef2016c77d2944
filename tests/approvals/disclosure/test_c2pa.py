"""The signed manifest: what it states, and what reading it back proves."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from approvals.disclosure.c2pa import Edits, ManifestSigner, build_manifest
from approvals.disclosure.certificates import Chain, development_chain
from approvals.disclosure.encode import MEDIA_TYPES
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.words import GENERATIVE, SOURCE_TYPES
from tests.approvals.disclosure.conftest import Publish, pixels, saved
from tests.approvals.disclosure.reading import read_manifest

EDITS = Edits(cropped=True, resized=True, label="AI")


def _assertions(manifest: dict[str, Any]) -> dict[str, Any]:
    return {a["label"]: a["data"] for a in manifest["assertions"]}


def _altered(picture: bytes) -> bytes:
    """One bit changed in the middle, among the pixels: manifests stand at either end."""
    changed = bytearray(picture)
    changed[len(changed) // 2] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_every_format_is_trusted_when_untouched(
    media_type: str, publish: Publish, chain: Chain
) -> None:
    found = read_manifest(publish(media_type=media_type).picture, chain.root_pem)
    assert found.found
    assert found.valid
    assert found.trusted
    assert found.ours
    assert not found.hash_mismatch
    assert found.publication_id == "pub-1"
    assert found.digital_source_type == "trainedAlgorithmicMedia"


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_one_changed_byte_is_ours_but_altered(
    media_type: str, publish: Publish, chain: Chain
) -> None:
    picture = publish(media_type=media_type).picture
    found = read_manifest(_altered(picture), chain.root_pem)
    assert found.found
    assert not found.valid
    assert found.ours
    assert found.hash_mismatch
    assert found.publication_id == "pub-1"


def test_another_installations_picture_is_never_ours(publish: Publish, tmp_path: Path) -> None:
    stranger = development_chain(tmp_path)
    picture = publish().picture
    for copy in (picture, _altered(picture)):
        found = read_manifest(copy, stranger.root_pem)
        assert found.found
        assert not found.trusted
        assert not found.ours
        assert found.publication_id is None


def test_without_a_root_nobody_is_trusted(publish: Publish) -> None:
    found = read_manifest(publish().picture, None)
    assert found.valid
    assert not found.trusted
    assert not found.ours


def test_a_forged_publication_id_is_not_believed(publish: Publish, chain: Chain) -> None:
    forged = publish().picture.replace(b"publication:pub-1", b"publication:pub-2")
    found = read_manifest(forged, chain.root_pem)
    assert found.found
    assert not found.ours
    assert found.publication_id is None


def test_a_picture_without_a_manifest_has_none(chain: Chain) -> None:
    assert not read_manifest(saved(pixels(30, 30)), chain.root_pem).found


def test_created_comes_first_and_once_then_what_was_done(facts: DisclosureFields) -> None:
    actions = _assertions(build_manifest(facts, EDITS))["c2pa.actions.v2"]["actions"]
    assert [a["action"] for a in actions] == [
        "c2pa.created",
        "c2pa.placed",
        "c2pa.cropped",
        "c2pa.resized.proportional",
        "c2pa.addedText",
        "c2pa.published",
    ]
    assert actions[0]["digitalSourceType"] == SOURCE_TYPES["trainedAlgorithmicMedia"]


def test_only_what_was_done_is_stated(facts: DisclosureFields) -> None:
    manifest = build_manifest(replace(facts, placed_garments=False), Edits(label="AI"))
    actions = _assertions(manifest)["c2pa.actions.v2"]["actions"]
    names = [a["action"] for a in actions]
    assert names == ["c2pa.created", "c2pa.addedText", "c2pa.published"]
    assert {i["relationship"] for i in manifest["ingredients"]} == {"inputTo"}


@pytest.mark.parametrize("source", SOURCE_TYPES)
def test_an_ai_model_is_disclosed_only_where_one_ran(source: str, facts: DisclosureFields) -> None:
    manifest = build_manifest(replace(facts, digital_source_type=source), EDITS)
    said = _assertions(manifest)
    assert ("c2pa.ai-disclosure" in said) == (source in GENERATIVE)
    assert ("Iptc4xmpExt:AISystemUsed" in said["cawg.metadata"]) == (source in GENERATIVE)


def test_references_stand_there_by_hash_and_mining_is_not_allowed(facts: DisclosureFields) -> None:
    manifest = build_manifest(facts, EDITS)
    hashes = [i["instance_id"] for i in manifest["ingredients"]]
    assert hashes == [f"urn:sha256:{c * 64}" for c in "cde"]
    mining = _assertions(manifest)["cawg.training-mining"]["entries"]
    assert {entry["use"] for entry in mining.values()} == {"notAllowed"}


def test_a_signer_makes_its_handles_anew_in_another_process(
    chain: Chain, facts: DisclosureFields, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, plain = ManifestSigner(chain), saved(pixels(30, 30))
    signer.sign(plain, "image/jpeg", facts, EDITS)
    monkeypatch.setattr("os.getpid", lambda: -1)
    first = signer._context()
    assert signer._context() is first
    monkeypatch.undo()
    assert signer._context() is not first
