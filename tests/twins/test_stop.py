"""The urgent stop: mila halts all that is new of her from any address she has verified."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from approvals.actions.generate import claim_run
from approvals.actions.order import fetch_for_order
from approvals.models import Publication, Run
from approvals.policies import Stopped
from approvals.tasks import _render, generate_run, sweep
from portal.errors import Conflict, NotAllowed
from portal.models import AuditEvent, User
from tests.people import NOON, World, a_world, showed_who_it_is, timedelta
from twins import stop_mail
from twins.actions.stop import lift_stop, place_stop
from twins.models import Stop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()  # nobody asked too often
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


def stopped(world: World) -> Stop:
    return place_stop(twin=world.twin, actor=world.mila, at=world.at, how="session")


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address_of(user: User) -> str:
    return str(EmailAddress.objects.get(user=user, verified=True).email)


def sent() -> list[tuple[str, list[str]]]:
    return [(str(each.subject), list(each.to)) for each in mail.outbox]


def link_in_the_mail() -> str:
    found = re.search(r"http\S+(/stop/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_nothing_is_ordered_while_she_has_stopped(world: World) -> None:
    stopped(world)
    with pytest.raises(Conflict, match="stopped everything new"):
        world.brief()


def test_the_studio_neither_fetches_nor_delivers_meanwhile_and_loses_nothing(world: World) -> None:
    run = world.brief().runs.get()
    stopped(world)
    reference = world.twin.references.all()[0].file_id
    with pytest.raises(Stopped):
        fetch_for_order(run=run, sha256=reference, actor=world.sam, at=world.at)
    with pytest.raises(Stopped):
        world.deliver(run, seed=3)
    lift_stop(twin=world.twin, actor=world.mila, at=world.at)
    assert world.deliver(run, seed=3).run == run


def test_a_machine_s_order_waits_and_goes_on(world: World) -> None:
    run = world.brief(generator="layout").runs.get()
    stopped(world)
    assert claim_run(run_id=run.pk, at=world.at) is None
    lift_stop(twin=world.twin, actor=world.mila, at=world.at)
    assert claim_run(run_id=run.pk, at=world.at) is not None


def test_a_worker_in_the_middle_puts_its_order_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.brief(generator="layout").runs.get()

    def stop_now(*_args: object, **_more: object) -> None:
        stopped(world)
        raise Stopped("She stopped.")

    monkeypatch.setattr("approvals.tasks._render", stop_now)
    generate_run(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.lease_id) == ("waiting", None)


def test_a_machine_gets_none_of_her_photographs_any_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stop came between the claim and the rendering."""
    run = world.brief(generator="layout").runs.get()
    claimed = claim_run(run_id=run.pk, at=world.at)
    assert claimed is not None
    stopped(world)
    given: list[object] = []
    monkeypatch.setattr("approvals.tasks.order_for", lambda *order, **_more: given.append(order))
    with pytest.raises(Stopped):
        _render(claimed, 1)
    assert given == []


def test_the_sweep_rings_for_nothing_that_is_halted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.brief(generator="layout").runs.get()
    Run.objects.filter(pk=run.pk).update(requested_at=NOON - timedelta(hours=1))
    rung: list[object] = []
    monkeypatch.setattr("approvals.tasks.enqueue", lambda *_name, **what: rung.append(what))
    stopped(world)
    sweep()
    assert rung == []
    lift_stop(twin=world.twin, actor=world.mila, at=world.at)
    sweep()
    assert rung == [{"run_id": str(run.pk)}]


def test_what_she_agreed_to_is_not_published_and_what_is_live_stays(world: World) -> None:
    live = world.published()
    agreed = world.draft(seed=8)
    world.agree(agreed)
    stopped(world)
    with pytest.raises(Stopped):
        world.publish(agreed)
    assert Client().get(live.get_absolute_url()).status_code == 200
    assert Publication.objects.live().count() == 1


