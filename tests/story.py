"""One step in an installation of its own, run as a program: ``python -m tests.story STEP [RUN]``.

``world`` makes the people, ``newcomer`` one more, ``waiting`` lets pictures wait for mila,
``touched`` pictures of every kind, ``said`` prints what she said to them, ``offer`` proposes a
licence of her, ``order`` makes the people and orders pictures, ``state`` prints what became of a
run, ``forget`` lets a run's lease run out at once, ``sweep`` rings for what was lost.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from approvals.actions.review import Place  # noqa: E402
from approvals.models import Decision, Run  # noqa: E402
from approvals.tasks import sweep  # noqa: E402
from portal.actions.organisation import add_member  # noqa: E402
from portal.actions.role import define_role  # noqa: E402
from portal.models import Organisation, User  # noqa: E402
from tests.people import World, user  # noqa: E402
from twins.actions.licence import Terms, propose_licence  # noqa: E402
from twins.models import Twin  # noqa: E402

PICTURES = 12


def world() -> dict[str, object]:
    """Make the people; each one's password is the first name twice over."""
    World(at=timezone.now())
    return {}


def newcomer() -> dict[str, object]:
    """Let Eva join the agency with a role that brings her nothing over its models."""
    ada, at = User.objects.get(email="ada@example.test"), timezone.now()
    agency = Organisation.objects.get(memberships__user=ada, kind="agency")
    if not agency.roles.filter(name="Assistant").exists():
        define_role(organisation=agency, name="Assistant", rights=["view_money"], actor=ada, at=at)
        eva = user("Eva")
        add_member(organisation=agency, user=eva, role="Assistant", actor=ada, at=at)
    return {}


def waiting(count: str) -> dict[str, object]:
    """Let so many pictures wait for mila; return their ids."""
    world = _found()
    ids: list[str] = []
    with transaction.atomic():
        for number in range(int(count)):
            place = number % PICTURES + 1
            if place == 1:
                run = world.brief(pictures=PICTURES).runs.get()
            draft = world.deliver(run, seed=1000 + number, place=place)
            world.say("yes", draft, "brand", world.bram)
            ids.append(str(draft.pk))
    return {"drafts": ids}


def offer() -> dict[str, object]:
    """Let Ada propose another licence of mila to the brand; return its id."""
    world = _found()
    terms = Terms(
        scope="Pictures of Mila in coats",
        purpose="Advertising",
        product_line="coats",
        media=("web",),
        territories=("EU",),
        starts_on=world.at.date(),
        ends_on=(world.at + timedelta(days=180)).date(),
        image_cap=3,
    )
    ada = User.objects.get(email="ada@example.test")
    made = propose_licence(twin=world.twin, brand=world.brand, terms=terms, actor=ada, at=world.at)
    return {"licence": str(made.pk)}


def touched() -> dict[str, object]:
    """Let pictures wait for mila, one in a second version and one that she has said yes to; one
    more waits for bram."""
    world = _found()
    with transaction.atomic():
        run = world.brief(pictures=PICTURES).runs.get()
        drafts = [world.deliver(run, seed=2000 + place, place=place) for place in range(1, 7)]
        *asked, fresh = drafts
        for draft in asked:
            world.say("yes", draft, "brand", world.bram)
        first, agreed, *rest = asked
        places = [Place(x=0.3, y=0.25, text="Less blue")]
        world.say("change", first, "model", world.mila, comment="Less blue", pins=places)
        second = world.deliver(first.reorders.get(), seed=2100)
        world.say("yes", second, "brand", world.bram)
        world.say("yes", agreed, "model", world.mila)
    return {
        "brief": str(run.brief_id),
        "changed": str(second.pk),
        "agreed": str(agreed.pk),
        "waiting": [str(draft.pk) for draft in rest],
        "fresh": str(fresh.pk),
    }


def said() -> dict[str, object]:
    """Return mila's verdicts on each picture."""
    words: dict[str, list[str]] = {}
    for decision in Decision.objects.filter(stage__side="model").order_by("sent_at", "number"):
        words.setdefault(str(decision.draft_id), []).append(decision.verdict)
    return {"said": words}


def _found() -> World:
    """The people whom ``world`` made, by another program."""
    world = World.__new__(World)
    world.at = timezone.now()
    for name in ("mila", "bram", "sam"):
        setattr(world, name, User.objects.get(email=f"{name}@example.test"))
    world.brand = Organisation.objects.get(memberships__user=world.bram)
    world.twin = Twin.objects.get(owner=world.mila.person)
    return world


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
        "newcomer": newcomer,
        "waiting": waiting,
        "touched": touched,
        "said": said,
        "offer": offer,
        "order": order,
        "state": state,
        "forget": forget,
        "sweep": sweep,
    }
    sys.stdout.write(json.dumps(steps[step](*arguments) or {}))


if __name__ == "__main__":
    main(*sys.argv[1:])
