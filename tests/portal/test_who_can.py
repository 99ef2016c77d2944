"""``manage.py who_can``: everybody's rights over one thing, each with its reason."""

import json
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portal.actions.grant import give_right
from tests.people import NOON, World
from tests.portal.test_grant import DECEMBER_31, eva, world

pytestmark = [pytest.mark.django_db]
__all__ = ["eva", "world"]


def who_can(thing: Any, *options: str) -> str:
    out = StringIO()
    call_command("who_can", str(thing.pk), *options, stdout=out)
    return out.getvalue()


@time_machine.travel(NOON, tick=False)
def test_it_says_who_may_do_what_with_a_model_and_why(world: World, eva: Any) -> None:
    give_right(
        codename="judge_twin",
        over=world.twin,
        to=eva,
        organisation=world.agency,
        actor=world.ada,
        at=NOON,
        until=DECEMBER_31,
        why="Bo is away",
    )
    said = json.loads(who_can(world.twin, "--json"))
    assert (said["object"], said["kind"]) == (str(world.twin.pk), "twin")
    judges = {each["name"]: each for each in said["rights"] if each["right"] == "judge_twin"}
    assert set(judges) == {"Ada", "Bo", "Eva"}
    assert judges["Bo"]["role"] == "booker"
    assert judges["Eva"]["by"] == "grant"
    assert judges["Eva"]["given_by"] == str(world.ada.person_id)
    words = who_can(world.twin)
    assert "Eva (Linden Models): May agree to pictures of this model for her agency" in words
    assert "granted by Ada on 23 November 2026 until 31 December 2026 (Bo is away)" in words


def test_it_says_who_may_do_what_in_an_organisation_and_with_a_brief(world: World) -> None:
    brief = world.brief()
    assert "Bram" in who_can(world.brand)
    assert "Bram" in who_can(brief)
    assert "Odo" not in who_can(brief)


@pytest.mark.parametrize("name", ["mila", "00000000-0000-0000-0000-000000000001"])
def test_what_is_not_there_is_said_in_a_sentence(name: str) -> None:
    with pytest.raises(CommandError, match=r"There is no|is no id"):
        call_command("who_can", name)
