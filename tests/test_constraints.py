"""The database keeps the promise too: each named constraint is broken once, and refuses.

Every row of ``TABLE`` makes one wrong row out of right ones and writes it past the actions.
Django says that it breaks this constraint and no other, then the database says so as well.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import BaseConstraint, Model, UniqueConstraint

from tests.constraints.order import BRIEF, GENERATE
from tests.constraints.portal import PORTAL
from tests.constraints.publish import PUBLISH
from tests.constraints.review import GUESTS, REVIEW
from tests.constraints.rows import Breaking
from tests.constraints.twins import TWINS
from tests.people import a_world

APPS = ("portal", "twins", "approvals")
TABLE = (*PORTAL, *TWINS, *BRIEF, *GENERATE, *REVIEW, *GUESTS, *PUBLISH)


def named_constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    """Every named constraint of every model of ours."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in APPS:
            for constraint in model._meta.constraints:
                yield model, constraint


def broken_in(row: Model) -> list[str]:
    """Return the names of all constraints that ``row`` breaks, as Django sees it."""
    broken = []
    for constraint in type(row)._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError:
            broken.append(constraint.name)
    return broken


def words_for(model: type[Model], constraint: BaseConstraint) -> str:
    """Return how the database names ``constraint`` when it refuses a row.

    PostgreSQL names each by its name. SQLite does so for checks; it names a unique constraint over
    columns, with a condition or without, by the columns, and one over expressions by its index.
    """
    name = constraint.name
    if connection.vendor != "sqlite":
        return f'constraint "{name}"'
    if not isinstance(constraint, UniqueConstraint):
        return f"CHECK constraint failed: {name}"
    if constraint.expressions:
        return f"UNIQUE constraint failed: index '{name}'"
    columns = {
        each.name: f"{model._meta.db_table}.{each.column}" for each in model._meta.concrete_fields
    }
    return "UNIQUE constraint failed: " + ", ".join(columns[field] for field in constraint.fields)


@pytest.mark.django_db
@pytest.mark.parametrize("breaking", TABLE, ids=lambda breaking: breaking.sentence)
def test_the_database_refuses(breaking: Breaking) -> None:
    row = breaking.row(a_world())
    (constraint,) = (each for each in row._meta.constraints if each.name == breaking.constraint)
    assert broken_in(row) == [breaking.constraint]
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    said, expected = str(refused.value), words_for(type(row), constraint)
    assert said == expected if connection.vendor == "sqlite" else expected in said


def test_every_named_constraint_is_broken_by_some_row() -> None:
    names = {constraint.name for _, constraint in named_constraints()}
    assert sorted(names - {breaking.constraint for breaking in TABLE}) == []


def test_every_row_breaks_a_constraint_that_is_there() -> None:
    names = {constraint.name for _, constraint in named_constraints()}
    assert sorted({breaking.constraint for breaking in TABLE} - names) == []


def test_no_two_rows_say_the_same() -> None:
    said = Counter(breaking.sentence for breaking in TABLE)
    assert [sentence for sentence, times in said.items() if times > 1] == []


@pytest.mark.django_db
def test_the_database_never_means_two_constraints_by_the_same_words() -> None:
    words = Counter(words_for(model, constraint) for model, constraint in named_constraints())
    assert [each for each, times in words.items() if times > 1] == []
