"""Somebody reports where a picture was found: a case for the agency, and nothing without one."""

from datetime import timedelta

import pytest
import time_machine

from approvals.actions import case as acts
from approvals.actions import publish as publishing
from approvals.actions import takedown
from approvals.actions.case import Seen
from approvals.models import Channel, MisuseCase, Publication
from approvals.tasks import sweep
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent, StoredFile
from tests.people import World, a_world, add_member, clean_picture, give, user
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db

SHOP = "https://shop.test/coat"


@pytest.fixture
def world() -> World:
    return a_world()


def reported(world: World, publication: Publication, **said: str) -> MisuseCase:
    seen = {"answer": "recognised", "sha256": "5" * 64, "where": SHOP, **said}
    return acts.report_misuse(
        publication=publication, seen=Seen(**seen), picture=clean_picture(51), at=world.at
    )


def test_the_agency_gets_the_file_the_place_and_the_time(world: World) -> None:
    case = reported(world, world.published(), words="At the till", email="finder@example.test")
    assert (case.found_where, case.words, case.reported_at) == (SHOP, "At the till", world.at)
    assert case.file == StoredFile.objects.get(pk=clean_picture(51).sha256)
    for who in (world.ada, world.bo, world.mila):
        assert case in MisuseCase.objects.visible_to(who)
    for who in (world.bram, world.odo, world.sam):
        assert case not in MisuseCase.objects.visible_to(who)


def test_who_was_shown_this_one_model_sees_her_cases(world: World) -> None:
    case, cleo = reported(world, world.published()), user("Cleo")
    assert case not in MisuseCase.objects.visible_to(cleo)
    give("see_twin", cleo, over=world.twin, by=world.agency)
    assert case in MisuseCase.objects.of_agencies(cleo)
    with pytest.raises(NotAllowed):
        acts.note_case(case=case, text="Mine", actor=cleo, at=world.at)


def test_the_same_place_twice_is_one_case_until_it_is_closed(world: World) -> None:
    publication = world.published()
    case = reported(world, publication)
    assert reported(world, publication) == case
    acts.close_case(case=case, outcome="unsettled", actor=world.bo, at=world.at)
    assert reported(world, publication) != case


def test_after_she_took_her_consent_back_no_picture_of_her_is_stored(world: World) -> None:
    publication = world.published()
    withdraw_consent(twin=world.twin, actor=world.mila, at=world.at)
    case = reported(world, publication)
    assert (case.file, case.sent_sha256) == (None, "5" * 64)
    assert not StoredFile.objects.filter(pk=clean_picture(51).sha256).exists()


def test_what_was_taken_down_can_still_be_reported(world: World) -> None:
    publication = takedown.unpublish(publication=world.published(), actor=world.bram, at=world.at)
    assert reported(world, publication).closed_at is None


def test_what_never_was_public_cannot_be_reported(world: World) -> None:
    draft = world.draft()
    world.agree(draft)
    channel = Channel.objects.get(name="web")
    begun = publishing.publish(draft=draft, channel=channel, actor=world.bram, at=world.at)
    with pytest.raises(Conflict):
        reported(world, begun)


def test_bo_notes_and_closes_it_and_then_it_is_closed(world: World) -> None:
    case = reported(world, world.published())
    acts.note_case(case=case, text=" Wrote to the shop ", actor=world.bo, at=world.at)
    closed = acts.close_case(case=case, outcome="removed", actor=world.bo, at=world.at)
    assert [note.text for note in case.notes.all()] == ["Wrote to the shop"]
    assert (closed.outcome, closed.closed_by) == ("removed", world.bo.person)
    for act in (
        lambda: acts.note_case(case=case, text="More", actor=world.bo, at=world.at),
        lambda: acts.close_case(case=case, outcome="allowed", actor=world.bo, at=world.at),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.parametrize("name", ["bram", "odo", "sam", "mila", "liv"])
def test_nobody_but_her_agency_s_bookers_works_it(world: World, name: str) -> None:
    case, liv = reported(world, world.published(), email="finder@example.test"), user("Liv")
    add_member(organisation=world.agency, user=liv, role="viewer", actor=world.ada, at=world.at)
    who = liv if name == "liv" else getattr(world, name)
    with pytest.raises(NotAllowed):
        acts.note_case(case=case, text="Hers", actor=who, at=world.at)
    with pytest.raises(NotAllowed):
        acts.close_case(case=case, outcome="removed", actor=who, at=world.at)
    with pytest.raises(NotAllowed):
        acts.forget_reporter(case=case, actor=who, at=world.at)


def test_a_note_and_an_outcome_say_something(world: World) -> None:
    case = reported(world, world.published())
    for text in ("", "  ", "x" * 2001):
        with pytest.raises(Invalid):
            acts.note_case(case=case, text=text, actor=world.bo, at=world.at)
    with pytest.raises(Invalid):
        acts.close_case(case=case, outcome="perhaps", actor=world.bo, at=world.at)


def test_the_reporter_can_be_forgotten_and_the_trail_never_knew_her(world: World) -> None:
    case = reported(world, world.published(), email="finder@example.test", words="I am Fina")
    acts.forget_reporter(case=case, actor=world.bo, at=world.at)
    case.refresh_from_db()
    assert case.reporter_email == ""
    told = AuditEvent.objects.filter(subject_kind="misusecase")
    assert {event.act for event in told} == {"case.opened", "case.reporter_forgotten"}
    for word in ("finder", "Fina", "shop.test"):
        assert word not in str(list(told.values()))


def test_who_reported_is_forgotten_thirty_days_after_the_case_is_closed(world: World) -> None:
    case = reported(world, world.published(), email="finder@example.test")
    closed = world.at + timedelta(days=5)
    acts.close_case(case=case, outcome="removed", actor=world.bo, at=closed)
    for days, email in ((29, "finder@example.test"), (30, "")):
        with time_machine.travel(closed + timedelta(days=days), tick=False):
            sweep()
        case.refresh_from_db()
        assert case.reporter_email == email
    told = AuditEvent.objects.filter(act="case.reporter_forgotten")
    assert {event.person_id for event in told} == {None}
    assert case.outcome == "removed"


def test_an_open_case_forgets_who_reported_it_after_a_year(world: World) -> None:
    case = reported(world, world.published(), email="finder@example.test")
    for days, email in ((364, "finder@example.test"), (365, "")):
        forgotten = acts.forget_old_reporter(case=case, at=world.at + timedelta(days=days))
        assert forgotten.reporter_email == email
