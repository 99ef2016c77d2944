"""Who manages people may look as a member of her own organisation does, and do nothing."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal import audit
from portal.actions.grant import give_right
from portal.actions.organisation import add_member, end_membership
from portal.actions.role import define_role
from portal.models import AuditEvent, Cover, Organisation, User
from portal.seeing import BACK, KEY, SIGN_OUT
from tests.people import NOON, World, give, showed_who_it_is, timedelta, user, with_app
from tests.portal.test_grant import eva, world
from tests.portal.test_rights_pages import as_, of_mila, of_person, text

pytestmark = [pytest.mark.django_db]
__all__ = ["eva", "world"]

BANNER = "You see the pages as <b>"
IN_FORCE = timedelta(minutes=14, seconds=59)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def begin(world: World, whom: User, who: User | None = None) -> tuple[Client, int]:
    client = as_(who or world.ada)
    return client, client.post(reverse("see-as", args=[whom.pk])).status_code


def seeing(world: World, whom: User) -> Client:
    client, status = begin(world, whom)
    assert status == 302
    return client


def acts(organisation: Organisation) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(chain_id=organisation.pk, act__startswith="see_as."))


def test_she_sees_what_the_other_one_sees_and_who_she_is(world: World, eva: User) -> None:
    ada = seeing(world, eva)
    page = text(ada.get(reverse("models")))
    assert f"{BANNER}Eva</b> does" in page
    assert "Mila" not in page
    assert "Clients" not in page
    give_right(
        codename="see_twin",
        over=world.twin,
        to=eva,
        organisation=world.agency,
        actor=world.ada,
        at=NOON,
    )
    assert "Mila" in text(ada.get(reverse("models")))
    assert ada.get(of_mila(world)).status_code == 403


def test_every_page_says_so_also_one_that_is_not_there(world: World) -> None:
    ada = seeing(world, world.bo)
    for path in (
        reverse("desk"),
        reverse("models"),
        "/nowhere",
        reverse("my-twin"),
        of_mila(world),
    ):
        answer = ada.get(path, follow=True)
        assert BANNER in text(answer), path
        assert "no-store" in answer["Cache-Control"], path


def test_the_trail_has_who_began_and_ended_it_and_whom_it_was_about(world: World) -> None:
    ada = seeing(world, world.bo)
    answer = ada.post(reverse("see-as-end"))
    assert answer["Location"] == of_person(world.bo)
    begun, ended = acts(world.agency)
    assert (begun.act, ended.act) == ("see_as.begun", "see_as.ended")
    for event in (begun, ended):
        assert event.person_id == world.ada.person_id
        assert (event.subject_kind, event.subject_id) == ("person", str(world.bo.person_id))
        assert "Bo" not in str(event.details)
    assert begun.details["until"] == "2026-11-23T12:15:00+00:00"
    assert audit.verify_chain(world.agency.pk).broken_at is None
    assert BANNER not in text(ada.get(reverse("models")))
    assert of_mila(world) in text(ada.get(reverse("models")))


def addresses(
    patterns: Iterable[URLPattern | URLResolver], before: str = "/"
) -> Iterator[tuple[str, str]]:
    """Every address of the site with made-up ids, and its name."""
    for each in patterns:
        here = before + _filled(each)
        if isinstance(each, URLPattern):
            yield here, each.name or ""
        else:
            yield from addresses(each.url_patterns, here)


def _filled(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    if "(" in route:  # the admin's answer to whatever it does not know
        return "anything"
    for name, converter in pattern.pattern.converters.items():
        value = {"UUIDConverter": str(uuid4()), "IntConverter": "7"}
        route = re.sub(rf"<(\w+:)?{name}>", value.get(type(converter).__name__, "word"), route)
    return route


def test_no_address_can_be_posted_meanwhile(world: World) -> None:
    ada = seeing(world, world.bo)
    before = AuditEvent.objects.count()
    every = list(addresses(get_resolver().url_patterns))
    # The admin has the same few addresses for each of its many models.
    found = {
        (name.split("_")[-1], "") if "/admin/" in path else (path, name): (path, name)
        for path, name in every
    }.values()
    assert len(every) > len(found) > 50
    asked = 0
    for path, name in found:
        assert "<" not in path, path
        if name in SIGN_OUT | {BACK}:
            continue
        for method in ("post",) if "/admin/" in path else ("post", "delete"):
            answer = getattr(ada, method)(path)
            assert answer.status_code in {403, 404, 301}, (method, path)
            if answer.status_code == 403:
                asked += 1
                assert "to look only" in text(answer), (method, path)
            else:  # nothing answers there at all
                assert "admin" in path or answer.status_code == 404, (method, path)
    assert asked > 2 * 40
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("name", "sends"),
    [
        ("twin-rights", {"rights": ["see_twin"], "confirm": "1"}),
        ("person-rights", {"take": "view_twins"}),
    ],
)
def test_not_even_what_she_may_do_as_herself(
    world: World, eva: User, name: str, sends: dict[str, Any]
) -> None:
    ada = seeing(world, world.bo)
    of = world.twin.pk if name == "twin-rights" else eva.pk
    answer = ada.post(reverse(name, args=[of]), sends | {"to": f"person-{eva.pk}"})
    assert answer.status_code == 403
    assert "You see the pages as Bo, to look only." in text(answer)


def test_it_ends_after_a_quarter_of_an_hour(world: World, clock: time_machine.Traveller) -> None:
    ada = seeing(world, world.bo)
    clock.move_to(NOON + IN_FORCE)
    assert BANNER in text(ada.get(reverse("models")))
    clock.move_to(NOON + timedelta(minutes=15))
    page = text(ada.get(reverse("models")))
    assert "You see the pages as yourself again." in page
    assert of_mila(world) in page
    assert KEY not in ada.session


def test_what_she_sends_when_it_is_over_is_not_done_as_herself(
    world: World, eva: User, clock: time_machine.Traveller
) -> None:
    ada = seeing(world, world.bo)
    clock.move_to(NOON + timedelta(minutes=15))
    sent = {"to": f"person-{eva.pk}", "rights": ["see_twin"], "confirm": "1"}
    answer = ada.post(of_mila(world), sent)
    assert answer.status_code == 403
    assert "this was not done" in text(answer)
    assert AuditEvent.objects.latest("at", "number").act != "right.given"


def test_who_comes_back_or_signs_out_too_late_is_let_through(
    world: World, clock: time_machine.Traveller
) -> None:
    for name in (BACK, "sign-out"):
        clock.move_to(NOON)
        ada = seeing(world, world.bo)
        clock.move_to(NOON + timedelta(minutes=15))
        assert ada.post(reverse(name)).status_code == 302


def test_a_form_from_before_is_of_no_use_after(world: World) -> None:
    """A page of hers in another tab, sent after coming back, would be an act of one's own."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    showed_who_it_is(client)
    client.get(of_person(world.bo))
    own = client.cookies["csrftoken"].value
    client.post(reverse("see-as", args=[world.bo.pk]), {"csrfmiddlewaretoken": own})
    client.get(reverse("models"))
    of_bo = client.cookies["csrftoken"].value
    client.post(reverse("see-as-end"), {"csrfmiddlewaretoken": of_bo})
    assert len({own, of_bo, client.cookies["csrftoken"].value}) == 3
    answer = client.post(of_mila(world), {"csrfmiddlewaretoken": of_bo})
    assert answer.status_code == 403


