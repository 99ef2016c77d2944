"""What holds for every test. No network: see ``addopts`` in pyproject.toml."""

import gc
import os

import pytest
from django.core import mail
from django.core.management.commands import migrate
from django.utils import translation
from hypothesis import settings

# The same examples each time, so that a red test is red for everybody; the night looks further.
settings.register_profile("default", derandomize=True, deadline=None)
settings.register_profile("night", derandomize=False, deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def migrated() -> pytest.MonkeyPatch:
    """Let the command that migrates copy what it made before."""
    from tests.migrated import migrated_once

    patch = pytest.MonkeyPatch()
    patch.setattr(migrate.Command, "handle", migrated_once(migrate.Command.handle))
    return patch


@pytest.fixture(scope="session")
def django_db_setup(migrated: pytest.MonkeyPatch, django_db_setup: None) -> None:
    """Make the database with it; after that the command is what it was."""
    migrated.undo()


@pytest.fixture(autouse=True)
def mailbox(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker send what waits whenever a test looks into the mailbox."""
    if request.node.get_closest_marker("django_db"):
        from tests.mailbox import Mailbox

        monkeypatch.setattr(mail, "outbox", Mailbox())


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Begin each test in English: a page leaves its language to whatever the thread does next."""
    translation.activate("en")


def pytest_collection_finish() -> None:
    """Spare the collector what stays until the end: all the code, and all the tests."""
    gc.collect()
    gc.freeze()
