"""Ada says who must agree: in every order all three sides, in versions, seen before it counts."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions.policy import ORDERS, Rule, set_policy
from approvals.models import ReviewPolicy
from approvals.web.policy_form import IN_WORDS
from approvals.web.policy_words import rule_of, sentences
from portal.actions.organisation import add_member
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import User
from tests.people import NOON, World, a_world, showed_who_it_is, user

pytestmark = pytest.mark.django_db

TYPED = {"order": "one-by-one", "brand_needs": "1", "agency_rule": "one", "author_may_judge": "on"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def as_(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return showed_who_it_is(browser)


def rule(world: World, **said: object) -> ReviewPolicy:
    return set_policy(
        agency=world.agency,
        rule=Rule(**said),  # type: ignore[arg-type]
        actor=world.ada,
        at=NOON,
    )


def test_every_order_asks_all_three_and_the_model_last_or_beside() -> None:
    for brand, agency, model in ORDERS.values():
        assert min(brand, agency, model) == 1
        assert model == max(brand, agency, model)
    assert set(IN_WORDS) == set(ORDERS)


@pytest.mark.parametrize("order", ORDERS)
def test_the_database_takes_every_order(world: World, order: str) -> None:
    assert rule_of(rule(world, order=order)).order == order


def test_ada_sees_what_it_says_before_it_counts(world: World) -> None:
    browser, address = as_(world.ada), reverse("default-policy")
    preview = browser.post(address, TYPED | {"brand_needs": "2"})
    assert "2 people of the brand must say yes." in preview.content.decode()
    assert not ReviewPolicy.objects.filter(agency=world.agency).exists()
    done = browser.post(address, TYPED | {"brand_needs": "2", "confirm": "1", "version": "0"})
    assert done.status_code == 302
    assert ReviewPolicy.objects.get(agency=world.agency).brand_needs == 2


def test_a_licence_may_have_a_rule_of_its_own(world: World) -> None:
    rule(world, order="one-by-one")
    address = reverse("licence-policy", args=[world.licence.pk])
    sent = TYPED | {"order": "together", "confirm": "1"}
    assert as_(world.ada).post(address, sent).status_code == 302
    assert world.draft().reviews.get().policy.licence == world.licence


def test_each_change_is_a_version_and_all_are_kept(world: World) -> None:
    first, second = rule(world, order="together"), rule(world, order="one-by-one")
    assert (first.version, second.version) == (1, 2)
    page = as_(world.ada).get(reverse("default-policy")).content.decode()
    assert "Version 1" in page
    assert str(IN_WORDS["together"]) in page


def test_of_two_who_change_it_at_once_the_second_is_told(world: World) -> None:
    browser, address = as_(world.ada), reverse("default-policy")
    sent = TYPED | {"confirm": "1", "version": "0"}
    assert browser.post(address, sent).status_code == 302
    late = browser.post(address, sent)
    assert late.status_code == 409
    assert "Somebody else changed this meanwhile." in late.content.decode()
    assert ReviewPolicy.objects.filter(agency=world.agency).count() == 1


def test_who_is_named_is_kept_and_shown(world: World) -> None:
    sent = TYPED | {"agency_rule": "all", "agency_people": [str(world.bo.pk)], "confirm": "1"}
    assert as_(world.ada).post(reverse("default-policy"), sent).status_code == 302
    policy = ReviewPolicy.objects.get(agency=world.agency)
    assert (policy.agency_needs, list(policy.agency_people.all())) == (0, [world.bo.person])
    page = as_(world.ada).get(reverse("default-policy")).content.decode()
    assert "At the agency all of these must say yes: Bo." in page


def test_only_who_has_the_right_sets_it(world: World) -> None:
    for who in (world.bo, world.bram, world.mila, world.odo):
        with pytest.raises(NotAllowed):
            set_policy(agency=world.agency, rule=Rule(), actor=who, at=NOON)
    with pytest.raises(NotAllowed):
        set_policy(agency=world.brand, rule=Rule(), actor=world.bram, at=NOON)


@pytest.mark.parametrize(
    "said",
    [
        {"order": "model-first"},
        {"brand_needs": 0},
        {"brand_needs": 10},
        {"agency_needs": 3},
        {"agency_needs": 0},
        {"agency_hours": 401},
        {"remind_hours": [0]},
        {"remind_hours": [1, 2, 3, 4, 5, 6]},
    ],
    ids=str,
)
def test_a_rule_that_cannot_be_kept_is_not_made(world: World, said: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        rule(world, **said)


def test_nobody_is_named_who_may_not_judge(world: World) -> None:
    liv = user("Liv")
    add_member(organisation=world.agency, user=liv, role="viewer", actor=world.ada, at=NOON)
    with pytest.raises(Invalid):
        rule(world, agency_people=[liv.person])
    with pytest.raises(Invalid):
        rule(world, escalates_to=world.odo.person)
    assert rule(world, escalates_to=liv.person).escalates_to == liv.person


def test_a_licence_of_others_is_not_to_be_ruled(world: World) -> None:
    other = world.found("agency", "Birke", user("Bea"))
    bea = User.objects.get(name="Bea")
    with pytest.raises(Conflict):
        set_policy(agency=other, licence=world.licence, rule=Rule(), actor=bea, at=NOON)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"remind_hours": "soon"}, "Write hours as numbers"),
        ({"agency_rule": "number"}, "Say how many people."),
        ({"order": "model-first"}, "Select a valid choice"),
        ({"brand_needs": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    answer = as_(world.ada).post(reverse("default-policy"), TYPED | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_sentences_never_leave_the_model_out() -> None:
    for order in ORDERS:
        assert "The model gives her own yes herself, always." in sentences(Rule(order=order))


def test_more_licences_ask_the_database_no_more(world: World) -> None:
    browser = as_(world.ada)

    def queries() -> int:
        browser.get(reverse("policies"))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("policies")).status_code == 200
        return len(asked)

    one = queries()
    world.license(world.twin, world.mila, world.rival, world.odo)
    assert queries() == one
