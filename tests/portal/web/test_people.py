"""The page on people: who is here, who is invited, and the acts on one member."""

from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from portal import access
from portal.actions.grant import give_right
from portal.actions.invitation import Sent, accept_as_new, invite
from portal.actions.role import define_role
from portal.models import Cover, Invitation, Membership, User
from portal.web import people_list
from tests.people import NOON, World, a_world, add_member, give, timedelta, user, with_app
from tests.portal.web.asking import client_of, queries, words

pytestmark = pytest.mark.django_db

PASSWORD = "a long walk by the lake"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    cache.clear()  # nobody asked too often
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ada(world: World) -> Client:
    return client_of(world.ada)


def let_in(world: World, name: str, role: str = "viewer") -> User:
    who = user(name)
    add_member(organisation=world.agency, user=who, role=role, actor=world.ada, at=NOON)
    return who


def key(who: User) -> str:
    return str(Membership.objects.current().get(user=who).pk)


def sent(world: World, email: str = "eva@example.test", name: str = "Eva") -> Sent:
    role = world.agency.roles.get(name="booker")
    return invite(
        organisation=world.agency, role=role, email=email, name=name, actor=world.ada, at=NOON
    )


# --- the list ------------------------------------------------------------------------------------


def test_the_list_says_who_is_here_since_when_and_what_is_missing(
    world: World, ada: Client
) -> None:
    world.bo.seen_at = NOON + timedelta(days=2)
    world.bo.save(update_fields=["seen_at"])
    said = words(ada.get(reverse("people")))
    row = "Bo bo@example.test booker 23 November 2026 25 November 2026 none yet"
    assert row in said
    assert "Ada ada@example.test admin 23 November 2026" in said
    assert "Bram" not in said


def test_only_who_manages_people_finds_the_page_and_its_entry(world: World, ada: Client) -> None:
    assert f'href="{reverse("people")}"' in ada.get(reverse("desk")).text
    for who in (world.bo, world.mila):
        client = client_of(who)
        assert client.get(reverse("people")).status_code == 404
        assert f'href="{reverse("people")}"' not in client.get("/", follow=True).text


def test_one_finds_a_person_by_a_part_of_name_or_mail(world: World, ada: Client) -> None:
    let_in(world, "Ylva")
    for query in ("ylv", "YLVA@"):
        said = words(ada.get(reverse("people"), {"q": query}))
        assert "ylva@example.test" in said
        assert "bo@example.test" not in said
    assert "Nobody by that name" in words(ada.get(reverse("people"), {"q": "zoe"}))


def test_the_list_by_role_has_only_those_who_have_it(world: World, ada: Client) -> None:
    booker = world.agency.roles.get(name="booker")
    said = words(ada.get(reverse("people"), {"role": str(booker.pk)}))
    assert "With the role booker 1" in said
    assert "ada@example.test" not in said


def test_pages_follow_each_other_there_and_back_though_somebody_leaves(
    world: World, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_list, "ON_PAGE", 3)
    for name in ("Cara", "cleo", "Dora", "Emil", "Fritz"):  # after Ada and Bo
        let_in(world, name)

    def names(query: dict[str, str]) -> list[str]:
        return [str(each.user) for each in ada.get(reverse("people"), query).context["members"]]

    first = ada.get(reverse("people"))
    assert [str(each.user) for each in first.context["members"]] == ["Ada", "Bo", "Cara"]
    after = {"after": str(first.context["page"].after)}
    assert names(after) == ["cleo", "Dora", "Emil"]
    Membership.objects.filter(user__name="Cara").update(ended_at=NOON)
    assert names(after) == ["cleo", "Dora", "Emil"]
    second = ada.get(reverse("people"), after).context["page"]
    assert names({"after": str(second.after)}) == ["Fritz"]
    assert names({"before": str(second.before)}) == ["Ada", "Bo"]
    for odd in ("nobody", str(world.odo.pk)):
        assert names({"after": odd}) == ["Ada", "Bo", "cleo"]


