"""Whoever runs a command on a new machine needs no other command first."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from portal.database import prepare_database

pytestmark = pytest.mark.django_db


def test_a_database_of_this_version_is_left_as_it_is() -> None:
    applied = MigrationRecorder(connection).applied_migrations()
    prepare_database()
    assert MigrationRecorder(connection).applied_migrations() == applied


def test_a_database_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    MigrationRecorder.Migration.objects.filter(app="approvals").delete()
    with pytest.raises(CommandError, match="run `manage"):
        call_command("verify", str(tmp_path / "picture.png"))
