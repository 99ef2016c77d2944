"""What a person was granted and is in force: the one question that every request asks."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import connection, models
from django.utils import timezone

from portal.models.cover import Cover
from portal.models.grants import personal_tables, role_tables
from portal.models.people import User

type Grant = tuple[str, UUID, UUID, bool]
"""A right's codename, the organisation on whose behalf, the object, and whether by a cover."""


def grants_in_force(person: UUID) -> Iterator[Grant]:
    """Yield what ``person`` was granted, herself or by a role, and what those whom she covers were.

    All that a covered colleague holds is told, also what no cover hands on.
    """
    values = {
        "person": _key.get_db_prep_value(person, connection),
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_question(), values)
        for codename, by, over, is_covering in cursor.fetchall():
            yield codename, _uuid(by), _uuid(over), bool(is_covering)


@cache
def _question() -> str:
    """The question in SQL, a part for each table.

    It is written down once: to build it from filters each time took longer than the answer.
    Every name in it is one of the models' own, and nothing comes from outside.
    """
    whose = """
        WITH whose AS (
            SELECT herself.id AS person, NULL AS place
            FROM {user} herself WHERE herself.id = %(person)s
            UNION ALL
            SELECT covered.id, cover.organisation_id
            FROM {cover} cover JOIN {user} covered ON covered.id = cover.covered_id
            WHERE cover.colleague_id = %(person)s
            AND cover.starts_at <= %(now)s
            AND cover.ends_at > %(now)s
            AND cover.ended_at IS NULL
            AND covered.is_active
        )
    """
    member: Any = User.groups.through
    by_role = f"JOIN {_name(member)} member ON member.group_id = held.group_id"
    parts = [_part(table, "held.user_id") for table in personal_tables()]
    parts += [_part(table, "member.user_id", by_role) for table in role_tables()]
    return whose.format(user=_name(User), cover=_name(Cover)) + " UNION ALL ".join(parts)


_PART = """
    SELECT what.codename, held.organisation_id, held.content_object_id, whose.place IS NOT NULL
    FROM whose CROSS JOIN {table} held {join} JOIN {right} what ON what.id = held.permission_id
    WHERE {person} = whose.person
    AND (whose.place IS NULL OR whose.place = held.organisation_id)
    AND (held.ends_at IS NULL OR held.ends_at > %(now)s)
"""


def _part(table: type[models.Model], person: str, join: str = "") -> str:
    return _PART.format(table=_name(table), person=person, join=join, right=_name(Permission))


def _name(table: type[models.Model]) -> str:
    return connection.ops.quote_name(table._meta.db_table)


def _uuid(value: UUID | str) -> UUID:
    """An id as the database gives it: SQLite keeps them as words."""
    return value if isinstance(value, UUID) else UUID(value)


_key: Any = User._meta.pk
