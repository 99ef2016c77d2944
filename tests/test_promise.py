"""THE PROMISE: random sequences of everything the system can do look for one counter-example."""

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.promise.cast import Cast, found
from tests.promise.machine import Promise


@pytest.mark.django_db
def test_no_sequence_of_acts_breaks_the_promise() -> None:
    class Fresh(Promise):
        cast: ClassVar[Cast] = found()
        reached: ClassVar[Counter[str]] = Counter()

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