def test_the_list_takes_as_many_queries_for_many_as_for_few(world: World, ada: Client) -> None:
    sent(world)
    few = queries(ada, reverse("people"))
    for number in range(12):
        let_in(world, f"Person{number}", "viewer" if number % 2 else "booker")
        sent(world, f"asked{number}@example.test")
    assert queries(ada, reverse("people")) == few
    assert few <= 17


def test_who_manages_people_in_two_places_chooses_one(world: World, ada: Client) -> None:
    second = world.found("agency", "Birke", world.ada)
    said = words(ada.get(reverse("people"), {"organisation": str(world.agency.pk)}))
    assert "You manage people elsewhere too: Birke" in said
    assert "bo@example.test" in said
    said = words(ada.get(reverse("people"), {"organisation": str(second.pk)}))
    assert "bo@example.test" not in said
    assert ada.get(reverse("people"), {"organisation": str(world.brand.pk)}).status_code == 404


# --- inviting ------------------------------------------------------------------------------------


def invited(world: World, role: str, **changed: str) -> dict[str, str]:
    return {
        "organisation": str(world.agency.pk),
        "name": "Eva",
        "email": "eva@example.test",
        "role": role if role == "model" else str(world.agency.roles.get(name=role).pk),
        **changed,
    }


def link_in(message: object) -> str:
    text = str(message.body)  # type: ignore[attr-defined]
    (line,) = (line for line in text.splitlines() if "/invitation/" in line)
    return line.partition("127.0.0.1:8000")[2]


def test_an_invitation_goes_out_by_mail_and_its_link_lets_her_in(world: World, ada: Client) -> None:
    answer = ada.post(reverse("invite"), invited(world, "booker"), follow=True)
    assert "Sent to eva@example.test" in answer.text
    assert "Eva eva@example.test booker Ada Good until 30 November 2026" in words(answer)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        ["eva@example.test"],
        "Linden Models invites you to Twinset",
    )
    assert "Ada invites you to work with Linden Models on Twinset, as booker." in message.body
    assert isinstance(message, EmailMultiAlternatives)
    assert message.alternatives[0][1] == "text/html"
    eva, link = Client(), link_in(message)
    assert "You are invited" in words(eva.get(link))
    assert Invitation.objects.open().exists()  # looking accepts nothing
    answer = eva.post(link, {"name": "Eva Lund", "password": PASSWORD}, follow=True)
    assert "You work with Linden Models now" in answer.text
    assert access.holds(User.objects.get(email="eva@example.test"), "view_twins", world.agency)


def test_a_model_is_invited_without_a_role(world: World, ada: Client) -> None:
    ada.post(reverse("invite"), invited(world, "model"))
    eva, link = Client(), link_in(mail.outbox[0])
    assert "your twin is yours" in words(eva.get(link))
    assert eva.post(link, {"name": "Eva", "password": PASSWORD}).status_code == 302
    assert not Membership.objects.filter(user__email="eva@example.test").exists()


def test_a_brand_is_not_offered_to_invite_models(world: World) -> None:
    assert "A model:" not in client_of(world.bram).get(reverse("invite")).text


