"""One step in an installation of its own, run as a program: ``python -m tests.story STEP [RUN]``.

``world`` makes the people, ``order`` makes them and orders pictures, ``state`` prints what became
of a run, ``forget`` lets a run's lease run out at once, ``sweep`` rings for what was lost.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.utils import timezone  # noqa: E402

from approvals.models import Run  # noqa: E402
from approvals.tasks import sweep  # noqa: E402
from tests.people import World  # noqa: E402

PICTURES = 12


def world() -> dict[str, object]:
    """Make the people; each one's password is the first name twice over."""
    World(at=timezone.now())
    return {}


def order() -> dict[str, object]:
    """Order pictures from the machine and return the run's id."""
    brief = World(at=timezone.now()).brief(generator="layout", pictures=PICTURES)
    return {"run": str(brief.runs.get().pk)}


def state(run_id: str) -> dict[str, object]:
    """Return where the run stands."""
    run = Run.objects.get(pk=run_id)
    return {
        "state": run.state,
        "done": run.done,
        "attempt": run.attempt,
        "places": sorted(run.drafts.values_list("place", flat=True)),
        "masters": run.drafts.values("master").distinct().count(),
        "failure": run.failure,
    }


def forget(run_id: str) -> dict[str, object]:
    """Let the lease of a run whose worker is dead run out now."""
    Run.objects.filter(pk=run_id).update(lease_until=timezone.now() - timedelta(seconds=1))
    return {}


def main(step: str, *arguments: str) -> None:
    """Do one step and print what came of it as JSON."""
    steps: dict[str, Callable[..., dict[str, object] | None]] = {
        "world": world,
        "order": order,
        "state": state,
        "forget": forget,
        "sweep": sweep,
    }
    sys.stdout.write(json.dumps(steps[step](*arguments) or {}))


if __name__ == "__main__":
    main(*sys.argv[1:])
