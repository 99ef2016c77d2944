"""Guests: one reviewer by one link, who proves her address, advises, and decides nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions import door
from approvals.actions import guest as acts
from approvals.actions.review import ask_again
from approvals.models import Channel, Decision, Draft, GuestLink, Opinion, ReviewPolicy, Seat, Stage
from approvals.web import said
from approvals.web.judging import viewer_of
from portal.errors import Conflict, Gone, Invalid, NotAllowed
from portal.models import AuditEvent, Person, User
from portal.rate import TooMany
from tests.people import NOON, World, a_world, showed_who_it_is
from twins.actions.consent import withdraw_consent

pytestmark = pytest.mark.django_db

ADDRESS = "gwen@example.test"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def draft(world: World) -> Draft:
    """A picture that the brand is asked about."""
    return world.draft()


@dataclass
class Gwen:
    """The guest at her browser."""

    secret: str
    browser: Client

    @property
    def link(self) -> GuestLink:
        return GuestLink.objects.get(secret_hash=door.hash_of(self.secret))

    def url(self, name: str, *of: object) -> str:
        return reverse(name, args=[self.secret, *of])

    def get(self, name: str, *of: object, **query: str) -> int:
        return self.browser.get(self.url(name, *of), query).status_code

    def ask_for_code(self) -> str:
        """Have a code mailed, and read it."""
        assert self.browser.post(self.url("guest-code")).status_code == 302
        found = re.search(r"^ +(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
        assert found is not None
        return found[1]

    def enter(self, code: str) -> int:
        return self.browser.post(self.url("guest-code"), {"code": code}).status_code

    def come_in(self) -> "Gwen":
        assert self.enter(self.ask_for_code()) == 302
        return self

    def say(self, verdict: str, draft: Draft, comment: str = "") -> Opinion:
        return acts.give_opinion(
            link=self.link,
            draft=draft,
            verdict=verdict,
            comment=comment,
            draft_sha256=draft.master_id,
            offer_sha256=draft.reviews.latest("number").offer_sha256,
            at=NOON,
        )


def signed_in(who: User) -> Client:
    browser = Client()
    browser.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return showed_who_it_is(browser)


@pytest.fixture
def gwen(world: World, draft: Draft) -> Gwen:
    """Invited by bram, on the brief's page; her secret is in the mail alone."""
    return invited(world, draft)


def invited(world: World, draft: Draft, email: str = ADDRESS, name: str = "Gwen") -> Gwen:
    sent = {"name": name, "email": email}
    answer = signed_in(world.bram).post(reverse("invite-guest", args=[draft.brief_id]), sent)
    assert answer.status_code == 302
    (letter,) = mail.outbox[-1:]
    assert letter.to == [email.lower()]
    found = re.search(r"/g/(\S+)", str(letter.body))
    assert found is not None
    return Gwen(found[1], Client())


# --- the link and the code ------------------------------------------------------------------------


def test_the_link_alone_says_nothing(gwen: Gwen, draft: Draft) -> None:
    page = gwen.browser.get(gwen.url("guest")).content.decode()
    for word in ("Winter knits", "Nordlicht", "Mila", "Gwen", ADDRESS, str(draft.pk)):
        assert word not in page
    assert gwen.get("guest-picture", draft.pk) == 404
    assert gwen.get("guest-file", draft.pk) == 404


def test_looking_at_the_link_mails_nothing_and_changes_nothing(gwen: Gwen) -> None:
    mails, before = len(mail.outbox), GuestLink.objects.values().get()
    for name in ("guest", "guest-code"):
        gwen.browser.get(gwen.url(name))
        gwen.browser.head(gwen.url(name))
    assert (len(mail.outbox), GuestLink.objects.values().get()) == (mails, before)


def test_the_code_goes_to_the_invited_address_and_lets_one_browser_in(
    gwen: Gwen, draft: Draft
) -> None:
    code = gwen.ask_for_code()
    assert mail.outbox[-1].to == [ADDRESS]
    assert gwen.enter(code) == 302
    assert gwen.get("guest-picture", draft.pk) == 200
    forwarded = Gwen(gwen.secret, Client())
    assert forwarded.get("guest-picture", draft.pk) == 404
    assert "Winter knits" not in forwarded.browser.get(forwarded.url("guest")).content.decode()
    assert forwarded.enter(code) == 422, "a code is good for one time"


def test_the_session_of_the_guest_is_a_new_one_and_out_of_reach_of_scripts(gwen: Gwen) -> None:
    session = gwen.browser.session
    session["anything"] = True
    session.save()
    before = gwen.browser.cookies["sessionid"].value if "sessionid" in gwen.browser.cookies else ""
    gwen.come_in()
    cookie = gwen.browser.cookies["sessionid"]
    assert cookie.value != before
    assert cookie["httponly"]


