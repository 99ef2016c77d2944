"""A certificate ended: the same picture gets new bytes at the same address (RULINGS 21)."""

import json
import shlex
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from time_machine import travel

from approvals import signing
from approvals.actions import publish, takedown
from approvals.actions.sign_anew import replace_file, sign_anew
from approvals.actions.verify import verify
from approvals.disclosing import disclose_publication
from approvals.disclosure.certificates import Chain, development_chain, leaf_of
from approvals.models import Channel, Publication, PublishedFile
from portal import storage
from portal.errors import Conflict, Gone
from portal.models import AuditEvent
from tests.approvals.disclosure.test_keys import service
from tests.people import NOON, World, a_world
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def served(publication: Publication) -> PublishedFile:
    file = publication.current_file
    assert file is not None
    return file


def run(*args: str) -> dict[str, list[dict[str, str]]]:
    out = StringIO()
    call_command("sign_anew", *args, "--json", stdout=out)
    said: dict[str, list[dict[str, str]]] = json.loads(out.getvalue())
    return said


def installed(chain: Chain, folder: Path) -> tuple[str, str]:
    """The operator's two files, as they are replaced in one go."""
    certificates, key = folder / "chain.pem", folder / "key.pem"
    certificates.write_text(chain.leaf_pem + chain.issuing_pem + chain.root_pem)
    key.write_text(chain.key_pem)
    return str(certificates), str(key)


def test_new_bytes_at_the_same_address_and_the_old_ones_stay_known(world: World) -> None:
    publication = world.published()
    old, address = served(publication), reverse("publication-picture", args=[publication.public_id])
    client = Client()
    with travel(NOON, tick=False):
        before = client.get(address)
        new = sign_anew(publication=publication, at=world.at)
        after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (new.sha256 != old.sha256, after.status_code) == (True, 200)
    assert after["ETag"] == f'"{new.sha256}"' != before["ETag"]
    old.refresh_from_db()
    assert (old.replaced_at, new.replaced_at) == (world.at, None)
    assert new.fingerprint == bytes(old.fingerprint)
    for file in (old, new):
        answer = verify(data=storage.read(file.sha256), at=world.at)
        assert (answer.state, answer.publication) == ("intact", publication)


def test_it_is_in_the_trails_of_her_brand_and_agency(world: World) -> None:
    publication = world.published()
    old, new = served(publication), sign_anew(publication=publication, at=world.at)
    told = AuditEvent.objects.filter(act="publication.signed_anew")
    chains = {event.chain_id for event in told}
    assert chains == {world.brand.pk, world.agency.pk, world.mila.person_id}
    (details,) = {json.dumps(event.details, sort_keys=True) for event in told}
    assert old.sha256 in details
    assert new.sha256 in details


def test_nothing_new_is_made_of_what_was_taken_back_or_down(world: World) -> None:
    publication = world.published()
    takedown.unpublish(publication=publication, actor=world.bram, at=world.at)
    publication.refresh_from_db()
    with pytest.raises(Gone):
        sign_anew(publication=publication, at=world.at)


def test_a_withdrawal_while_it_is_signed_wins(world: World) -> None:
    publication = world.published()
    old, made = served(publication), disclose_publication(publication)
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    with pytest.raises(Gone):
        replace_file(publication=publication, replaces=old, disclosed=made, at=world.at)
    assert publication.files.count() == 1


def test_what_ran_out_is_not_signed_anew(world: World) -> None:
    publication = world.published()
    with pytest.raises(Gone):
        sign_anew(publication=publication, at=world.at + timedelta(days=200))


