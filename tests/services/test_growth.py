"""Lists stay flat: a hundred times as many pictures cost a page not one question more."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Draft
from approvals.seeding import Seeded, multiply, plant
from portal.actions.grant import give_right
from portal.actions.organisation import add_member
from portal.actions.role import define_role
from portal.models import User
from tests.people import with_app

pytestmark = [pytest.mark.services, pytest.mark.django_db]

FEW, MANY = 300, 30_000
PAGES: tuple[tuple[str, str], ...] = (
    ("brand", "/briefs"),
    ("brand", "/published"),
    ("agency", "/desk"),
    ("agency", "/models"),
    ("granted", "/desk"),
    ("model", "/inbox"),
    ("model", "/my-twin"),
)


@dataclass(frozen=True)
class Cost:
    """What one page cost: questions to the database, and thousandths of a second."""

    queries: int
    milliseconds: float


def silent(_words: str) -> None:
    """Nobody listens."""


def people(seeded: Seeded) -> Mapping[str, User]:
    """One of each kind; eva was granted one model only."""
    (agency,), (brand, *_more) = seeded.of_kind("agency"), seeded.of_kind("brand")
    admin = with_app(seeded.runs[agency])
    books = define_role(
        organisation=agency, name="Books", rights=["view_money"], actor=admin, at=seeded.at
    )
    eva = User.objects.create_user("eva@example.test", name="Eva")
    add_member(organisation=agency, user=eva, role=books.name, actor=admin, at=seeded.at)
    twin, model, _brand = seeded.twins[0]
    give_right(
        codename="judge_twin",
        over=twin,
        to=eva,
        organisation=agency,
        actor=admin,
        at=timezone.now(),
    )
    return {"brand": seeded.runs[brand], "agency": admin, "granted": eva, "model": model}


def costs(who: Mapping[str, User]) -> dict[tuple[str, str], Cost]:
    found = {}
    for name, address in PAGES:
        client = Client()
        client.force_login(who[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(address).status_code == 200, (name, address)
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found[name, address] = Cost(len(asked), 1000 * (time.perf_counter() - began))
    return found


def test_lists_ask_as_much_of_thirty_thousand_drafts_as_of_three_hundred() -> None:
    seeded = plant(tenants=3, twins=3, at=timezone.now(), say=silent)
    who = people(seeded)
    multiply(seeded.drafts, FEW, silent)
    few = costs(who)
    multiply(seeded.drafts, MANY - FEW, silent)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    many = costs(who)
    assert Draft.objects.count() >= MANY
    for page, cost in many.items():
        print(page, few[page], cost)  # noqa: T201 - shown with -s, for whoever measures
    assert {page: cost.queries for page, cost in many.items()} == {
        page: cost.queries for page, cost in few.items()
    }