def test_a_wrong_code_is_counted_and_after_five_the_right_one_is_none(gwen: Gwen) -> None:
    code = gwen.ask_for_code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(door.MOST_ATTEMPTS):
        assert gwen.enter(wrong) == 422
    assert gwen.enter(code) == 422
    assert gwen.link.code_attempts == door.MOST_ATTEMPTS


def test_a_code_is_over_after_ten_minutes(gwen: Gwen, clock: time_machine.Traveller) -> None:
    code = gwen.ask_for_code()
    clock.move_to(NOON + door.CODE_HOLDS)
    assert gwen.enter(code) == 422
    code = gwen.ask_for_code()
    clock.shift(door.CODE_HOLDS - timedelta(microseconds=1))
    assert gwen.enter(code) == 302


def test_codes_are_kept_as_hashes_and_are_few(gwen: Gwen) -> None:
    code = gwen.ask_for_code()
    row = str(GuestLink.objects.values().get())
    assert code not in row
    assert gwen.secret not in row
    with pytest.raises(TooMany):
        door.send_code(link=gwen.link, at=NOON + timedelta(seconds=59))
    GuestLink.objects.update(codes_sent=door.MOST_CODES)
    with pytest.raises(TooMany):
        door.send_code(link=gwen.link, at=NOON + timedelta(minutes=5))


def test_who_tries_codes_often_has_to_wait(gwen: Gwen) -> None:
    statuses = [gwen.enter("000000") for _ in range(21)]
    assert statuses[-1] == 429