def test_what_is_still_being_prepared_is_not_signed_anew(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    web = Channel.objects.get(name="web")
    begun = publish.publish(draft=draft, channel=web, actor=world.bram, at=world.at)
    with pytest.raises(Gone):
        sign_anew(publication=begun, at=world.at)


def test_of_two_who_sign_at_once_one_does(world: World) -> None:
    publication = world.published()
    old, made = served(publication), disclose_publication(publication)
    replace_file(publication=publication, replaces=old, disclosed=made, at=world.at)
    with pytest.raises(Conflict):
        replace_file(publication=publication, replaces=old, disclosed=made, at=world.at)


def test_the_file_says_which_certificate_signed_it(world: World) -> None:
    leaf = leaf_of(signing.chain())
    file = served(world.published())
    assert (file.signed_with, file.signed_until) == (leaf.sha256, leaf.ends_at)


def test_the_command_takes_what_expired_and_what_nobody_noted(world: World) -> None:
    publication = world.published()
    with travel(NOON, tick=False):
        assert run("--expired") == {"signed": [], "refused": []}
        for noted in ({"signed_until": NOON}, {"signed_until": None}):
            PublishedFile.objects.filter(pk=served(publication).pk).update(**noted)
            (signed,) = run("--expired")["signed"]
            assert signed["publication"] == publication.public_id
            assert signed["sha256"] == served(publication).sha256
        assert run("--expired")["signed"] == []


def test_the_command_takes_what_a_revoked_certificate_signed(world: World) -> None:
    revoked = served(world.published()).signed_with.upper()
    spelt = ":".join(revoked[at : at + 2] for at in range(0, 64, 2))
    with travel(NOON, tick=False):
        assert len(run("--signed-with", spelt)["signed"]) == 1
        assert run("--signed-with", "0" * 64)["signed"] == []


def test_the_command_says_of_one_why_it_is_left_as_it_is(world: World) -> None:
    publication = world.published()
    takedown.unpublish(publication=publication, actor=world.bram, at=world.at)
    with travel(NOON, tick=False):
        with pytest.raises(CommandError, match="no longer shown"):
            run("--publication", publication.public_id)
        with pytest.raises(CommandError, match="no publication with this id"):
            run("--publication", "made-up")


def test_replaced_certificates_sign_the_next_picture_without_a_restart(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    first = development_chain(tmp_path / "first")
    second = development_chain(tmp_path / "second")
    settings.C2PA_CERTIFICATE, settings.C2PA_PRIVATE_KEY = installed(first, tmp_path)
    publication = world.published()
    old = served(publication)
    installed(second, tmp_path)
    new = sign_anew(publication=publication, at=world.at)
    assert (old.signed_with, new.signed_with) == (leaf_of(first).sha256, leaf_of(second).sha256)
    c2pa = verify(data=storage.read(new.sha256), at=world.at).techniques["c2pa"]
    assert c2pa.trusted
    answer = verify(data=storage.read(old.sha256), at=world.at)
    assert (answer.state, answer.techniques["c2pa"].trusted) == ("intact", False)


def test_a_certificate_that_has_ended_itself_signs_nothing_anew(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    publication = world.published()
    over = development_chain(tmp_path / "over", at=world.at - timedelta(days=364))
    settings.C2PA_CERTIFICATE, settings.C2PA_PRIVATE_KEY = installed(over, tmp_path)
    with pytest.raises(Conflict):
        sign_anew(publication=publication, at=world.at + timedelta(days=3))


def revoked(chain: Chain, folder: Path) -> str:
    """A list of its issuer with the leaf of the chain on it; returns the list's path."""
    leaf = x509.load_pem_x509_certificate(chain.leaf_pem.encode())
    then = datetime(2026, 11, 1, tzinfo=UTC)
    entry = x509.RevokedCertificateBuilder().serial_number(leaf.serial_number)
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(leaf.issuer)
        .last_update(then)
        .next_update(then + timedelta(days=90))
        .add_revoked_certificate(entry.revocation_date(then).build())
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )
    path = folder / "revoked.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM))
    return str(path)


def test_what_a_revoked_certificate_signed_is_trusted_no_longer(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    chain = development_chain(tmp_path / "first")
    settings.C2PA_CERTIFICATE, settings.C2PA_PRIVATE_KEY = installed(chain, tmp_path)
    file = served(world.published())
    data = storage.read(file.sha256)
    assert verify(data=data, at=world.at).techniques["c2pa"].trusted
    assert verify(data=data + b"\0", at=world.at).state == "altered"
    settings.C2PA_CRL = revoked(chain, tmp_path)
    answer = verify(data=data, at=world.at)
    c2pa = answer.techniques["c2pa"]
    assert (c2pa.found, c2pa.trusted) == (True, False)
    assert "revoked" in c2pa.detail
    assert answer.state == "intact"  # by its very bytes, which the registry has
    assert verify(data=data + b"\0", at=world.at).state in {"recognised", "resembles"}


def test_a_revoked_certificate_signs_nothing_more(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    first, second = (development_chain(tmp_path / name) for name in ("first", "second"))
    settings.C2PA_CERTIFICATE, settings.C2PA_PRIVATE_KEY = installed(first, tmp_path)
    publication = world.published()
    settings.C2PA_CRL = revoked(first, tmp_path)
    with pytest.raises(Conflict, match="revoked"):
        sign_anew(publication=publication, at=world.at)
    installed(second, tmp_path)
    new = sign_anew(publication=publication, at=world.at)
    assert verify(data=storage.read(new.sha256), at=world.at).techniques["c2pa"].trusted


def test_a_command_signs_and_no_key_is_read(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    chain = development_chain(tmp_path / "first")
    settings.C2PA_CERTIFICATE, key = installed(chain, tmp_path)
    Path(key).unlink()
    (tmp_path / "vault").mkdir()
    key_service = service(chain, tmp_path / "vault")
    settings.C2PA_PRIVATE_KEY = "/not/there"
    settings.C2PA_SIGN_COMMAND = shlex.join(key_service.command)
    data = storage.read(served(world.published()).sha256)
    assert verify(data=data, at=world.at).techniques["c2pa"].trusted