def test_nobody_else_stops_her_or_lets_her_go_on(world: World) -> None:
    for other in (world.ada, world.bo, world.bram):
        with pytest.raises(NotAllowed):
            place_stop(twin=world.twin, actor=other, at=world.at, how="session")
    stopped(world)
    with pytest.raises(NotAllowed):
        lift_stop(twin=world.twin, actor=world.ada, at=world.at)


def test_to_stop_twice_or_to_lift_nothing_changes_nothing(world: World) -> None:
    assert lift_stop(twin=world.twin, actor=world.mila, at=world.at) is None
    assert stopped(world) == stopped(world)
    assert AuditEvent.objects.filter(act="stop.placed", chain_id=world.mila.person_id).count() == 1


def test_every_address_of_hers_is_told_and_her_agency_reads_it(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    hers = address_of(world.mila)
    EmailAddress.objects.create(user=world.mila, email="mila@home.example", verified=True)
    with django_capture_on_commit_callbacks(execute=True):
        stopped(world)
    assert sent() == [
        ("Everything new of your twin is stopped", [hers]),
        ("Everything new of your twin is stopped", ["mila@home.example"]),
    ]
    assert AuditEvent.objects.filter(act="stop.placed", chain_id=world.agency.pk).exists()


def test_without_signing_in_a_link_in_her_mail_stops_it(world: World) -> None:
    stranger = Client()
    answer = stranger.post(reverse("ask-for-stop"), {"email": address_of(world.mila).upper()})
    assert answer.status_code == 200
    path = link_in_the_mail()
    assert "Stop everything new?" in stranger.get(path).content.decode()
    assert not Stop.objects.exists()
    assert "is stopped" in stranger.post(path).content.decode()
    assert Stop.objects.get().placed_how == "mail"
    assert stranger.post(reverse("lift-stop")).status_code == 302
    assert Stop.objects.standing().exists()


@pytest.mark.parametrize("address", ["nobody@example.test", "bram"])
def test_the_answer_is_the_same_for_every_address(world: World, address: str) -> None:
    """Nobody learns who is a model here; and who is none gets no mail."""
    of_hers, other = Client(), Client()
    if address == "bram":
        address = address_of(world.bram)
    hers = of_hers.post(reverse("ask-for-stop"), {"email": address_of(world.mila)}).content.decode()
    mail.outbox.clear()
    theirs = other.post(reverse("ask-for-stop"), {"email": address}).content.decode()
    assert hers.replace(address_of(world.mila), "") == theirs.replace(address, "")
    assert mail.outbox == []


def test_a_link_to_an_address_that_is_hers_no_more_does_nothing(world: World) -> None:
    token = stop_mail.token(world.mila, address_of(world.mila))
    EmailAddress.objects.filter(user=world.mila).delete()
    answer = Client().post(reverse("stop-by-mail", args=[token]))
    assert answer.status_code == 404
    assert not Stop.objects.exists()


def test_a_link_works_for_a_day(world: World, clock: time_machine.Traveller) -> None:
    token = stop_mail.token(world.mila, address_of(world.mila))
    clock.shift(timedelta(days=1, seconds=2))
    assert Client().post(reverse("stop-by-mail", args=[token])).status_code == 404


def test_her_mailbox_is_not_filled_by_whoever_asks_often(world: World) -> None:
    for number in range(7):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(
            reverse("ask-for-stop"), {"email": address_of(world.mila)}
        )
    assert len(mail.outbox) == 5


def test_she_stops_at_one_tap_and_is_asked_who_she_is_before_it_goes_on(world: World) -> None:
    phone = signed_in(world.mila)
    assert phone.post(reverse("stop-twin")).status_code == 302
    assert "Stopped since" in phone.get(reverse("stop-twin")).content.decode()
    asked = phone.post(reverse("lift-stop"))
    assert asked.status_code == 302
    assert Stop.objects.standing().exists()
    showed_who_it_is(phone)
    phone.post(reverse("lift-stop"))
    assert not Stop.objects.standing().exists()
