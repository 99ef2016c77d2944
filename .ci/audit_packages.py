"""Ask the package index's advisory service about every locked package: audit_packages.py LOCK.

A known vulnerability fails; that nobody could be asked is said in one line and fails nothing.
"""

import json
import re
import subprocess
import sys
from typing import Any

UNREACHABLE = "Known vulnerabilities were not looked up: the advisory service cannot be reached."
OFFLINE = re.compile(r"connect|timed out|max retries|name resolution|proxy|HTTPError|ServiceError")
PATIENCE_SECONDS = 300


def main(lock: str) -> int:
    """Say what was found; return 1 for a vulnerability, and for a lock that cannot be read."""
    done = asked_about(lock)
    if not done.stdout.strip():
        return said(UNREACHABLE) if OFFLINE.search(done.stderr) else said(done.stderr, status=1)
    packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    known = [each for each in packages if "skip_reason" not in each]
    if not known:
        return said(UNREACHABLE)
    found = [
        f"{package['name']} {package['version']}: {flaw['id']},"
        f" mended in {', '.join(flaw['fix_versions']) or 'no version'}"
        for package in known
        for flaw in package["vulns"]
    ]
    unknown = len(packages) - len(known)
    count = f"{len(known)} packages looked up, {unknown} unknown there, {len(found)} flaws."
    return said("\n".join([*found, count]), status=1 if found else 0)


def asked_about(lock: str) -> subprocess.CompletedProcess[str]:
    """Run pip-audit over the lock, which is complete: nothing is resolved or installed."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", lock, "--require-hashes"]
    command += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        return subprocess.run(  # noqa: S603 - its arguments are ours
            command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, stdout="", stderr="timed out")


def said(words: str, *, status: int = 0) -> int:
    """Write a line and return the exit status."""
    sys.stdout.write(f"{words.strip()}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
