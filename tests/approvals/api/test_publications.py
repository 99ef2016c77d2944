"""A brand's program: it reads what was published, and that it must come down."""

import io
import zipfile
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from approvals.api import publications
from approvals.models import Publication
from portal.actions.api_key import make_key
from tests.people import NOON, World, a_world
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def live(world: World) -> Publication:
    draft = world.draft()
    world.agree(draft)
    return world.publish(draft)


@pytest.fixture
def shop(world: World) -> Client:
    made = make_key(
        organisation=world.brand,
        name="Shop",
        rights=["view_briefs"],
        days=30,
        actor=world.bram,
        at=NOON,
    )
    return Client(headers={"Authorization": f"Bearer {made.secret}"})


def test_it_fetches_the_kit_while_the_picture_may_be_shown(
    world: World, shop: Client, live: Publication
) -> None:
    answer = shop.get(f"/api/publications/{live.public_id}/kit")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as kit:  # type: ignore[attr-defined]
        assert {"caption.txt", "alt-text.txt", "SHA256SUMS"} <= set(kit.namelist())
    assert shop.head(f"/api/publications/{live.public_id}/kit").status_code == 200
    withdraw_consent(twin=world.twin, actor=world.mila, at=NOON)
    assert shop.get(f"/api/publications/{live.public_id}/kit").status_code == 410


def test_another_brand_s_publication_is_not_there(world: World, live: Publication) -> None:
    made = make_key(
        organisation=world.rival,
        name="Theirs",
        rights=["view_briefs"],
        days=30,
        actor=world.odo,
        at=NOON,
    )
    theirs = Client(headers={"Authorization": f"Bearer {made.secret}"})
    assert theirs.get("/api/publications").json() == {"items": [], "next": None}
    theirs_of_it = theirs.get(f"/api/publications/{live.public_id}/kit")
    made_up = theirs.get("/api/publications/unknown-unknown-/kit")
    assert (theirs_of_it.status_code, theirs_of_it.content) == (404, made_up.content)


def test_a_long_list_comes_in_pages(
    world: World, shop: Client, live: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publications, "MOST", 1)
    other = world.publish(live.draft, "instagram-feed")
    first = shop.get("/api/publications").json()
    second = shop.get("/api/publications", {"after": first["next"]}).json()
    seen = {first["items"][0]["id"], second["items"][0]["id"]}
    assert seen == {live.public_id, other.public_id}
    assert second["next"] is None
