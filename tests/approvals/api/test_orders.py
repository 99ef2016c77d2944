"""A studio's program: it sees the orders, fetches what consent covers, and delivers."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.models import Draft, Run
from portal.actions.api_key import make_key
from tests.people import NOON, World, a_world, picture_bytes
from twins.actions.consent import withdraw_consent
from twins.actions.stop import place_stop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def robot(world: World) -> Client:
    made = make_key(
        organisation=world.studio,
        name="Robot",
        rights=["fill_orders"],
        days=30,
        actor=world.sam,
        at=NOON,
    )
    return Client(headers={"Authorization": f"Bearer {made.secret}"})


def file(seed: int = 5) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", picture_bytes(seed), "image/png")


def deliver(robot: Client, run: Run, place: int = 1, **said: object) -> Any:
    sent = {"ai_system": "Stable Diffusion", "ai_version": "3", "file": file(), **said}
    return robot.post(f"/api/orders/{run.pk}/pictures/{place}", sent)


def test_it_sees_what_is_wanted_and_what_is_missing(world: World, robot: Client) -> None:
    run = world.brief(pictures=2).runs.get()
    (line,) = robot.get("/api/orders").json()
    told = robot.get(f"/api/orders/{line['id']}").json()
    assert (told["brand"], told["twins"], told["pictures"]) == ("Nordlicht", ["Mila"], 2)
    assert told["missing"] == [1, 2]
    assert len(told["files"]) == world.twin.references.count()
    assert deliver(robot, run).status_code == 201
    assert robot.get(f"/api/orders/{run.pk}").json()["missing"] == [2]


def test_what_it_delivers_waits_for_everybody_s_yes(world: World, robot: Client) -> None:
    run = world.brief().runs.get()
    told = deliver(robot, run).json()
    draft = Draft.objects.get(pk=told["draft"])
    assert (draft.master_id, draft.place) == (told["sha256"], 1)
    assert draft.delivered_by == world.sam.person
    assert draft.reviews.get().state == "open"


def test_the_same_delivery_twice_is_one_and_another_one_is_refused(
    world: World, robot: Client
) -> None:
    run = world.brief(pictures=2).runs.get()
    first, again = deliver(robot, run).json(), deliver(robot, run).json()
    assert first == again
    assert deliver(robot, run, file=file(6)).status_code == 409
    assert Draft.objects.count() == 1


def test_what_is_missing_is_named_and_nothing_is_kept(world: World, robot: Client) -> None:
    run = world.brief().runs.get()
    answer = robot.post(f"/api/orders/{run.pk}/pictures/1", {"ai_system": "X"})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["fields"]] == ["file"]
    told = deliver(robot, run, digital_source_type="digitalCapture").json()
    assert told["error"] == "Say why the picture is not a render of a trained model."
    not_one = SimpleUploadedFile("a.png", b"nothing", "image/png")
    assert deliver(robot, run, file=not_one).status_code == 422
    assert deliver(robot, run, place=2).status_code == 422
    assert not Draft.objects.exists()


def test_each_file_that_it_fetches_is_written_down(world: World, robot: Client) -> None:
    run = world.brief().runs.get()
    (sha256, *_more) = [
        each["sha256"] for each in robot.get(f"/api/orders/{run.pk}").json()["files"]
    ]
    answer = robot.post(f"/api/orders/{run.pk}/files/{sha256}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert run.downloads.get().person == world.sam.person


def test_after_a_withdrawal_it_gets_and_leaves_nothing(world: World, robot: Client) -> None:
    run = world.brief().runs.get()
    sha256 = robot.get(f"/api/orders/{run.pk}").json()["files"][0]["sha256"]
    withdraw_consent(twin=world.twin, actor=world.mila, at=NOON)
    assert robot.post(f"/api/orders/{run.pk}/files/{sha256}").status_code == 410
    assert deliver(robot, run).status_code == 410
    assert not Draft.objects.exists()


def test_while_she_stopped_everything_new_nothing_is_taken(world: World, robot: Client) -> None:
    run = world.brief().runs.get()
    place_stop(twin=world.twin, actor=world.mila, at=NOON, how="session")
    assert deliver(robot, run).status_code == 409
    assert not Draft.objects.exists()


def test_a_maker_of_two_studios_shows_each_program_its_own_orders(
    world: World, robot: Client
) -> None:
    world.brief()
    other = world.found("studio", "Werkstatt", world.sam)
    made = make_key(
        organisation=other, name="Other", rights=["fill_orders"], days=9, actor=world.sam, at=NOON
    )
    there = Client(headers={"Authorization": f"Bearer {made.secret}"})
    assert len(robot.get("/api/orders").json()) == 1
    assert there.get("/api/orders").json() == []


def test_a_longer_list_asks_the_database_no_more(world: World, robot: Client) -> None:
    def queries() -> int:
        robot.get("/api/orders")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert robot.get("/api/orders").status_code == 200
        return len(asked)

    world.brief()
    one = queries()
    for _more in range(3):
        world.brief()
    assert queries() == one


def test_what_it_takes_and_gives_is_described_for_machines() -> None:
    told = Client().get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.")
    assert "/api/orders/{order_id}/pictures/{place}" in told["paths"]
    assert told["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"
