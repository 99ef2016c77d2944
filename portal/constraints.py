"""Pieces of database constraints that every supported database understands."""

from uuid import UUID

from django.db.models import F, Q, TextChoices, UUIDField, Value
from django.db.models.functions import Coalesce

NOBODY = UUID(int=0)


def or_nobody(field: str) -> Coalesce:
    """Return the id in ``field``, nobody's where it is empty, so that two empty ones are equal."""
    return Coalesce(F(field), Value(NOBODY, output_field=UUIDField()), output_field=UUIDField())


def one_of(field: str, known: type[TextChoices]) -> Q:
    """Return that ``field`` holds one of the known values: no state but those on its table."""
    return Q(**{f"{field}__in": known.values})
