"""The platform's own AI switch: its steps, and a dated proof by who publishes."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.actions import takedown
from approvals.actions.switch import prove_switch
from approvals.models import Channel, Publication
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent
from tests.people import NOON, World, a_world

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
POST = "https://post.test/1"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def publication(world: World) -> Publication:
    Channel.objects.filter(name="web").update(switch_steps="Turn it on\nLook at it")
    return world.published()


def test_what_the_switch_s_channels_ask_for_is_there_from_the_start(world: World) -> None:
    asking = Channel.objects.exclude(switch_steps="").values_list("name", flat=True)
    assert set(asking) == {"tiktok", "youtube-thumbnail"}


def test_bram_keeps_a_proof_and_it_is_in_the_trail(world: World, publication: Publication) -> None:
    made = prove_switch(publication=publication, proof=f" {POST} ", actor=world.bram, at=world.at)
    assert (made.proof, made.person, made.at) == (POST, world.bram.person, world.at)
    told = AuditEvent.objects.filter(act="publication.switch_proved")
    assert {each.chain_id for each in told} >= {world.brand.pk, world.mila.person_id}


@pytest.mark.parametrize("name", ["mila", "bo", "ada", "odo", "sam"])
def test_nobody_proves_it_for_the_brand(world: World, publication: Publication, name: str) -> None:
    with pytest.raises(NotAllowed):
        prove_switch(publication=publication, proof=POST, actor=getattr(world, name), at=world.at)


def test_a_proof_says_something_of_what_is_live_and_asks_for_it(
    world: World, publication: Publication
) -> None:
    for proof in ("", " ", "x" * 301):
        with pytest.raises(Invalid):
            prove_switch(publication=publication, proof=proof, actor=world.bram, at=world.at)
    takedown.unpublish(publication=publication, actor=world.bram, at=world.at)
    with pytest.raises(Conflict):
        prove_switch(publication=publication, proof=POST, actor=world.bram, at=world.at)


def test_a_channel_without_steps_asks_for_no_proof(world: World) -> None:
    with pytest.raises(Conflict):
        prove_switch(publication=world.published(), proof=POST, actor=world.bram, at=world.at)


def test_the_publish_page_shows_the_steps_and_takes_the_proof(
    world: World, publication: Publication
) -> None:
    client = Client()
    client.force_login(world.bram, backend=BACKEND)
    page = reverse("publish", args=[publication.draft_id])
    with time_machine.travel(NOON, tick=False):
        assert "<li>Look at it</li>" in client.get(page).content.decode()
        sent = client.post(reverse("prove-switch", args=[publication.pk]), {"proof": POST})
        assert sent.status_code == 302
        assert f"{POST} (Bram, 23 November 2026)" in client.get(page).content.decode()
