"""An invitation: for one address, for one use, for seven days, and it can be taken back."""

import hashlib

import pytest
import time_machine

from portal import access, audit
from portal.actions.invitation import LASTS, Sent, accept, accept_as_new, invite, resend, revoke
from portal.actions.organisation import add_member, end_membership
from portal.actions.role import define_role, retire_role
from portal.errors import Conflict, Gone, Invalid, NotAllowed, NotFound
from portal.models import AuditEvent, Invitation, Membership, Organisation, User
from tests.people import NOON, World, a_world, timedelta, user

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the lake"


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def eva() -> User:
    return user("Eva")


def ask(world: World, called: str | None = "booker", **changed: object) -> Sent:
    terms: dict[str, object] = {
        "organisation": world.agency,
        "role": world.agency.roles.get(name=called) if called else None,
        "email": "eva@example.test",
        "name": "Eva",
        "actor": world.ada,
        "at": NOON,
    }
    return invite(**{**terms, **changed})  # type: ignore[arg-type]


def take(sent: Sent, who: User, at: object = NOON) -> Invitation:
    return accept(
        invitation_id=sent.invitation.pk,
        secret=sent.secret,
        actor=who,
        at=at,  # type: ignore[arg-type]
    )


def take_new(sent: Sent, name: str = "Eva") -> User:
    return accept_as_new(
        invitation_id=sent.invitation.pk,
        secret=sent.secret,
        name=name,
        password=PASSWORD,
        at=NOON,
    )


def memberships(world: World) -> list[str]:
    found = world.agency.memberships.current().filter(user__email="eva@example.test")
    return [each.role.name for each in found]


# --- asking --------------------------------------------------------------------------------------


def test_only_the_hash_of_the_secret_is_kept(world: World) -> None:
    sent = ask(world)
    assert len(sent.secret) == 43  # 32 bytes
    assert sent.invitation.secret_hash == hashlib.sha256(sent.secret.encode()).hexdigest()
    for row in (*Invitation.objects.values(), *AuditEvent.objects.values()):
        assert sent.secret not in str(row)


def test_only_who_manages_people_invites(world: World) -> None:
    ida = user("Ida", is_staff=True, is_superuser=True)
    for who in (world.bo, world.bram, world.odo, world.mila, ida):
        with pytest.raises(NotAllowed):
            ask(world, actor=who)


def test_nobody_invites_into_a_role_that_holds_more_than_she_does(world: World) -> None:
    define_role(
        organisation=world.agency,
        name="Hiring",
        rights=["manage_people", "view_twins"],
        actor=world.ada,
        at=NOON,
    )
    hanna = user("Hanna")
    add_member(organisation=world.agency, user=hanna, role="Hiring", actor=world.ada, at=NOON)
    with pytest.raises(NotAllowed, match="cannot give what you do not hold"):
        ask(world, "booker", actor=hanna)
    sent = ask(world, "booker")
    with pytest.raises(NotAllowed, match="cannot give what you do not hold"):
        resend(invitation=sent.invitation, actor=hanna, at=NOON)
    ask(world, "viewer", actor=hanna)


@pytest.mark.parametrize("email", ["", "eva", "eva@", "a@b.test\nBcc: all@example.test"])
def test_an_address_that_is_none_is_refused(world: World, email: str) -> None:
    with pytest.raises(Invalid, match="no e-mail"):
        ask(world, email=email)


def test_a_role_of_another_organisation_and_a_retired_one_are_no_roles_here(world: World) -> None:
    old = define_role(
        organisation=world.agency, name="Old", rights=["view_twins"], actor=world.ada, at=NOON
    )
    retire_role(role=old, actor=world.ada, at=NOON)
    for role in (world.brand.roles.get(name="viewer"), old):
        with pytest.raises(Invalid, match="no such role"):
            ask(world, role=role)


def test_nobody_is_invited_twice_to_the_same_nor_to_what_she_has(world: World) -> None:
    ask(world)
    with pytest.raises(Conflict, match="was invited to this already"):
        ask(world, email="EVA@example.test")
    ask(world, "viewer")
    with pytest.raises(Conflict, match="has the role booker already"):
        ask(world, email="bo@example.test")


def test_only_an_agency_invites_models(world: World) -> None:
    with pytest.raises(Invalid, match="only an agency"):
        ask(world, None, organisation=world.brand, actor=world.bram)


# --- accepting -----------------------------------------------------------------------------------


def test_who_is_new_becomes_a_user_and_a_member(world: World) -> None:
    eva = take_new(ask(world))
    assert (eva.name, eva.email, eva.check_password(PASSWORD)) == ("Eva", "eva@example.test", True)
    membership = eva.memberships.get()
    assert (membership.role.name, membership.given_by) == ("booker", world.ada.person)
    assert access.holds(eva, "view_twins", world.agency)


def test_who_is_known_becomes_a_member(world: World, eva: User) -> None:
    take(ask(world, email="Eva@Example.test"), eva)
    assert memberships(world) == ["booker"]
    assert access.holds(eva, "judge_for_agency", world.agency)


def test_a_link_is_good_for_one_time(world: World, eva: User) -> None:
    sent = ask(world)
    take(sent, eva)
    with pytest.raises(Gone, match="accepted already"):
        take(sent, eva)
    with pytest.raises(Gone, match="accepted already"):
        take_new(sent)
    assert memberships(world) == ["booker"]


def test_who_left_does_not_come_back_by_the_old_link(world: World, eva: User) -> None:
    sent = ask(world)
    take(sent, eva)
    end_membership(membership=eva.memberships.get(), actor=world.ada, at=NOON)
    with pytest.raises(Gone):
        take(sent, eva)
    assert memberships(world) == []


