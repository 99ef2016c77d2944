"""The development chain: made once, kept safe, renewed in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from approvals.disclosure.certificates import C2PA_CLAIM_SIGNING, development_chain

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _parse(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())


def test_a_second_call_gives_the_same_chain(tmp_path: Path) -> None:
    assert development_chain(tmp_path / "new", at=NOW) == development_chain(
        tmp_path / "new", at=NOW
    )


def test_callers_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        chains = list(pool.map(lambda _: development_chain(tmp_path, at=NOW), range(8)))
    assert all(chain == chains[0] for chain in chains)


def test_each_certificate_is_signed_by_the_next(tmp_path: Path) -> None:
    chain = development_chain(tmp_path, at=NOW)
    leaf, issuing, root = map(_parse, (chain.leaf_pem, chain.issuing_pem, chain.root_pem))
    leaf.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_the_leaf_lives_at_most_366_days_and_signs_claims(tmp_path: Path) -> None:
    leaf = _parse(development_chain(tmp_path, at=NOW).leaf_pem)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=366)
    usages = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert C2PA_CLAIM_SIGNING in usages


@pytest.mark.parametrize(("days", "renewed"), [(350, False), (352, True), (400, True)])
def test_the_leaf_is_renewed_within_14_days_of_its_end(
    days: int, renewed: bool, tmp_path: Path
) -> None:
    first = development_chain(tmp_path, at=NOW)
    later = development_chain(tmp_path, at=NOW + timedelta(days=days))
    assert (later.leaf_pem != first.leaf_pem) == renewed
    assert later.root_pem == first.root_pem


def test_only_the_owner_reads_the_keys_and_nothing_is_left_over(tmp_path: Path) -> None:
    development_chain(tmp_path, at=NOW)
    files = sorted(tmp_path.iterdir())
    assert [f.name for f in files] == ["authority.pem", "leaf.pem", "lock"]
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}


def test_a_chain_does_not_print_its_key(tmp_path: Path) -> None:
    assert "PRIVATE" not in repr(development_chain(tmp_path, at=NOW))