def test_it_ends_at_sign_out_and_the_trail_has_it(world: World) -> None:
    ada = seeing(world, world.bo)
    assert ada.post(reverse("sign-out")).status_code == 302
    assert [each.act for each in acts(world.agency)] == ["see_as.begun", "see_as.ended"]
    assert acts(world.agency)[1].person_id == world.ada.person_id
    assert ada.get(reverse("models")).status_code == 302


def test_it_ends_with_the_right_to_it(world: World) -> None:
    hanna = with_app(user("Hanna"))
    add_member(organisation=world.agency, user=hanna, role="admin", actor=world.ada, at=NOON)
    of_bo, of_ada = seeing(world, world.bo), as_(hanna)
    assert of_ada.post(reverse("see-as", args=[world.ada.pk])).status_code == 302
    end_membership(membership=world.bo.memberships.get(), actor=world.ada, at=NOON)
    assert BANNER not in text(of_bo.get(reverse("models")))
    end_membership(membership=hanna.memberships.get(), actor=world.ada, at=NOON)
    assert of_ada.get(reverse("models")).status_code == 404


def refused(world: World, whom: User, *, status: int = 403, who: User | None = None) -> None:
    client, found = begin(world, whom, who)
    assert found == status
    assert KEY not in client.session
    assert acts(world.agency) == []


