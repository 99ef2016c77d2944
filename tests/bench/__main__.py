"""``python -m tests.bench [starts of names]``: measure, on a PostgreSQL of its own."""

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


def main(*starts: str) -> int:
    """Print each figure as it is known, of all where no start is given; return the exit status."""
    wanted: list[str] = []
    for start in starts or ("",):
        found = [path for name, path in BENCHES.items() if _may_yield(name, start)]
        if not found:
            sys.stderr.write(f"Nothing measured here is called {start}: {', '.join(BENCHES)}.\n")
            return 2
        wanted += found
    try:
        with postgres() as address:
            os.environ |= {
                "DATABASE_URL": address,
                "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            }
            _set_up()
            for path in dict.fromkeys(wanted):
                _print(path, starts or ("",))
            _close()
    except NoPostgres as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


def _may_yield(name: str, start: str) -> bool:
    """Whether what has this name may yield a figure whose name has this start."""
    stem, _, _number = start.partition("/")
    return name.startswith(stem) or stem.startswith(name)


def _print(path: str, starts: tuple[str, ...]) -> None:
    module, _, function = path.partition(":")
    for measured in getattr(import_module(module), function)():
        if measured.name.startswith(starts):
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
    sys.exit(main(*sys.argv[1:]))
