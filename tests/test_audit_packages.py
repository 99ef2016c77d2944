"""Known vulnerabilities: one that is found fails; that nobody could be asked is only said."""

import json
import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / ".ci" / "audit_packages.py"
SKIPPED = {"name": "six", "skip_reason": "not found"}
SOUND = {"name": "celery", "version": "5.7", "vulns": []}
FLAWED = SOUND | {"vulns": [{"id": "PYSEC-1", "fix_versions": ["5.8"]}]}


def audit(
    monkeypatch: pytest.MonkeyPatch, packages: list[dict[str, Any]] | None, stderr: str = ""
) -> int:
    out = json.dumps({"dependencies": packages}) if packages is not None else ""
    done = subprocess.CompletedProcess([], 1, stdout=out, stderr=stderr)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    status: int = runpy.run_path(str(SCRIPT))["main"]("lock")
    return status


def test_a_known_vulnerability_fails_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(monkeypatch, [SKIPPED, FLAWED]) == 1
    assert "celery 5.7: PYSEC-1, mended in 5.8" in capsys.readouterr().out


def test_without_one_it_says_how_many_were_looked_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(monkeypatch, [SKIPPED, SOUND]) == 0
    assert capsys.readouterr().out == "1 packages looked up, 1 unknown there, 0 flaws.\n"


@pytest.mark.parametrize(
    ("packages", "stderr"), [([SKIPPED], ""), (None, "requests: Max retries: connect refused")]
)
def test_that_nobody_can_be_asked_is_one_line_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    packages: list[dict[str, Any]] | None,
    stderr: str,
) -> None:
    assert audit(monkeypatch, packages, stderr) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_a_lock_that_cannot_be_read_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    assert audit(monkeypatch, None, "the lock has no hashes") == 1
