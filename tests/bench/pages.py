"""What the pages of people, permissions and pictures cost, with few and with many objects."""

from collections.abc import Callable, Iterator
from itertools import batched
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.seeding import Seeded, multiply, plant
from portal.models import Membership, Organisation, Person, Role, User
from tests.bench.measured import Measured, milliseconds
from tests.people import with_app

FEW, MANY = 10, 30_000
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def pages() -> Iterator[Measured]:
    """The lists with few drafts and many, then people and permissions with few people and many."""
    seeded = plant(tenants=3, twins=FEW, at=timezone.now(), say=_silent)
    (agency,), (brand, *_more) = seeded.of_kind("agency"), seeded.of_kind("brand")
    admin, producer = with_app(seeded.runs[agency]), seeded.runs[brand]
    twin, model, _brand = seeded.twins[0]
    lists = {
        "briefs": (producer, "/briefs"),
        "desk": (admin, "/desk"),
        "models": (admin, "/models"),
        "inbox": (model, "/inbox"),
        "my_twin": (model, "/my-twin"),
        "audit": (admin, f"/audit/{agency.pk}"),
    }
    yield from _of_both(lists, lambda: _more_drafts(seeded))
    managed = {
        "people": (admin, "/people"),
        "permissions": (admin, f"/models/{twin.pk}/rights"),
        "permissions_of_a_client": (admin, f"/clients/{brand.pk}/rights"),
        "permissions_of_a_person": (admin, f"/rights/people/{admin.pk}"),
    }
    _more_people(agency, FEW)
    yield from _of_both(managed, lambda: _more_people(agency, MANY - FEW))


def _of_both(pages: dict[str, tuple[User, str]], grow: Callable[[], None]) -> Iterator[Measured]:
    """Each page before and after it grew: questions, and milliseconds beside an empty answer."""
    for number in (FEW, MANY):
        if number == MANY:
            grow()
            with connection.cursor() as cursor:  # planners guess badly about what they never saw
                cursor.execute("ANALYZE")
        floor = milliseconds(lambda: Client().get("/healthz/live"))
        for name, (who, address) in pages.items():
            yield from _costs(f"{name}/{number}", who, address, floor)


def _costs(name: str, who: User, address: str, floor: float) -> Iterator[Measured]:
    client = Client()
    client.force_login(who, backend=BACKEND)
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code} to {who}.")
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    yield Measured(name=f"{name}/queries", value=len(asked), unit="queries", n=1)
    spent = milliseconds(lambda: client.get(address))
    yield Measured(name=name, value=spent, unit="ms", floor=floor, n=7)


def _more_drafts(seeded: Seeded) -> None:
    multiply(seeded.drafts, MANY - FEW, _silent)


@transaction.atomic
def _more_people(agency: Organisation, wanted: int) -> None:
    """Add people who only look, in bulk."""
    role = Role.objects.get(organisation=agency, name="viewer")
    member_of = User.groups.through
    for numbers in batched(range(wanted), 1000):
        people = Person.objects.bulk_create(Person() for _ in numbers)
        users = User.objects.bulk_create(
            User(person=person, name=f"Person {number}", email=f"{uuid4().hex}@seed.example")
            for person, number in zip(people, numbers, strict=True)
        )
        Membership.objects.bulk_create(
            Membership(organisation=agency, user=user, role=role, started_at=timezone.now())
            for user in users
        )
        member_of.objects.bulk_create(member_of(user=user, group=role.group) for user in users)


def _silent(_words: str) -> None:
    """Nobody listens."""