def test_never_as_a_model_staff_oneself_or_somebody_outside(world: World) -> None:
    refused(world, world.mila, status=404)
    refused(world, world.bram, status=404)
    refused(world, world.ada)
    for name, staff in (("Ida", {"is_staff": True}), ("Uta", {"is_superuser": True})):
        member = user(name, **staff)
        add_member(organisation=world.agency, user=member, role="viewer", actor=world.ada, at=NOON)
        refused(world, member)
    add_member(organisation=world.agency, user=world.mila, role="viewer", actor=world.ada, at=NOON)
    refused(world, world.mila)  # a model who works there as well
    guest = user("Gwen")
    give("see_twin", guest, over=world.twin, by=world.agency)
    refused(world, guest)


def test_only_by_who_manages_people_there(world: World, eva: User) -> None:
    for who in (world.bo, world.mila, world.bram, world.odo, eva):
        refused(world, world.bo, status=404, who=who)


def test_never_as_somebody_with_business_elsewhere(world: World) -> None:
    add_member(organisation=world.brand, user=world.bo, role="viewer", actor=world.bram, at=NOON)
    refused(world, world.bo)


def test_never_as_a_guest_or_cover_elsewhere(world: World, eva: User) -> None:
    give("see_brief", eva, over=world.brief(), by=world.brand)
    refused(world, eva)
    Cover.objects.create(
        organisation=world.brand,
        covered=world.bram,
        colleague=world.bo,
        starts_at=NOON,
        ends_at=datetime(2026, 12, 1, tzinfo=UTC),
        zone="Europe/Berlin",
        named_by=world.bram.person,
        named_at=NOON,
    )
    refused(world, world.bo)


def test_looking_is_no_way_to_more(world: World) -> None:
    """Else who only hires would read rates and licences as a booker."""
    define_role(
        organisation=world.agency,
        name="Hiring",
        rights=["manage_people"],
        actor=world.ada,
        at=NOON,
    )
    hanna = user("Hanna")
    add_member(organisation=world.agency, user=hanna, role="Hiring", actor=world.ada, at=NOON)
    refused(world, world.bo, who=hanna)
    refused(world, world.ada, who=hanna)
    assert "See as" not in text(as_(hanna).get(of_person(world.bo)))
    assert "See as Bo" in text(as_(world.ada).get(of_person(world.bo)))


def test_a_picture_is_shown_if_both_may_see_it(world: World, eva: User) -> None:
    draft = world.draft()
    picture = reverse("draft-picture", args=[draft.pk])
    ada = seeing(world, eva)
    assert as_(world.ada).get(picture).status_code == 200
    assert ada.get(picture).status_code == 404  # eva may not
    assert BANNER in text(ada.get(picture))
    of_bo = seeing(world, world.bo)
    assert of_bo.get(picture).status_code == 200
    assert of_bo.get(reverse("draft", args=[draft.pk])).status_code == 200
    world.ada.memberships.update(ended_at=NOON)  # from now on ada may see nothing
    world.ada.groups.clear()
    assert of_bo.get(picture).status_code == 404


def test_her_sign_in_and_the_site_s_own_pages_are_not_shown(world: World) -> None:
    ada = seeing(world, world.bo)
    for path in (reverse("sign-in"), reverse("admin:index"), reverse("sign-out")):
        answer = ada.get(path)
        assert answer.status_code == 403, path
        assert "only for Bo" in text(answer), path


def test_the_other_one_s_uploads_stay_her_own(world: World) -> None:
    from portal.models import Upload
    from tests.people import stored

    upload: Model = Upload.objects.create(
        user=world.bo, kind="garment", file=stored(32), name="coat.png"
    )
    path = reverse("upload-preview", args=[upload.pk])
    assert as_(world.bo).get(path).status_code == 200
    assert seeing(world, world.bo).get(path).status_code == 404
