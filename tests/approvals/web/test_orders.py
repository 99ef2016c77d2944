"""The studio's orders: what is wanted, each fetch written down, each delivery declared."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.models import Asset, Draft, Run
from portal.models import StoredFile, User
from tests.people import World, a_world, picture_bytes, stored
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def _noon(world: World) -> object:
    with time_machine.travel(world.at, tick=False):
        yield


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def declared(place: int, **changed: str) -> dict[str, str]:
    said = {"ai_system": "Stable Diffusion", "digital_source_type": "trainedAlgorithmicMedia"}
    return {f"{place}-{name}": value for name, value in {**said, **changed}.items()}


def file(seed: int, name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(seed), "image/png")


def deliver(world: World, run: Run, **data: object) -> object:
    return as_(world.sam).post(reverse("deliver", args=[run.pk]), data)


def test_the_studio_sees_its_orders_and_strangers_find_nothing(world: World) -> None:
    run = world.brief().runs.get()
    html = words(as_(world.sam).get(reverse("orders")))
    assert reverse("order", args=[run.pk]) in html
    for part in ("Winter knits", "Nordlicht", "Mila", "0 of 1", "at the studio"):
        assert part in html
    for stranger in (world.bram, world.mila, world.ada, world.odo):
        assert as_(stranger).get(reverse("orders")).status_code == 404
        assert as_(stranger).get(reverse("order", args=[run.pk])).status_code == 404
        assert as_(stranger).post(reverse("deliver", args=[run.pk])).status_code == 404


def test_the_list_asks_as_much_for_many_orders_as_for_one(world: World) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            as_(world.sam).get(reverse("orders"))
        return len(asked)

    world.brief()
    few = questions()
    for _number in range(4):
        world.brief()
    assert questions() == few


def test_an_order_says_what_is_wanted_and_which_files_there_are(world: World) -> None:
    brief = world.brief()
    Asset.objects.create(brief=brief, kind="garment", file=stored(3), name="coat.png")
    html = words(as_(world.sam).get(reverse("order", args=[brief.runs.get().pk])))
    for part in ("Soft light, early morning", "Photograph 1", "Photograph 2", "coat.png"):
        assert part in html
    assert "/references/" not in html


def test_each_fetch_is_an_act_that_is_written_down(world: World) -> None:
    run = world.brief().runs.get()
    reference = world.twin.references.first()
    assert reference is not None
    address = reverse("order-file", args=[run.pk, reference.file_id])
    assert as_(world.sam).get(address).status_code == 405
    answer = as_(world.sam).post(address)
    assert answer["Content-Disposition"] == 'attachment; filename="reference-1.png"'
    assert run.downloads.get().person == world.sam.person
    html = words(as_(world.sam).get(reverse("order", args=[run.pk])))
    assert "fetched once" in html
    for stranger in (world.bram, world.mila, world.bo, world.odo):
        assert as_(stranger).post(address).status_code == 404


def test_nothing_is_fetched_after_a_withdrawal(world: World) -> None:
    run = world.brief().runs.get()
    reference = world.twin.references.first()
    assert reference is not None
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    address = reverse("order-file", args=[run.pk, reference.file_id])
    assert as_(world.sam).post(address).status_code == 410
    assert "Photograph 1" not in words(as_(world.sam).get(reverse("order", args=[run.pk])))


def test_several_pictures_are_delivered_each_with_its_declaration(world: World) -> None:
    run = world.brief(pictures=3).runs.get()
    answer = deliver(
        world,
        run,
        **{"file-1": file(7), "file-2": file(8)},
        **declared(1, ai_version="3"),
        **declared(2, digital_source_type="composite", reason="A montage"),
        **declared(3),
    )
    assert answer.status_code == 302  # type: ignore[attr-defined]
    first, second = Draft.objects.order_by("place")
    assert (first.place, first.ai_version) == (1, "3")
    assert (second.digital_source_type, second.source_type_reason) == ("composite", "A montage")
    run.refresh_from_db()
    assert (run.done, run.state) == (2, "ordered")


def test_a_refused_file_takes_no_other_with_it_and_nothing_typed_is_lost(world: World) -> None:
    run = world.brief(pictures=3).runs.get()
    answer = deliver(
        world,
        run,
        **{
            "file-1": SimpleUploadedFile("notes.png", b"no picture at all", "image/png"),
            "file-2": file(8),
        },
        **declared(1, ai_system="Own renderer", body_shape_changed="Waist"),
        **declared(2),
        **declared(3, ai_system="Third maker"),
    )
    assert answer.status_code == 422  # type: ignore[attr-defined]
    html = words(answer)
    assert "notes.png" in html
    assert 'value="Own renderer"' in html
    assert 'value="Waist"' in html
    assert 'value="Third maker"' in html
    assert [draft.place for draft in Draft.objects.all()] == [2]
    assert 'name="file-2"' not in html


def test_another_way_of_making_needs_its_reason(world: World) -> None:
    run = world.brief().runs.get()
    answer = deliver(
        world,
        run,
        **{"file-1": file(7)},
        **declared(1, digital_source_type="digitalCapture"),
    )
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Say why the picture is not a render of a trained model." in words(answer)
    assert not Draft.objects.exists()


def test_a_delivery_without_a_picture_says_so(world: World) -> None:
    run = world.brief().runs.get()
    answer = deliver(world, run, **declared(1, ai_system="Own renderer"))
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "No picture arrived." in words(answer)
    assert 'value="Own renderer"' in words(answer)


def test_sending_the_same_delivery_twice_delivers_once(world: World) -> None:
    run = world.brief(pictures=2).runs.get()
    for _time in range(2):
        deliver(world, run, **{"file-1": file(7)}, **declared(1))
    assert Draft.objects.count() == 1


def test_nothing_is_delivered_or_stored_after_a_withdrawal(world: World) -> None:
    run = world.brief().runs.get()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    before = StoredFile.objects.count()
    answer = deliver(world, run, **{"file-1": file(77)}, **declared(1))
    assert answer.status_code == 410  # type: ignore[attr-defined]
    assert StoredFile.objects.count() == before


def test_an_order_for_a_new_version_shows_what_should_change_and_where(world: World) -> None:
    from approvals.actions.review import Place

    parent = world.draft()
    world.say(
        "change",
        parent,
        "brand",
        world.bram,
        comment="Warmer light",
        pins=[Place(x=0.2, y=0.3, text="This hand")],
    )
    html = words(as_(world.sam).get(reverse("order", args=[parent.reorders.get().pk])))
    for part in ("Warmer light", "This hand", "The version before"):
        assert part in html
