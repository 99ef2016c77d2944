"""What is told once for many tests: the rows are kept, and written down again as they were.

To found a world takes hundreds of acts. The first test that needs it does them; each later one
gets the same rows, and a copy of what was made, as if it had told the story itself.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection
from django.db.models import Model

from portal import storage
from portal.models import StoredFile

type Rows = dict[type[Model], dict[Any, Model]]


def once[T](tell: Callable[[], T], *, at: datetime) -> Callable[[], T]:
    """Return what ``tell`` returns, from rows that are in the database then, as told at ``at``.

    Like ``tell`` it belongs into a transaction, and once only into each. A story adds rows, and
    changes none that were there before.
    """
    kept: list[_Story[T]] = []

    def told() -> T:
        if not kept:
            before = _rows()
            with time_machine.travel(at):
                made = tell()
            kept.append(_Story(deepcopy(made), _added(before)))
            return made
        return kept[0].again()

    return told


class _Story[T]:
    """What was made, and all that it left in the database and in the storage."""

    def __init__(self, made: T, added: Sequence[list[Model]]) -> None:
        self.made, self.added = made, added
        self.words: list[tuple[str, Any]] = []
        files = (row for rows in added for row in rows if isinstance(row, StoredFile))
        self.files = [storage.read(file.pk) for file in files]

    def again(self) -> T:
        """Write it all down again, the second time in the words of the first."""
        for data in self.files:
            storage.put(data)
        if self.words:
            with connection.cursor() as cursor:
                for sql, values in self.words:
                    cursor.execute(sql, values)
        else:
            with connection.execute_wrapper(self._note):
                for rows in self.added:
                    type(rows[0])._base_manager.bulk_create(rows)
        return deepcopy(self.made)

    def _note(
        self, execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any
    ) -> Any:
        if sql.startswith("INSERT"):
            self.words.append((sql, values))
        return execute(sql, values, many, context)


def _rows() -> Rows:
    """Every row there is."""
    models = apps.get_models(include_auto_created=True)
    return {model: {row.pk: row for row in model._base_manager.all()} for model in models}


def _added(before: Rows) -> list[list[Model]]:
    """The rows that came after ``before``, by table."""
    now = _rows()
    for model, rows in before.items():
        assert all(_values(now[model][pk]) == _values(row) for pk, row in rows.items()), model
    added = ([row for pk, row in now[model].items() if pk not in before[model]] for model in now)
    return [rows for rows in added if rows]


def _values(row: Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]
