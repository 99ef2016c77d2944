"""``python -m tests.services [pytest's arguments]``: the tests that need real servers, on them."""

import os
import subprocess
import sys

from tests.services.postgres import NoPostgres, postgres


def main(arguments: list[str]) -> int:
    """Start what is needed, run pytest there, end it; return pytest's status."""
    try:
        with postgres() as address:
            return subprocess.run(
                [
                    *(sys.executable, "-m", "pytest", "-o", "cache_dir=var/cache/pytest"),
                    *("-m", "services", "--allow-hosts=127.0.0.1", "tests/services", *arguments),
                ],
                env={**os.environ, "DATABASE_URL": address},
                check=False,
            ).returncode
    except NoPostgres as missing:
        sys.stderr.write(f"{missing}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