def test_a_new_link_closes_the_old_one_and_the_browser_that_had_it(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    gwen.come_in()
    sent = acts.resend(link=gwen.link, actor=world.bram, at=NOON)
    assert gwen.get("guest") == 404
    anew = Gwen(sent.secret, gwen.browser)
    assert anew.get("guest-picture", draft.pk) == 404


def test_a_link_that_was_taken_back_or_ran_out_opens_nothing(
    world: World, gwen: Gwen, draft: Draft, clock: time_machine.Traveller
) -> None:
    gwen.come_in()
    clock.move_to(NOON + acts.HOLDS - timedelta(microseconds=1))
    assert gwen.get("guest-file", draft.pk, edge="320") == 200
    clock.move_to(NOON + acts.HOLDS)
    assert gwen.get("guest-file", draft.pk, edge="320") == 410
    clock.move_to(NOON)
    acts.revoke(link=gwen.link, actor=world.bram, at=NOON)
    for name, of in (("guest", []), ("guest-picture", [draft.pk]), ("guest-file", [draft.pk])):
        assert gwen.get(name, *of) == 410, name
    with pytest.raises(Gone):
        gwen.say("yes", draft)


# --- who invites ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mila", "ada", "bo", "odo", "sam"])
def test_only_who_writes_the_brief_invites(world: World, draft: Draft, name: str) -> None:
    with pytest.raises(NotAllowed):
        acts.invite_guest(
            brief=draft.brief, email=ADDRESS, name="Gwen", actor=getattr(world, name), at=NOON
        )
    assert not GuestLink.objects.exists()


def test_an_address_is_asked_once_and_must_be_one(world: World, gwen: Gwen, draft: Draft) -> None:
    def again(email: str, name: str = "Gwen") -> None:
        acts.invite_guest(brief=draft.brief, email=email, name=name, actor=world.bram, at=NOON)

    with pytest.raises(Conflict, match="asked already"):
        again(" GWEN@example.test ")
    with pytest.raises(Invalid, match="no e-mail"):
        again("gwen")
    with pytest.raises(Invalid, match="who she is"):
        again("other@example.test", " ")
    acts.revoke(link=gwen.link, actor=world.bram, at=NOON)
    again(ADDRESS)


def test_a_refused_invitation_keeps_what_was_typed(world: World, gwen: Gwen, draft: Draft) -> None:
    address = reverse("invite-guest", args=[draft.brief_id])
    answer = signed_in(world.bram).post(address, {"name": "Gwendolyn", "email": ADDRESS})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Gwendolyn" in page
    assert "asked already" in page


def test_the_brief_s_page_lists_guests_to_its_writers(world: World, gwen: Gwen) -> None:
    page = signed_in(world.bram).get(gwen.link.brief.get_absolute_url()).content.decode()
    assert ADDRESS in page
    revoke = reverse("revoke-guest", args=[gwen.link.pk])
    assert revoke in page
    assert signed_in(world.odo).post(revoke).status_code == 404
    assert signed_in(world.bram).post(revoke).status_code == 302
    page = signed_in(world.bram).get(gwen.link.brief.get_absolute_url()).content.decode()
    assert ADDRESS not in page


# --- what she sees and says -----------------------------------------------------------------------


def test_a_guest_sees_the_current_pictures_of_this_brief_alone(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    other = world.draft(seed=9, title="Another brief")
    gwen.come_in()
    page = gwen.browser.get(gwen.url("guest")).content.decode()
    assert str(draft.pk) in page
    assert str(other.pk) not in page
    assert gwen.get("guest-picture", other.pk) == 404
    assert gwen.get("guest-file", other.pk) == 404
    for address in ("draft", "draft-picture", "brief"):
        of = draft.brief_id if address == "brief" else draft.pk
        assert gwen.browser.get(reverse(address, args=[of])).status_code == 302, "to the sign-in"


def test_an_opinion_binds_picture_and_offer_and_the_last_one_counts(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    gwen.come_in()
    offer = draft.reviews.get().offer_sha256
    sent = {"draft_sha256": draft.master_id, "offer_sha256": offer}
    address = gwen.url("guest-opinion", draft.pk)
    assert gwen.browser.post(address, sent | {"verdict": "change"}).status_code == 422
    told = sent | {"verdict": "change", "comment": "Warmer light"}
    assert gwen.browser.post(address, told).status_code == 302
    assert gwen.browser.post(address, sent | {"verdict": "no"}).status_code == 302
    stale = sent | {"verdict": "yes", "offer_sha256": "0" * 64}
    assert gwen.browser.post(address, stale).status_code == 409
    said_ = Opinion.objects.filter(draft=draft)
    assert [each.verdict for each in said_] == ["change", "no"]
    assert {(each.draft_sha256, each.offer_sha256) for each in said_} == {(draft.master_id, offer)}
    event = AuditEvent.objects.filter(chain_id=world.mila.person_id, act="opinion.given").first()
    assert event is not None
    assert event.person_id == gwen.link.person_id
    assert "Gwen" not in str(event.details)
    page = gwen.browser.get(gwen.url("guest-picture", draft.pk)).content.decode()
    assert "What you said" in page


def test_no_opinion_fills_a_stage(gwen: Gwen, draft: Draft) -> None:
    gwen.come_in()
    before = list(Stage.objects.order_by("pk").values_list("pk", "state"))
    for verdict in ("yes", "change", "no"):
        gwen.say(verdict, draft, "Warmer light")
    assert list(Stage.objects.order_by("pk").values_list("pk", "state")) == before
    assert not Decision.objects.exists()
    assert draft.reviews.get().state == "open"


def test_before_the_code_nobody_has_an_opinion(gwen: Gwen, draft: Draft) -> None:
    with pytest.raises(NotAllowed, match="code from your mail"):
        gwen.say("yes", draft)


def test_brand_agency_and_model_read_it_beside_the_verdicts(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    gwen.come_in().say("yes", draft)
    world.say("yes", draft, "brand", world.bram)
    for reader in (world.bram, world.bo, world.mila):
        told = said.events(draft, viewer_of(reader, draft))
        assert "Gwen (guest of Nordlicht)" in [each.who for each in told]
        page = signed_in(reader).get(draft.get_absolute_url()).content.decode()
        assert "Gwen (guest of Nordlicht)" in page


def test_when_her_row_is_deleted_the_opinion_stays_without_a_name(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    person = gwen.come_in().say("yes", draft).person
    GuestLink.objects.all().delete()
    (event,) = said.events(draft, viewer_of(world.bram, draft))
    assert event.who == f"{person} (guest of Nordlicht)"
    assert "Gwen" not in event.who


def test_one_address_is_one_person(world: World, gwen: Gwen, draft: Draft) -> None:
    gwen.come_in()
    other = invited(world, world.draft(seed=9)).come_in()
    assert gwen.link.person == other.link.person
    people = Person.objects.count()
    bo = invited(world, world.draft(seed=10), world.bo.email or "", "Bo").come_in()
    assert bo.link.person == world.bo.person
    assert Person.objects.count() == people


def test_who_speaks_for_another_side_is_no_guest_of_the_brand(world: World, draft: Draft) -> None:
    """A side belongs to a person in a brief (RULINGS 3): by whatever door she comes."""
    world.say("yes", draft, "brand", world.bram)
    world.say("yes", draft, "agency", world.bo)
    bo = invited(world, draft, world.bo.email or "", "Bo").come_in()
    with pytest.raises(NotAllowed, match="another side"):
        bo.say("yes", draft)


def test_who_was_a_guest_fills_no_other_side_s_stage(world: World, draft: Draft) -> None:
    bo = invited(world, draft, world.bo.email or "", "Bo").come_in()
    bo.say("yes", draft)
    world.say("yes", draft, "brand", world.bram)
    with pytest.raises(NotAllowed, match="another side"):
        world.say("yes", draft, "agency", world.bo)
    assert Seat.objects.get(brief=draft.brief, person=world.bo.person).side == "brand"


# --- when it is over ------------------------------------------------------------------------------


def everything(gwen: Gwen, draft: Draft) -> set[int]:
    etag = {"HTTP_IF_NONE_MATCH": "*"}
    file = gwen.url("guest-file", draft.pk)
    return {
        gwen.get("guest-picture", draft.pk),
        gwen.get("guest-file", draft.pk),
        gwen.get("guest-file", draft.pk, edge="320"),
        gwen.browser.head(file).status_code,
        gwen.browser.get(file, **etag).status_code,  # type: ignore[arg-type]
        gwen.browser.post(gwen.url("guest-opinion", draft.pk), {"verdict": "yes"}).status_code,
    }


def test_when_consent_ends_a_guest_is_refused_like_everybody(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    gwen.come_in()
    withdraw_consent(twin=world.twin, actor=world.mila, at=NOON)
    assert everything(gwen, draft) == {410}
    assert str(draft.pk) not in gwen.browser.get(gwen.url("guest")).content.decode()
    with pytest.raises(Gone):
        gwen.say("yes", draft)


def test_after_a_no_the_guest_has_the_picture_no_more(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    gwen.come_in()
    world.say("no", draft, "brand", world.bram)
    assert everything(gwen, draft) == {410}


def test_a_version_that_was_replaced_is_gone_for_her(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    gwen.come_in()
    world.say("change", draft, "brand", world.bram, comment="Warmer light")
    world.deliver(draft.reorders.get(), seed=9)
    assert everything(gwen, draft) == {410}


def test_after_the_round_she_is_not_asked_any_more(world: World, gwen: Gwen, draft: Draft) -> None:
    gwen.come_in()
    world.agree(draft)
    with pytest.raises(Conflict, match="any more"):
        gwen.say("no", draft)
    assert (
        "Nobody is asked" in gwen.browser.get(gwen.url("guest-picture", draft.pk)).content.decode()
    )


# --- where the policy counts guests ---------------------------------------------------------------


def test_a_policy_counts_no_guests_unless_it_says_so(
    world: World, gwen: Gwen, draft: Draft
) -> None:
    gwen.come_in().say("no", draft)
    world.agree(draft)
    world.publish(draft)


def test_where_it_does_the_brand_s_yes_waits_for_each_guest(world: World) -> None:
    ReviewPolicy.objects.create(agency=world.agency, counts_guests=True)
    draft = world.draft()
    gwen = invited(world, draft)
    for told, says in (
        (None, "has not given an opinion"),
        ("come in", "has not given an opinion"),
        ("no", "said no to this picture"),
    ):
        if told == "come in":
            gwen.come_in()
        elif told:
            gwen.say(told, draft)
        with pytest.raises(Conflict, match=f"Gwen, your guest, {says}"):
            world.say("yes", draft, "brand", world.bram)
    gwen.say("yes", draft)
    invited(world, draft, "ulla@example.test", "Ulla")
    with pytest.raises(Conflict, match="Ulla"):
        world.say("yes", draft, "brand", world.bram)
    acts.revoke(link=GuestLink.objects.get(name="Ulla"), actor=world.bram, at=NOON)
    world.agree(draft)
    world.publish(draft)


def test_an_opinion_of_an_older_offer_counts_for_nothing(world: World) -> None:
    ReviewPolicy.objects.create(agency=world.agency, counts_guests=True)
    draft = world.draft()
    gwen = invited(world, draft).come_in()
    gwen.say("yes", draft)
    world.agree(draft)
    web = [Channel.objects.get(name="web")]
    ask_again(draft=draft, channels=web, corner="bottom-left", actor=world.bram, at=NOON)
    with pytest.raises(Conflict, match="has not given an opinion"):
        world.say("yes", draft, "brand", world.bram)


@pytest.mark.parametrize("verdict", ["no", "change"])
def test_the_brand_refuses_without_asking_its_guests(world: World, verdict: str) -> None:
    ReviewPolicy.objects.create(agency=world.agency, counts_guests=True)
    draft = world.draft()
    invited(world, draft)
    world.say(verdict, draft, "brand", world.bram, comment="Warmer light")


def test_guests_never_hold_back_the_agency_or_the_model(world: World) -> None:
    ReviewPolicy.objects.create(agency=world.agency, counts_guests=True)
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    gwen = invited(world, draft).come_in()
    gwen.say("no", draft)
    world.say("yes", draft, "agency", world.bo)
    world.say("yes", draft, "model", world.mila)


# --- how much is asked ----------------------------------------------------------------------------


def test_the_sheet_asks_as_little_for_many_as_for_few(world: World) -> None:
    run = world.brief(pictures=6).runs.get()
    first = world.deliver(run, seed=50)
    gwen = invited(world, first).come_in()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert gwen.get("guest") == 200
        return len(asked)

    few = queries()
    for place in range(2, 7):
        world.deliver(run, seed=50 + place, place=place)
    assert queries() == few
