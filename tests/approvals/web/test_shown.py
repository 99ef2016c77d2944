"""Pages leave out what the picture's own address would refuse."""

from datetime import timedelta

import pytest

from approvals import rights
from approvals.models import Draft
from approvals.web import shown
from tests.people import World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def on_a_page(draft: Draft) -> Draft:
    return shown.with_rights(Draft.objects.filter(pk=draft.pk)).get()


def test_a_narrower_version_hides_older_pictures_even_after_a_wider_one(world: World) -> None:
    draft = world.draft()
    world.at += timedelta(seconds=1)
    world.consent(world.twin, world.mila, purposes=("storage",))
    world.at += timedelta(seconds=1)
    world.consent(world.twin, world.mila)
    assert rights.draft_gaps(draft, at=world.at)
    assert not shown.may_be_shown(on_a_page(draft), at=world.at)


def test_what_was_made_after_a_narrower_version_is_shown(world: World) -> None:
    world.consent(world.twin, world.mila, purposes=("storage",))
    world.at += timedelta(seconds=1)
    world.consent(world.twin, world.mila)
    world.at += timedelta(seconds=1)
    draft = world.draft()
    assert not rights.draft_gaps(draft, at=world.at)
    assert shown.may_be_shown(on_a_page(draft), at=world.at)