def test_a_link_runs_out_after_seven_days(world: World, eva: User) -> None:
    sent = ask(world)
    with pytest.raises(Gone, match="ran out on 30 November 2026"):
        take(sent, eva, at=NOON + LASTS)
    take(sent, eva, at=NOON + LASTS - timedelta(seconds=1))


def test_a_link_that_was_taken_back_lets_nobody_in(world: World, eva: User) -> None:
    sent = ask(world)
    revoke(invitation=sent.invitation, actor=world.ada, at=NOON)
    with pytest.raises(Gone, match="taken back"):
        take(sent, eva)
    with pytest.raises(Gone, match="taken back"):
        take_new(sent)
    for act in (revoke, resend):
        with pytest.raises(Conflict, match="taken back"):
            act(invitation=sent.invitation, actor=world.ada, at=NOON)
    assert memberships(world) == []


def test_a_forwarded_link_lets_in_nobody_else(world: World, eva: User) -> None:
    sent = ask(world)
    for who in (world.odo, world.bo, user("Ida", is_staff=True, is_superuser=True)):
        with pytest.raises(NotAllowed, match=r"is for eva@example\.test"):
            take(sent, who)
    take(sent, eva)


def test_who_has_an_account_makes_no_second_one_by_the_link(world: World, eva: User) -> None:
    with pytest.raises(Conflict, match="account already"):
        take_new(ask(world))
    assert User.objects.filter(email="eva@example.test").count() == 1


@pytest.mark.parametrize("secret", ["", "x", "é" * 43])
def test_a_wrong_secret_is_an_unknown_link(world: World, eva: User, secret: str) -> None:
    sent = ask(world)
    with pytest.raises(NotFound, match="unknown here"):
        take(Sent(sent.invitation, secret), eva)


def test_a_secret_opens_its_own_invitation_and_no_other(world: World, eva: User) -> None:
    one, other = ask(world), ask(world, "viewer")
    with pytest.raises(NotFound):
        take(Sent(one.invitation, other.secret), eva)


def test_a_link_that_was_sent_again_lives_anew_and_the_one_before_is_dead(
    world: World, eva: User
) -> None:
    old = ask(world)
    later = NOON + LASTS + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        new = resend(invitation=old.invitation, actor=world.ada, at=later)
        with pytest.raises(NotFound, match="newer mail"):
            take(old, eva, at=later)
        take(new, eva, at=later)
    assert memberships(world) == ["booker"]


def test_an_invitation_rests_on_who_sent_it(world: World, eva: User) -> None:
    """Nobody lets people in after she has left; a colleague who stays may send it again."""
    hanna = user("Hanna")
    add_member(organisation=world.agency, user=hanna, role="admin", actor=world.ada, at=NOON)
    sent = ask(world, actor=hanna)
    end_membership(membership=hanna.memberships.get(), actor=world.ada, at=NOON)
    with pytest.raises(Conflict, match="may not do so any more"):
        take(sent, eva)
    assert memberships(world) == []
    take(resend(invitation=sent.invitation, actor=world.ada, at=NOON), eva)
    assert memberships(world) == ["booker"]


def test_a_role_that_was_retired_meanwhile_is_given_to_nobody(world: World, eva: User) -> None:
    define_role(
        organisation=world.agency, name="Junior", rights=["view_twins"], actor=world.ada, at=NOON
    )
    sent = ask(world, "Junior")
    retire_role(role=world.agency.roles.get(name="Junior"), actor=world.ada, at=NOON)
    with pytest.raises(Conflict, match="not there any more"):
        take(sent, eva)
    assert memberships(world) == []


def test_who_got_the_role_in_another_way_meanwhile_has_it_once(world: World, eva: User) -> None:
    sent = ask(world)
    add_member(organisation=world.agency, user=eva, role="booker", actor=world.ada, at=NOON)
    take(sent, eva)
    assert memberships(world) == ["booker"]


def test_a_model_becomes_a_user_without_a_role_and_the_agency_is_known(world: World) -> None:
    sent = ask(world, None)
    eva = take_new(sent)
    assert not Membership.objects.filter(user=eva).exists()
    sent.invitation.refresh_from_db()
    assert (sent.invitation.accepted_by, sent.invitation.organisation) == (eva.person, world.agency)
    assert not access.organisations_of(eva).exists()


def test_the_trail_tells_of_it_and_names_nobody(world: World, eva: User) -> None:
    sent = ask(world)
    sent = resend(invitation=sent.invitation, actor=world.ada, at=NOON)
    take(sent, eva)
    other = ask(world, "viewer")
    revoke(invitation=other.invitation, actor=world.ada, at=NOON)
    events = AuditEvent.objects.filter(chain_id=world.agency.pk, act__startswith="invitation.")
    assert [event.act.partition(".")[2] for event in events.order_by("number")] == [
        "sent",
        "resent",
        "accepted",
        "sent",
        "revoked",
    ]
    assert not [event for event in events if "eva" in str(event.details).lower()]
    assert AuditEvent.objects.filter(chain_id=eva.person_id, act="invitation.accepted").exists()
    assert audit.verify_chain(world.agency.pk).broken_at is None


def test_only_who_manages_people_there_sends_again_and_takes_back(world: World) -> None:
    sent = ask(world)
    for who in (world.bo, world.bram, world.mila):
        for act in (resend, revoke):
            with pytest.raises(NotAllowed):
                act(invitation=sent.invitation, actor=who, at=NOON)
    assert isinstance(sent.invitation.organisation, Organisation)
