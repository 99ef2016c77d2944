"""Pieces of database constraints that every supported database understands."""

from uuid import UUID

from django.db.models import F, UUIDField, Value
from django.db.models.functions import Coalesce

NOBODY = UUID(int=0)


def or_nobody(field: str) -> Coalesce:
    """Return the id in ``field``, nobody's where it is empty, so that two empty ones are equal."""
    return Coalesce(F(field), Value(NOBODY, output_field=UUIDField()), output_field=UUIDField())
