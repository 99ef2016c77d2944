"""``python -m tests.lighthouse [START]``: Lighthouse, mobile, over the pages that the bar names.

Prints one JSON object a page: what Lighthouse says, which reckons with a slow 4G, and the vitals
that ``tests.lighthouse.vitals`` measures on a 4G network. Lighthouse comes from npm into
``var/lighthouse`` at the version named here; Chromium is Debian's.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.lighthouse.vitals import visited, vitals
from tests.site import ROOT, Site, free_port

VERSION = "12.8.2"
HOME = ROOT / "var" / "lighthouse"
PROGRAM = HOME / "node_modules" / ".bin" / "lighthouse"


class Missing(Exception):
    """A program that Lighthouse needs is not there."""


def main(start: str) -> int:
    """Measure; return 1 where something is missing or a page did not answer."""
    try:
        _install()
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), settings="tests.lighthouse.settings")
        try:
            for measured in _measure(site, start):
                sys.stdout.write(json.dumps(measured) + "\n")
                sys.stdout.flush()
        finally:
            site.stop()
    return 0


def _install() -> None:
    if shutil.which("chromium") is None:
        raise Missing("Lighthouse needs Chromium: install Debian's package chromium.")
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("Lighthouse needs Node.js with npm: install Debian's nodejs and npm.")
    if _installed() == VERSION:
        return
    HOME.mkdir(parents=True, exist_ok=True)
    wanted = f"lighthouse@{VERSION}"
    quiet = ("--no-package-lock", "--no-audit", "--no-fund", "--silent")
    subprocess.run([npm, "install", *quiet, wanted], cwd=HOME, check=True)


def _installed() -> str:
    told = HOME / "node_modules" / "lighthouse" / "package.json"
    return str(json.loads(told.read_text())["version"]) if told.exists() else ""


def _measure(site: Site, start: str) -> Iterator[dict[str, Any]]:
    scene = json.loads(site.run("-m", "tests.lighthouse.scene"))
    site.run("manage.py", "build_assets")
    site.run("manage.py", "collectstatic", "--noinput", "-v0")
    site.serve()
    for page in scene:
        if page["page"].startswith(start):
            address, session = site.address + page["address"], page["session"]
            told = _figures(_run(address, session)) | vitals(address, session)
            yield {"page": page["page"], **told}


def _run(address: str, session: str) -> dict[str, Any]:
    """Let Lighthouse visit a page in a browser of its own that knows who is signed in."""
    port = free_port()
    with visited(address, session, port):
        return _ask(address, port)


def _ask(address: str, port: int) -> dict[str, Any]:
    done = subprocess.run(
        [
            *(str(PROGRAM), address, "--quiet", "--output=json"),
            "--only-categories=performance,accessibility,best-practices",
            *(f"--port={port}", "--disable-storage-reset"),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    audits, categories = report["audits"], report["categories"]
    requests = audits["network-requests"]["details"]["items"]
    scripts = [each for each in requests if each.get("resourceType") == "Script"]
    return {
        "performance": round(categories["performance"]["score"] * 100),
        "accessibility": round(categories["accessibility"]["score"] * 100),
        "best_practices": round(categories["best-practices"]["score"] * 100),
        "slow_4g_lcp_ms": round(audits["largest-contentful-paint"]["numericValue"]),
        "cls": round(audits["cumulative-layout-shift"]["numericValue"], 3),
        "tbt_ms": round(audits["total-blocking-time"]["numericValue"]),
        "js_bytes": sum(each["transferSize"] for each in scripts),
        "total_bytes": sum(each["transferSize"] for each in requests),
    }


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
