"""Who is in an organisation, by whose act, and that somebody is always in charge."""

import pytest

from portal import access, audit
from portal.actions.organisation import end_membership, found_organisation
from portal.errors import Conflict, Invalid, NotAllowed
from portal.models import AuditEvent, Membership, Organisation, User
from portal.roles import BUILT_IN
from tests.people import NOON, add_member, timedelta, user, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return user("Ada")


@pytest.fixture
def bo() -> User:
    return user("Bo")


@pytest.fixture
def agency(ada: User) -> Organisation:
    return found_organisation(kind="agency", name="Linden", founder=ada, at=NOON)


def let_in(agency: Organisation, who: User, role: str, by: User) -> Membership:
    return add_member(organisation=agency, user=who, role=role, actor=by, at=NOON)


def leave(membership: Membership, by: User) -> Membership:
    return end_membership(membership=membership, actor=by, at=NOON)


def test_who_founds_an_organisation_is_in_charge_of_it(agency: Organisation, ada: User) -> None:
    assert ada.memberships.get().role.name == "admin"
    assert access.holds(ada, "manage_people", agency)
    assert set(agency.roles.values_list("name", flat=True)) == set(BUILT_IN["agency"])


def test_only_who_manages_people_lets_people_in(agency: Organisation, ada: User, bo: User) -> None:
    let_in(agency, bo, "booker", ada)
    ida = user("Ida", is_superuser=True, is_staff=True)
    for nobody in (bo, user("Odo"), ida):
        with pytest.raises(NotAllowed):
            let_in(agency, user(f"friend-of-{nobody}"), "viewer", nobody)
        with pytest.raises(NotAllowed):
            let_in(agency, nobody, "admin", nobody)


def test_only_who_manages_people_or_the_member_ends_a_membership(
    agency: Organisation, ada: User, bo: User
) -> None:
    booker = let_in(agency, bo, "booker", ada)
    for nobody in (user("Odo"), user("Ida", is_superuser=True)):
        with pytest.raises(NotAllowed):
            leave(booker, nobody)
    assert leave(booker, bo).ended_at == NOON


def test_a_role_is_held_once(agency: Organisation, ada: User, bo: User) -> None:
    let_in(agency, bo, "booker", ada)
    with pytest.raises(Conflict, match="already has the role booker"):
        let_in(agency, bo, "booker", ada)


def test_a_role_that_was_retired_or_never_was_is_given_to_nobody(
    agency: Organisation, ada: User, bo: User
) -> None:
    agency.roles.filter(name="booker").update(retired_at=NOON)
    with pytest.raises(Conflict, match="was retired"):
        let_in(agency, bo, "booker", ada)
    with pytest.raises(Invalid, match="no role emperor"):
        let_in(agency, bo, "emperor", ada)


def test_with_the_role_go_its_rights_and_with_its_return_they_come_back(
    agency: Organisation, ada: User, bo: User
) -> None:
    booker = let_in(agency, bo, "booker", ada)
    assert access.holds(bo, "judge_for_agency", agency)
    leave(booker, ada)
    assert not access.holds(bo, "judge_for_agency", agency)
    let_in(agency, bo, "booker", ada)
    assert access.holds(bo, "judge_for_agency", agency)
    assert bo.memberships.count() == 2, "the first stays as history"


def test_a_membership_ends_once(agency: Organisation, ada: User, bo: User) -> None:
    booker = let_in(agency, bo, "booker", ada)
    leave(booker, ada)
    end_membership(membership=booker, actor=ada, at=NOON + timedelta(days=1))
    booker.refresh_from_db()
    assert booker.ended_at == NOON
    assert AuditEvent.objects.filter(act="member.ended").count() == 1


@pytest.mark.parametrize(("kind", "first"), [("agency", "admin"), ("brand", "owner")])
def test_the_last_in_charge_cannot_leave(kind: str, first: str, bo: User) -> None:
    eva = user("Eva")
    place = found_organisation(kind=kind, name="Somewhere", founder=eva, at=NOON)
    let_in(place, bo, "viewer", eva)
    with pytest.raises(Conflict, match=f"must keep one {first}"):
        leave(eva.memberships.get(), eva)
    let_in(place, bo, first, eva)
    assert leave(eva.memberships.get(), eva).ended_at == NOON


def test_an_admin_whose_account_is_closed_is_nobody_in_charge(
    agency: Organisation, ada: User, bo: User
) -> None:
    let_in(agency, bo, "admin", ada)
    bo.is_active = False
    bo.save()
    with pytest.raises(Conflict, match="must keep one admin"):
        leave(ada.memberships.get(), ada)
    assert leave(bo.memberships.get(), ada).ended_at == NOON


def test_an_admin_who_left_is_nobody_in_charge(agency: Organisation, ada: User, bo: User) -> None:
    let_in(agency, bo, "admin", ada)
    leave(ada.memberships.get(), bo)
    with pytest.raises(Conflict):
        leave(bo.memberships.get(), bo)


def test_the_trail_names_who_let_whom_in_without_a_name(
    agency: Organisation, ada: User, bo: User
) -> None:
    leave(let_in(agency, bo, "booker", ada), bo)
    events = AuditEvent.objects.filter(chain_id=agency.pk)
    assert [(event.act, event.person_id) for event in events] == [
        ("organisation.founded", ada.person_id),
        ("member.added", ada.person_id),
        ("member.added", ada.person_id),
        ("member.ended", bo.person_id),
    ]
    assert all(str(bo) not in str(event.details) for event in events)
    assert audit.verify_chain(agency.pk).broken_at is None


def test_an_admin_who_cannot_get_in_is_nobody_in_charge(
    agency: Organisation, ada: User, bo: User
) -> None:
    """An agency's admin needs a second factor (RULINGS 17)."""
    with_app(ada)
    let_in(agency, bo, "admin", ada)
    with pytest.raises(Conflict, match="must keep one admin"):
        leave(ada.memberships.get(), ada)
    with_app(bo)
    assert leave(ada.memberships.get(), ada).ended_at == NOON
