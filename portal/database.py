"""A database that is ready: the embedded one makes itself, others say what they miss."""

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.settings import env


def prepare_database() -> None:
    """Bring the embedded database to this version; raise ``CommandError`` where another is not."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not is_embedded():
        raise CommandError("The database is not of this version: run `manage.py migrate` first.")
    call_command("migrate", verbosity=0)


def is_embedded() -> bool:
    """Whether the database is the file that Twinset keeps for itself."""
    return settings.DEBUG and not env.text("DATABASE_URL", "")
