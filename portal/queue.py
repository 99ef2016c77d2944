"""The bell: the row is the job, a message only says that there is one."""

from functools import partial
from typing import Any

from django.db import transaction


def enqueue(task: str, **arguments: Any) -> None:
    """Ring for the task called ``task`` once the transaction is committed.

    A bell that cannot be rung is logged and left to the sweep, which finds the row.
    """
    transaction.on_commit(partial(_ring, task, arguments), robust=True)


def _ring(task: str, arguments: dict[str, Any]) -> None:
    from portal.celery import app

    app.send_task(task, kwargs=arguments)
