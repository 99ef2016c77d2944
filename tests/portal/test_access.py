"""Who holds which right: by a role, by a grant, and never by being somebody special."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal import access
from portal.actions.organisation import end_membership, found_organisation
from portal.models import Organisation, User
from portal.roles import BUILT_IN, RIGHTS
from tests.people import NOON, add_member, give, user

pytestmark = pytest.mark.django_db

CODENAMES = [right.codename for right in RIGHTS]


@pytest.fixture
def ada() -> User:
    return user("Ada")


@pytest.fixture
def agency(ada: User) -> Organisation:
    return found_organisation(kind="agency", name="Linden", founder=ada, at=NOON)


def test_a_role_gives_its_rights_in_its_own_organisation_only(
    agency: Organisation, ada: User
) -> None:
    odo = user("Odo")
    other = found_organisation(kind="agency", name="Birke", founder=odo, at=NOON)
    assert access.holds(ada, "view_twins", agency)
    assert not access.holds(ada, "view_twins", other)
    assert not access.holds(odo, "view_twins", agency)
    assert access.holds(ada, "view_twins", agency.pk), "an id will do"


@pytest.mark.parametrize("kind", BUILT_IN)
def test_each_role_holds_exactly_what_its_list_says(kind: str) -> None:
    boss = user("Boss")
    place = found_organisation(kind=kind, name="Somewhere", founder=boss, at=NOON)
    for role, rights in BUILT_IN[kind].items():
        member = boss
        if not boss.memberships.filter(role__name=role).exists():
            member = user(f"the-{role}")
            add_member(organisation=place, user=member, role=role, actor=boss, at=NOON)
        held = {right for right in CODENAMES if access.holds(member, right, place)}
        assert held == set(rights), role


def test_platform_staff_hold_nothing_by_being_staff(agency: Organisation) -> None:
    ida = User.objects.create_superuser("ida@example.test", "ida-ida", name="Ida")
    assert not access.holds(ida, "view_twins", agency)
    assert not access.organisations_where(ida, "view_twins").exists()


def test_nobody_and_a_closed_account_hold_nothing(agency: Organisation, ada: User) -> None:
    assert not access.holds(AnonymousUser(), "view_twins", agency)
    ada.is_active = False
    assert not access.holds(ada, "view_twins", agency)


def test_a_guest_holds_what_was_granted_to_her_alone(agency: Organisation) -> None:
    guest, other = user("Gwen"), user("Otto")
    give("view_twins", guest, over=agency, by=agency)
    assert access.holds(guest, "view_twins", agency)
    assert not access.holds(guest, "view_audit", agency)
    assert not access.holds(other, "view_twins", agency)


def test_who_leaves_keeps_nothing_that_was_granted_besides_the_role(
    agency: Organisation, ada: User
) -> None:
    bo = user("Bo")
    booker = add_member(organisation=agency, user=bo, role="booker", actor=ada, at=NOON)
    give("view_money", bo, over=agency, by=agency)
    end_membership(membership=booker, actor=ada, at=NOON)
    assert not access.organisations_where(bo, "view_money").exists()
    assert not access.organisations_of(bo).exists()


def test_who_gives_one_of_two_roles_back_keeps_the_rest(agency: Organisation, ada: User) -> None:
    bo = user("Bo")
    booker = add_member(organisation=agency, user=bo, role="booker", actor=ada, at=NOON)
    add_member(organisation=agency, user=bo, role="viewer", actor=ada, at=NOON)
    give("view_money", bo, over=agency, by=agency)
    end_membership(membership=booker, actor=bo, at=NOON)
    held = {right for right in CODENAMES if access.holds(bo, right, agency)}
    assert held == {"view_twins", "view_money"}


def test_leaving_one_organisation_takes_nothing_in_another(agency: Organisation, ada: User) -> None:
    bo = user("Bo")
    other = found_organisation(kind="agency", name="Birke", founder=bo, at=NOON)
    give("view_money", bo, over=other, by=other)
    booker = add_member(organisation=agency, user=bo, role="booker", actor=ada, at=NOON)
    end_membership(membership=booker, actor=ada, at=NOON)
    assert access.holds(bo, "view_money", other)
    assert list(access.organisations_of(bo)) == [other]


def test_asking_costs_the_same_however_many_organisations_there_are(
    agency: Organisation, ada: User, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        found_organisation(kind="agency", name=f"Agency {number}", founder=ada, at=NOON)
    access.holds(ada, "view_twins", agency)  # content types are known from now on
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert access.holds(ada, "view_twins", agency)
