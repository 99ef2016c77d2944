"""Her twin and the photographs of her: hers alone, and kept only while she agrees to it."""

from datetime import date

import pytest

from portal.errors import Conflict, NotAllowed
from portal.models import StoredFile
from tests.people import World, a_world, stored, timedelta
from twins.actions.consent import withdraw_consent
from twins.actions.twin import add_reference, create_twin, remove_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def photo() -> StoredFile:
    return stored(77)


def test_whoever_creates_a_twin_owns_it(world: World) -> None:
    made = create_twin(actor=world.odo, at=world.at)
    assert (made.owner, made.studio) == (world.odo.person, None)


def test_only_a_studio_renders_a_twin_by_hand(world: World) -> None:
    with pytest.raises(Conflict, match="not a twin studio"):
        create_twin(actor=world.odo, at=world.at, studio=world.agency)


def test_nobody_else_adds_or_removes_photographs_of_her(world: World, photo: StoredFile) -> None:
    kept = world.twin.references.kept().first()
    assert kept is not None
    for impostor in (world.ada, world.bo, world.sam, world.bram):
        with pytest.raises(NotAllowed):
            add_reference(twin=world.twin, file=photo, actor=impostor, at=world.at)
        with pytest.raises(NotAllowed):
            remove_reference(reference=kept, actor=impostor, at=world.at)
    assert world.twin.references.kept().count() == 2


def test_the_same_photograph_is_kept_once(world: World, photo: StoredFile) -> None:
    first = add_reference(twin=world.twin, file=photo, actor=world.mila, at=world.at)
    assert add_reference(twin=world.twin, file=photo, actor=world.mila, at=world.at) == first


def test_what_she_removed_is_kept_no_more_and_may_come_back(
    world: World, photo: StoredFile
) -> None:
    first = add_reference(twin=world.twin, file=photo, actor=world.mila, at=world.at)
    removed = remove_reference(reference=first, actor=world.mila, at=world.at)
    later = world.at + timedelta(hours=1)
    assert remove_reference(reference=first, actor=world.mila, at=later).removed_at == world.at
    assert removed not in world.twin.references.kept()
    assert add_reference(twin=world.twin, file=photo, actor=world.mila, at=later) != first


def test_no_photograph_is_kept_without_her_consent_to_keep_it(
    world: World, photo: StoredFile
) -> None:
    nobody = create_twin(actor=world.odo, at=world.at)
    with pytest.raises(Conflict):
        add_reference(twin=nobody, file=photo, actor=world.odo, at=world.at)
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at, purposes=["storage"])
    with pytest.raises(Conflict):
        add_reference(twin=world.twin, file=photo, actor=world.mila, at=world.at)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2026, 1, 1), date(2026, 11, 22)), (date(2026, 11, 24), date(2028, 1, 1))],
    ids=["over", "not begun"],
)
def test_no_photograph_is_kept_outside_the_time_of_her_consent(
    world: World, photo: StoredFile, starts_on: date, ends_on: date
) -> None:
    world.consent(world.twin, world.mila, starts_on=starts_on, ends_on=ends_on)
    with pytest.raises(Conflict, match="does not allow photographs"):
        add_reference(twin=world.twin, file=photo, actor=world.mila, at=world.at)