def test_a_mail_that_did_not_arrive_is_said_and_can_be_sent_again(
    world: World, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise SMTPRecipientsRefused({"eva@example.test": (550, b"no such mailbox")})

    ada.post(reverse("invite"), invited(world, "booker"))
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        assert mail.outbox == []
    assert "The mail did not arrive" in words(ada.get(reverse("people")))
    invitation = Invitation.objects.get()
    answer = ada.post(reverse("resend-invitation", args=[invitation.pk]), follow=True)
    assert "Sent to eva@example.test" in answer.text
    assert len(mail.outbox) == 1
    assert "The mail did not arrive" not in words(ada.get(reverse("people")))


def test_what_cannot_be_sent_stays_typed(world: World, ada: Client) -> None:
    sent(world)
    answer = ada.post(reverse("invite"), invited(world, "booker"))
    assert answer.status_code == 409
    assert "was invited to this already" in words(answer)
    assert 'value="eva@example.test"' in answer.text
    answer = ada.post(reverse("invite"), invited(world, "booker", email="eva"))
    assert answer.status_code == 422


def test_taking_an_invitation_back_ends_its_link(world: World, ada: Client) -> None:
    link = sent(world)
    answer = ada.post(reverse("revoke-invitation", args=[link.invitation.pk]), follow=True)
    assert "leads nowhere now" in answer.text
    assert "eva@example.test" not in words(answer)
    page = Client().get(reverse("invitation", args=[link.invitation.pk, link.secret]))
    assert page.status_code == 410
    assert "was taken back" in page.text


# --- accepting -----------------------------------------------------------------------------------


def address(link: Sent) -> str:
    return reverse("invitation", args=[link.invitation.pk, link.secret])


def test_who_is_known_is_asked_to_sign_in_and_comes_back(world: World) -> None:
    user("Eva")
    eva, link = Client(), address(sent(world))
    page = eva.get(link)
    assert "sign in with this address" in words(page)
    sign_in = f"{reverse('sign-in')}?next={link.replace('/', '%2F')}"
    assert sign_in in page.text
    assert eva.post(link, {"name": "E", "password": PASSWORD}).status_code == 403
    typed = {"login": "eva@example.test", "password": "eva-eva", "next": link}
    page = eva.post(reverse("sign-in"), typed, follow=True)
    assert page.redirect_chain[-1][0] == link
    assert eva.post(link).status_code == 302
    assert Membership.objects.filter(user__email="eva@example.test").count() == 1
    page = eva.get(link)
    assert page.status_code == 410
    assert "accepted already" in page.text


def test_a_forwarded_link_says_whose_it_is_and_how_to_go_on(world: World) -> None:
    odo, link = client_of(world.odo), address(sent(world))
    said = words(odo.get(link))
    assert "This invitation is for eva@example.test, and you are signed in as odo@" in said
    assert "Sign out, and come back here" in said
    page = odo.post(link)
    assert page.status_code == 403
    assert "is for eva@example.test" in words(page)
    assert not Membership.objects.filter(organisation=world.agency, user=world.odo).exists()
    assert odo.post(reverse("sign-out"), {"next": link})["Location"] == link


def test_a_password_that_is_easily_guessed_is_refused_and_nothing_is_used_up(world: World) -> None:
    link = address(sent(world))
    page = Client().post(link, {"name": "Eva", "password": "password1234"})
    assert page.status_code == 422
    assert not User.objects.filter(email="eva@example.test").exists()
    assert Client().post(link, {"name": "Eva", "password": PASSWORD}).status_code == 302


def test_a_link_cannot_be_tried_without_end(world: World) -> None:
    link = reverse("invitation", args=[sent(world).invitation.pk, "guess"])
    tries = [Client().get(link).status_code for _turn in range(32)]
    assert (tries[0], tries[-1]) == (404, 429)


# --- one member ----------------------------------------------------------------------------------


def test_a_member_s_page_says_each_right_with_its_reason(world: World, ada: Client) -> None:
    eva = let_in(world, "Eva", "accountant")
    give_right(
        codename="judge_twin",
        over=world.twin,
        to=eva,
        organisation=world.agency,
        actor=world.ada,
        at=NOON,
        until=(NOON + timedelta(days=8)).date(),
        why="Bo is away",
    )
    said = words(ada.get(reverse("member", args=[key(eva)])))
    assert (
        "May see what is earned, due and paid by the role Accountant, given by Ada on 23 Nov"
        in said
    )
    reason = "granted by Ada on 23 November 2026 until 1 December 2026 (Bo is away)"
    assert f"May agree to pictures of this model for her agency: Mila {reason}" in said


def test_a_member_s_page_takes_as_many_queries_however_much_she_holds(
    world: World, ada: Client
) -> None:
    eva = let_in(world, "Eva", "accountant")
    give("see_twin", eva, over=world.twin, by=world.agency)
    few = queries(ada, reverse("member", args=[key(eva)]))
    for number in range(3):
        twin = world.new_twin(user(f"Model{number}", known_as=f"M{number}"), seed=5 + number)
        for codename in ("judge_twin", "license_twin"):
            give_right(
                codename=codename,
                over=twin,
                to=eva,
                organisation=world.agency,
                actor=world.ada,
                at=NOON,
            )
    page = reverse("member", args=[key(eva)])
    add_member(organisation=world.agency, user=eva, role="booker", actor=world.ada, at=NOON)
    assert queries(ada, page) == few
    assert "M2" in words(ada.get(page))


# --- a right over everything ---------------------------------------------------------------------


def asked(who: User, *rights: str, **more: str) -> dict[str, object]:
    return {"to": f"person-{who.pk}", "rights": list(rights), **more}


def test_a_right_over_everything_is_said_first_and_given_then(world: World, ada: Client) -> None:
    page = reverse("member", args=[key(world.bo)])
    terms = asked(world.bo, "view_money", until="2026-12-31", why="The year's accounts")
    said = words(ada.post(page, terms)).replace("&#x27;", "'")
    sentence = "Bo may, from now until 31 December 2026, see what is earned, due and paid at Linden"
    assert sentence in said
    assert "Why: The year's accounts" in said
    assert not access.holds(world.bo, "view_money", world.agency)
    answer = ada.post(page, {**terms, "confirm": "1"}, follow=True)
    assert "Given. It counts from now on." in answer.text
    assert access.holds(world.bo, "view_money", world.agency)
    reason = "granted by Ada on 23 November 2026 until 31 December 2026 (The year's accounts)"
    assert reason in words(answer).replace("&#x27;", "'")
    with time_machine.travel(NOON + timedelta(days=40), tick=False):
        assert not access.holds(world.bo, "view_money", world.agency)


def test_what_somebody_has_already_is_said_beside_it(world: World, ada: Client) -> None:
    page = reverse("member", args=[key(world.bo)])
    said = words(ada.post(page, asked(world.bo, "set_rates"))).replace("&#x27;", "'")
    assert "Bo may already set the prices of Linden Models: by the role Booker." in said


def test_nobody_gives_over_everything_what_they_do_not_hold(world: World, ada: Client) -> None:
    define_role(
        organisation=world.agency,
        name="Hiring",
        rights=["manage_people", "view_twins"],
        actor=world.ada,
        at=NOON,
    )
    hanna = client_of(with_app(let_in(world, "Hanna", "Hiring")))
    page = reverse("member", args=[key(world.bo)])
    offered = hanna.get(page).text
    assert 'value="view_twins"' in offered
    assert 'value="view_money"' not in offered
    for more in ({}, {"confirm": "1"}):
        answer = hanna.post(page, asked(world.bo, "view_money", **more))
        assert answer.status_code == 403
        assert "You cannot give what you do not hold" in words(answer)
    assert 'value="manage_people"' not in ada.get(page).text
    answer = ada.post(page, asked(world.bo, "manage_people", confirm="1"))
    assert answer.status_code == 422
    assert not access.holds(world.bo, "view_money", world.agency)
    assert not access.holds(world.bo, "manage_people", world.agency)


def test_a_wrong_wish_for_a_right_keeps_what_was_typed(world: World, ada: Client) -> None:
    page = reverse("member", args=[key(world.bo)])
    answer = ada.post(page, asked(world.bo, "view_money", until="2026-01-01", why="Accounts"))
    assert answer.status_code == 422
    assert "This day is over: choose a later one, or none." in words(answer)
    assert 'value="Accounts"' in answer.text
    assert ada.post(page, asked(world.bo)).status_code == 422
    answer = ada.post(page, asked(world.bo, "view_money", why="Accounts", change="1"))
    assert answer.status_code == 200
    assert 'value="Accounts"' in answer.text
    answer = ada.post(page, asked(world.mila, "view_money", confirm="1"))
    assert answer.status_code == 422  # the page is about bo


def test_giving_a_right_asks_again_who_it_is(world: World) -> None:
    client = Client()
    client.force_login(world.ada)
    answer = client.post(
        reverse("member", args=[key(world.bo)]), asked(world.bo, "view_money", confirm="1")
    )
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not access.holds(world.bo, "view_money", world.agency)


# --- roles of a member ---------------------------------------------------------------------------


def test_giving_a_role_is_said_first_and_done_then(world: World, ada: Client) -> None:
    eva = let_in(world, "Eva", "viewer")
    give = reverse("give-role", args=[key(eva)])
    said = words(ada.get(give, {"role": "booker"}))
    assert "May set this agency's prices" in said.replace("&#x27;", "'")
    assert "May see this agency" not in said  # she may already
    assert eva.memberships.count() == 1
    answer = ada.post(give, {"role": "booker"}, follow=True)
    assert "Eva has the role booker now." in answer.text
    assert access.holds(eva, "set_rates", world.agency)
    page = ada.post(give, {"role": "booker"})
    assert page.status_code == 404 or "already has" in words(page)
    assert ada.get(give, {"role": "owner"}).status_code == 404


def test_taking_a_role_is_said_first_and_done_then(world: World, ada: Client) -> None:
    eva = let_in(world, "Eva", "booker")
    add_member(organisation=world.agency, user=eva, role="viewer", actor=world.ada, at=NOON)
    booking = Membership.objects.get(user=eva, role__name="booker")
    take = reverse("take-role", args=[booking.pk])
    said = words(ada.get(take)).replace("&#x27;", "'")
    assert "What Eva loses, at once" in said
    assert "May set this agency's prices" in said
    assert "May see this agency's models" not in said  # the other role holds it too
    assert access.holds(eva, "set_rates", world.agency)
    answer = ada.post(take, follow=True)
    assert "does not have the role booker any more" in answer.text.replace("&#x27;", "'")
    assert not access.holds(eva, "set_rates", world.agency)
    assert ada.get(take).status_code == 409


def test_removing_somebody_says_all_that_ends_and_ends_it(world: World, ada: Client) -> None:
    eva = let_in(world, "Eva", "viewer")
    give_right(
        codename="judge_twin",
        over=world.twin,
        to=eva,
        organisation=world.agency,
        actor=world.ada,
        at=NOON,
    )
    Cover.objects.create(
        organisation=world.agency,
        covered=world.bo,
        colleague=eva,
        starts_at=NOON,
        ends_at=NOON + timedelta(days=5),
        zone="Europe/Berlin",
        named_by=world.ada.person,
        named_at=NOON,
    )
    remove = reverse("remove-member", args=[key(eva)])
    said = words(ada.get(remove))
    assert "May agree to pictures of this model for her agency: Mila" in said
    assert "Eva covers a colleague: that ends too." in said
    assert "Eva is no member of Linden Models after that." in said
    assert ada.post(remove).status_code == 302
    assert not access.is_granted(eva, "twins.judge_twin", world.twin, world.agency)
    assert not Cover.objects.to_come().exists()
    assert ada.get(remove).status_code == 404


@pytest.mark.parametrize("name", ["take-role", "remove-member"])
def test_the_last_in_charge_is_not_lost_and_the_page_says_so(
    world: World, ada: Client, name: str
) -> None:
    page = ada.post(reverse(name, args=[key(world.ada)]))
    assert page.status_code == 409
    assert "Not done, and nothing is lost Linden Models must keep one admin." in words(page)
    assert access.holds(world.ada, "manage_people", world.agency)


def test_who_gives_her_own_charge_away_is_led_out(world: World, ada: Client) -> None:
    with_app(let_in(world, "Hanna", "admin"))
    page = ada.post(reverse("take-role", args=[key(world.ada)]))
    assert (page.status_code, page["Location"]) == (302, reverse("home"))


def test_who_has_left_is_not_found_by_an_old_address(world: World, ada: Client) -> None:
    eva = let_in(world, "Eva")
    page = reverse("member", args=[key(eva)])
    Membership.objects.filter(user=eva).update(ended_at=NOON)
    assert ada.get(page).status_code == 404


def test_somebody_let_in_by_a_link_shows_who_invited_her(world: World, ada: Client) -> None:
    link = sent(world)
    eva = accept_as_new(
        invitation_id=link.invitation.pk, secret=link.secret, name="Eva", password=None, at=NOON
    )
    assert "by the role Booker, given by Ada" in words(ada.get(reverse("member", args=[key(eva)])))
