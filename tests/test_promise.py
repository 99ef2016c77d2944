"""THE PROMISE: random sequences of everything the system can do look for one counter-example.

``make test`` takes the same two thousand steps each time, in four parts that workers share;
``make test-night`` takes fifty times as many, others every night.
"""

from collections.abc import Callable
from functools import partial
from itertools import count

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.promise.machine import newborn

PARTS, LIVES, STEPS = 4, 10, 50
NIGHTS = 50
"""So many times as many lives, in the night."""

ALWAYS_REACHED = (
    "live",
    "taken down",
    "a second version",
    "consent is taken back",
    "shown",
)
"""What every part reaches again and again; the rest is walked to in ``test_one_life``."""


def steps_to_take() -> int:
    """How many steps each part takes."""
    is_night = settings.get_current_profile_name() == "night"
    return LIVES * STEPS * (NIGHTS if is_night else 1)


def test_at_least_two_thousand_steps_are_taken() -> None:
    assert PARTS * LIVES * STEPS >= 2000


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_no_sequence_of_acts_breaks_the_promise(part: int) -> None:
    machine = newborn()
    wanted, is_fixed = steps_to_take(), settings().derandomize
    for turn in count():  # lives that resemble an earlier one are not lived again
        if is_fixed:
            seed(part + PARTS * turn)(machine)
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=-(-(wanted - machine.reached["steps"]) // STEPS),
                stateful_step_count=STEPS + 1,  # the first is how a life begins
                suppress_health_check=list(HealthCheck),
            ),
        )
        if machine.reached["steps"] >= wanted:
            break
    never = [each for each in ALWAYS_REACHED if not machine.reached[each]]
    assert not never, machine.reached


@pytest.mark.django_db
def test_one_life_reaches_all_that_the_promise_is_about() -> None:
    machine = newborn()
    life = machine()
    steps: list[Callable[[], None]] = [
        partial(life.something_was_published, who="both", where=("web",)),
        partial(life.a_new_version_goes_the_whole_way, who="mila", place=2),
        partial(life.a_picture_goes_the_whole_way, who="mila for sud", where=("instagram-feed",)),
        partial(life.a_picture_is_taken_back, which=0, by=1),
        partial(life.something_comes_between, who="mila", number=2),
        partial(life.a_picture_goes_the_whole_way, who="mila", where=("web",)),
        partial(life.somebody_asks_again, which=0, where=("web",), corner="bottom-left", by=1),
        partial(life.everybody_agrees, which=0),
        life.a_lost_worker_comes_back,
        partial(life.a_colleague_covers, who="mila", number=0),
        partial(life.a_guest_is_heard, who="nora", verdict="yes"),
        partial(life.something_comes_between, who="nora", number=1),
        partial(life.a_picture_goes_the_whole_way, who="nora", where=("web",)),
        partial(life.something_comes_between, who="mila", number=0),
        partial(life.a_worker_hears_of_a_consent, which=0),
        life.the_sweep_comes,
    ]
    try:
        for step in steps:
            step()
            life.the_promise_holds()
    finally:
        life.end()
    wanted = {
        "live",
        "live: a group picture",
        "live: a second version",
        "live: after she had taken consent back",
        "taken down",
        "a late no",
        "consent is taken back between claim and completion",
        "stopped between claim and completion",
        "ask again",
        "lease is lost",
        "answered for a colleague",
        "a guest was heard",
    }
    assert wanted <= {each for each, times in machine.reached.items() if times}
