"""``python -m tests.bench [start of a name]``: measure, on a PostgreSQL of its own."""

import os
import sys
from importlib import import_module

from tests.services.postgres import NoPostgres, postgres

BENCHES = {
    "disclosure": "tests.bench.disclosing:disclosure",
    "watermark": "tests.bench.watermark:watermark",
    "registry_search": "tests.bench.registry:registry",
    "briefs": "tests.bench.pages:pages",
    "desk": "tests.bench.pages:pages",
    "models": "tests.bench.pages:pages",
    "inbox": "tests.bench.pages:pages",
    "my_twin": "tests.bench.pages:pages",
    "audit": "tests.bench.pages:pages",
    "people": "tests.bench.pages:pages",
    "permissions": "tests.bench.pages:pages",
    "live_pages": "tests.bench.live:live_pages",
}
"""Which function measures what, by the start of the names that it yields."""


def main(only: str) -> int:
    """Print each figure as it is known; return the exit status."""
    start, _, _number = only.partition("/")
    wanted = [
        path for name, path in BENCHES.items() if name.startswith(start) or start.startswith(name)
    ]
    if not wanted:
        sys.stderr.write(f"Nothing measured here is called {only}: {', '.join(BENCHES)}.\n")
        return 2
    try:
        with postgres() as address:
            os.environ |= {
                "DATABASE_URL": address,
                "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            }
            _set_up()
            for path in dict.fromkeys(wanted):
                _print(path, only)
            _close()
    except NoPostgres as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


def _print(path: str, only: str) -> None:
    module, _, function = path.partition(":")
    for measured in getattr(import_module(module), function)():
        if measured.name.startswith(only):
            print(measured.line(), flush=True)  # noqa: T201


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _close() -> None:
    """Leave the server, so that it can end."""
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
