"""What is said beside a picture: answered, ticked off, and kept behind the wall that was chosen."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from approvals import walls
from approvals.actions import pin as acts
from approvals.actions.pin import Spot
from approvals.actions.review import Place
from approvals.actions.tell import choose, mail_notices
from approvals.models import Draft, Notice, Pin, ReviewPolicy, Seat
from approvals.walls import EVERYBODY, Audience
from portal.actions.organisation import end_membership
from portal.errors import Conflict, Gone, Invalid, NotAllowed, NotFound
from portal.models import AuditEvent, Membership, User
from tests.people import NOON, World, a_world, add_member, user
from twins.actions.consent import withdraw_consent
from twins.models import Representation

pytestmark = pytest.mark.django_db

WORDS = "The cuff looks odd to us"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def draft(world: World) -> Draft:
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    return draft


def as_(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def page(person: User, draft: Draft) -> str:
    return as_(person).get(draft.get_absolute_url()).content.decode()


def brand_only(world: World) -> Audience:
    return Audience("own", world.brand.pk)


def agency_only(world: World) -> Audience:
    return Audience("own", world.agency.pk)


def agency_and_model(world: World) -> Audience:
    return Audience("pair", world.agency.pk, world.twin.pk)


def write(
    draft: Draft, who: User, audience: Audience = EVERYBODY, text: str = WORDS, **more: object
) -> Pin:
    return acts.say(draft=draft, text=text, audience=audience, actor=who, at=NOON, **more)  # type: ignore[arg-type]


def reply(pin: Pin, who: User, audience: Audience, text: str = "Seen") -> Pin:
    return acts.answer(pin=pin, text=text, audience=audience, actor=who, at=NOON)


def readers(world: World, draft: Draft, words: str = WORDS) -> set[str]:
    """Whose page of the picture shows the words."""
    people = ("bram", "ada", "bo", "mila", "sam")
    return {name for name in people if words in page(getattr(world, name), draft)}


# --- walls ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "audience", "read_by"),
    [
        ("bram", brand_only, {"bram"}),
        ("bo", agency_only, {"ada", "bo"}),
        ("bo", agency_and_model, {"ada", "bo", "mila"}),
        ("mila", agency_and_model, {"ada", "bo", "mila"}),
        ("bram", lambda _world: EVERYBODY, {"bram", "ada", "bo", "mila"}),
        ("bo", lambda _world: EVERYBODY, {"bram", "ada", "bo", "mila"}),
        ("mila", lambda _world: EVERYBODY, {"bram", "ada", "bo", "mila"}),
    ],
)
def test_it_is_read_by_those_who_were_chosen_and_by_nobody_else(
    world: World,
    draft: Draft,
    who: str,
    audience: Callable[[World], Audience],
    read_by: set[str],
) -> None:
    write(draft, getattr(world, who), audience(world))
    assert readers(world, draft) == read_by


@pytest.mark.parametrize(
    ("who", "audience"),
    [
        ("bram", agency_only),
        ("bram", agency_and_model),
        ("bo", brand_only),
        ("mila", agency_only),
        ("mila", brand_only),
        ("sam", lambda _world: EVERYBODY),
    ],
)
def test_nobody_writes_behind_a_wall_of_others(
    world: World, draft: Draft, who: str, audience: Callable[[World], Audience]
) -> None:
    with pytest.raises(NotAllowed):
        write(draft, getattr(world, who), audience(world))
    assert not Pin.objects.exists()


def test_each_comment_shows_who_reads_it(world: World, draft: Draft) -> None:
    write(draft, world.bo, agency_only(world))
    assert "Read by Linden Models only" in page(world.ada, draft)
    write(draft, world.bo, agency_and_model(world))
    assert "Read by Linden Models and Mila" in page(world.mila, draft)
    write(draft, world.bram)
    assert "Read by all three sides: Nordlicht, Linden Models, Mila" in page(world.bram, draft)


def test_the_page_chooses_nobody_for_her(world: World, draft: Draft) -> None:
    html = as_(world.bo).get(draft.get_absolute_url() + "?words").content.decode()
    form = html[html.index('id="write-form"') :].partition("</form>")[0]
    assert form.count('type="radio"') == 3
    assert form.count("required") == 4
    assert "checked" not in form
    sent = {"text": "Hello", "key": "a"}
    refused = as_(world.bo).post(reverse("write-pin", args=[draft.pk]), sent)
    assert refused.status_code == 422
    assert "Please choose who will read it." in refused.content.decode()
    assert "Hello" in refused.content.decode()


def test_who_has_no_part_in_it_finds_nothing(world: World, draft: Draft) -> None:
    pin = write(draft, world.bram)
    for address in (
        reverse("write-pin", args=[draft.pk]),
        reverse("answer-pin", args=[pin.pk]),
        reverse("tick-pin", args=[pin.pk]),
    ):
        assert as_(world.odo).post(address, {"text": "x", "audience": "all"}).status_code == 404
    with pytest.raises(NotFound):
        write(draft, world.odo)


def test_behind_a_wall_it_is_not_even_there(world: World, draft: Draft) -> None:
    """To answer, to tick, to count: not by status, not by words."""
    before = _told(page(world.bram, draft))
    pin = write(draft, world.bo, agency_and_model(world))
    reply(pin, world.mila, agency_and_model(world))
    assert _told(page(world.bram, draft)) == before
    for name in ("answer-pin", "tick-pin"):
        answer = as_(world.bram).post(
            reverse(name, args=[pin.pk]), {"text": "x", "audience": "all"}
        )
        assert answer.status_code == 404
    with pytest.raises(NotFound):
        reply(pin, world.bram, EVERYBODY)


def _told(html: str) -> str:
    """The page without what changes each time: its tokens and keys."""
    changing = ("csrf", 'name="key"')
    return "".join(x for x in html.splitlines() if not any(each in x.lower() for each in changing))


def test_the_studio_sees_the_places_of_verdicts_and_no_talk(world: World, draft: Draft) -> None:
    write(draft, world.bo)
    world.say(
        "change", draft, "model", world.mila, comment="Warmer", pins=[Place(x=0.5, y=0.5, text="")]
    )
    order = draft.reorders.get()
    html = as_(world.sam).get(reverse("order", args=[order.pk])).content.decode()
    assert WORDS not in html
    assert html.count('class="remark"') == 1
    assert WORDS not in page(world.sam, draft)


def test_guests_read_none_of_it(world: World, draft: Draft) -> None:
    from approvals.actions import door, guest

    write(draft, world.bram)
    sent = guest.invite_guest(
        brief=draft.brief, email="wanda@example.test", name="Wanda", actor=world.bram, at=NOON
    )
    code = door.send_code(link=sent.link, at=NOON)
    browser = Client()
    browser.post(reverse("guest-code", args=[sent.secret]), {"code": code.secret})
    html = browser.get(reverse("guest-picture", args=[sent.secret, draft.pk])).content.decode()
    assert "Nordlicht" in html
    assert WORDS not in html


# --- agencies that come and go (RULINGS 14) ------------------------------------------------------


def test_a_new_agency_reads_no_earlier_talk(world: World, draft: Draft) -> None:
    write(draft, world.bram)
    assert WORDS in page(world.bo, draft)
    for later in ("starts_at", "signed_at"):  # a day begins before somebody signs on it
        before = dict(Representation.objects.values("starts_at", "signed_at").get())
        Representation.objects.update(**{later: NOON + timedelta(seconds=1)})
        assert WORDS not in page(world.bo, draft)
        assert WORDS in page(world.mila, draft)
        Representation.objects.update(**before)


def test_an_agency_that_she_left_reads_no_later_talk_and_writes_none(
    world: World, draft: Draft
) -> None:
    write(draft, world.mila, agency_and_model(world), text="Before")
    Representation.objects.update(ended_at=NOON + timedelta(minutes=1))
    later = NOON + timedelta(minutes=2)
    acts.say(draft=draft, text=WORDS, audience=EVERYBODY, actor=world.mila, at=later)
    with time_machine.travel(later, tick=False):
        html = page(world.bo, draft)
    assert "Before" in html
    assert WORDS not in html
    for who in (world.bo, world.mila):
        with pytest.raises(NotAllowed):
            acts.say(
                draft=draft, text="Psst", audience=agency_and_model(world), actor=who, at=later
            )


def test_the_trail_of_who_does_not_read_it_does_not_know_of_it(world: World, draft: Draft) -> None:
    def trail(chain: UUID) -> list[str]:
        events = AuditEvent.objects.filter(chain_id=chain, act__startswith="pin.")
        return list(events.values_list("act", flat=True))

    pin = write(draft, world.bo, agency_only(world))
    assert trail(world.agency.pk) == ["pin.set"]
    assert trail(world.brand.pk) == trail(world.mila.person_id) == []
    first = write(draft, world.bo, agency_and_model(world))
    assert trail(world.mila.person_id) == ["pin.set"]
    acts.tick(pin=first, done=True, actor=world.ada, at=NOON)
    assert trail(world.brand.pk) == []
    write(draft, world.bram)
    assert trail(world.brand.pk) == ["pin.set"]
    event = AuditEvent.objects.filter(subject_id=str(pin.pk)).get()
    assert WORDS not in json.dumps(event.details)
    html = as_(world.ada)
    assert (
        "for one organisation only"
        in html.get(reverse("audit", args=[world.agency.pk])).content.decode()
    )


def test_first_opinions_stay_unseen_in_talk_too(world: World) -> None:
    ReviewPolicy.objects.create(
        agency=world.agency, brand_place=1, agency_place=1, model_place=1, first_unseen=True
    )
    draft = world.draft()
    write(draft, world.bo)
    assert readers(world, draft) == {"bo"}
    world.say("yes", draft, "brand", world.bram)
    assert readers(world, draft) == {"bo", "bram"}


# --- answers and ticks ---------------------------------------------------------------------------


def test_an_answer_stays_with_those_who_read_the_first(world: World, draft: Draft) -> None:
    pin = write(draft, world.bo, agency_and_model(world))
    with pytest.raises(NotAllowed):
        reply(pin, world.mila, EVERYBODY)
    with pytest.raises(NotAllowed):
        reply(pin, world.bo, agency_only(world))
    answer = reply(pin, world.mila, agency_and_model(world), "Mine is the left one")
    assert (answer.answers, answer.x) == (pin, pin.x)
    assert readers(world, draft, "Mine is the left one") == {"ada", "bo", "mila"}


def test_among_themselves_they_talk_about_what_all_read(world: World, draft: Draft) -> None:
    pin = write(draft, world.bram)
    reply(pin, world.bo, agency_only(world), "We should say no")
    assert readers(world, draft, "We should say no") == {"ada", "bo"}
    further = reply(Pin.objects.get(text="We should say no"), world.ada, agency_only(world))
    assert further.answers == pin


def test_a_place_of_a_verdict_is_answered_and_ticked_off_by_its_side(
    world: World, draft: Draft
) -> None:
    place = Place(x=0.4, y=0.6, text="Softer here")
    world.say("change", draft, "model", world.mila, comment="Softer", pins=[place])
    pin = Pin.objects.get()
    second = world.deliver(draft.reorders.get(), seed=11)
    assert "You asked for this." in page(world.mila, second)
    reply(pin, world.bram, EVERYBODY, "Better now?")
    assert readers(world, second, "Better now?") == {"bram", "ada", "bo", "mila"}
    for who in (world.bram, world.bo):
        with pytest.raises(NotAllowed):
            acts.tick(pin=pin, done=True, actor=who, at=NOON)
    ticked = acts.tick(pin=pin, done=True, actor=world.mila, at=NOON)
    assert (ticked.done_at, ticked.done_by) == (NOON, world.mila.person)
    with pytest.raises(Conflict):
        acts.tick(pin=pin, done=True, actor=world.mila, at=NOON)
    assert "done, " in page(world.bram, second)
    assert acts.tick(pin=pin, done=False, actor=world.mila, at=NOON).done_at is None


def test_she_writes_answers_and_ticks_on_the_page_of_the_new_version(
    world: World, draft: Draft
) -> None:
    write_ = {"text": "The hem", "audience": "all", "x": "0.2", "y": "0.3", "key": "one"}
    browser = as_(world.mila)
    for _time in range(2):  # a double tap is one
        sent = browser.post(reverse("write-pin", args=[draft.pk]), write_)
        assert sent.status_code == 302
    pin = Pin.objects.get()
    assert (pin.x, pin.y, pin.width) == (0.2, 0.3, 0)
    world.say("change", draft, "model", world.mila, comment="Softer")
    second = world.deliver(draft.reorders.get(), seed=11)
    on = {"on": str(second.pk)}
    for name, data in (
        ("answer-pin", {"text": "Good", "audience": "all"}),
        ("tick-pin", {"done": "1"}),
    ):
        sent = browser.post(reverse(name, args=[pin.pk]), data | on)
        assert sent["Location"] == f"{second.get_absolute_url()}#places"
    empty = browser.post(
        reverse("answer-pin", args=[pin.pk]), {"text": " ", "audience": "all"} | on
    )
    assert empty.status_code == 422
    assert "Write something" in empty.content.decode()


def test_to_write_is_to_take_a_side(world: World, draft: Draft) -> None:
    vivi = user("Vivi")
    for organisation, by in ((world.brand, world.bram), (world.agency, world.ada)):
        add_member(organisation=organisation, user=vivi, role="viewer", actor=by, at=NOON)
    write(draft, vivi, brand_only(world))
    assert Seat.objects.get(person=vivi.person).side == "brand"
    write(draft, world.bo, agency_only(world), text="Between us")
    assert "Between us" not in page(vivi, draft)
    with pytest.raises(NotAllowed):
        write(draft, vivi, agency_only(world))


def test_who_spoke_for_another_side_before_hears_neither_among_itself(
    world: World, draft: Draft
) -> None:
    """She produced for the brand, left it, and books at the agency now."""
    write(draft, world.bram, brand_only(world), text="Between us")
    write(draft, world.bo, agency_only(world))
    dora = user("Dora")
    add_member(organisation=world.agency, user=dora, role="booker", actor=world.ada, at=NOON)
    assert WORDS in page(dora, draft)
    Seat.objects.create(brief=draft.brief, person=dora.person, side="brand", taken_at=NOON)
    html = page(dora, draft)
    assert WORDS not in html
    assert "Between us" not in html
    assert "Write something" not in html
    with pytest.raises(NotAllowed):
        write(draft, dora, agency_only(world))


def test_nothing_is_said_once_consent_is_taken_back(world: World, draft: Draft) -> None:
    pin = write(draft, world.bram)
    withdraw_consent(twin=world.twin, actor=world.mila, at=NOON)
    with pytest.raises(Gone):
        write(draft, world.bram)
    for data in ({"text": "x", "audience": "all"}, {"text": "x"}):
        for address in (
            reverse("write-pin", args=[draft.pk]),
            reverse("answer-pin", args=[pin.pk]),
        ):
            assert as_(world.bram).post(address, data).status_code == 410


def test_what_is_no_comment_is_none(world: World, draft: Draft) -> None:
    for text in ("", "  ", "x" * 4001, "a\0b"):
        with pytest.raises(Invalid):
            write(draft, world.bram, text=text)
    with pytest.raises(Invalid):
        write(draft, world.bram, spot=Spot(x=2, y=0))
    for nonsense in ("", "all:x", "own", "own:1", "pair:1:2", f"pair:{world.agency.pk}"):
        assert walls.read(nonsense) is None
    for audience in (EVERYBODY, agency_only(world), agency_and_model(world)):
        assert walls.read(str(audience)) == audience


# --- mentions ------------------------------------------------------------------------------------


def told(draft: Draft) -> set[str]:
    return {str(each.user) for each in Notice.objects.filter(draft=draft, kind="mentioned")}


@pytest.mark.parametrize(
    ("who", "audience", "text", "hears"),
    [
        ("bo", agency_only, "@Ada, look", {"Ada"}),
        ("bo", agency_only, "Is it @mila?", set()),
        ("bo", agency_and_model, "Is it @mila?", {"Mila"}),
        ("bo", agency_only, "@Bram, @Nordlicht, @Odo, @Sudwind", set()),
        ("bo", lambda _world: EVERYBODY, "@Bram and @Odo", set()),
        ("bo", lambda _world: EVERYBODY, "@Nordlicht?", {"Bram"}),
        ("bram", lambda _world: EVERYBODY, "@Linden Models?", {"Ada", "Bo"}),
        ("bram", lambda _world: EVERYBODY, "@Adam", set()),
        ("bram", brand_only, "@Bram", set()),
    ],
)
def test_a_mention_tells_only_who_reads_it(
    world: World,
    draft: Draft,
    who: str,
    audience: Callable[[World], Audience],
    text: str,
    hears: set[str],
) -> None:
    """And names of people of another side are not known here: they are called as a side."""
    write(draft, getattr(world, who), audience(world), text=text)
    assert told(draft) == hears


def test_the_longest_name_is_meant(world: World, draft: Draft) -> None:
    berg = user("Bo Berg")
    add_member(organisation=world.agency, user=berg, role="booker", actor=world.ada, at=NOON)
    write(draft, world.ada, agency_only(world), text="@Bo Berg!")
    assert told(draft) == {"Bo Berg"}


def test_a_colleague_who_may_not_see_the_picture_is_not_told(world: World, draft: Draft) -> None:
    cash = user("Cash")
    add_member(organisation=world.agency, user=cash, role="viewer", actor=world.ada, at=NOON)
    end_membership(membership=Membership.objects.get(user=cash), actor=world.ada, at=NOON)
    write(draft, world.bo, agency_only(world), text="@Cash")
    assert told(draft) == set()


def test_who_wrote_in_the_thread_hears_of_an_answer_that_she_reads(
    world: World, draft: Draft
) -> None:
    pin = write(draft, world.bram)
    reply(pin, world.mila, EVERYBODY)
    assert told(draft) == {"Bram"}
    reply(pin, world.bo, agency_and_model(world))
    assert told(draft) == {"Bram", "Mila"}
    assert Notice.objects.filter(user=world.bram).count() == 1


def test_the_mail_says_that_somebody_wrote_and_not_what(world: World, draft: Draft) -> None:
    Notice.objects.all().delete()
    write(draft, world.bo, agency_only(world), text=f"@Ada {WORDS}")
    later = NOON + timedelta(minutes=5)
    assert mail_notices(user=world.ada, at=later)
    assert not mail_notices(user=world.ada, at=later)
    letter = str(mail.outbox[-1].body)
    assert "Somebody wrote to you beside 1 picture for Nordlicht." in letter
    assert WORDS not in letter
    assert "/notices/stop/" in letter


def test_whom_she_told_not_to_mail_her_nobody_mails(world: World, draft: Draft) -> None:
    choose(user=world.ada, kind="mentioned", how="never")
    write(draft, world.bo, agency_only(world), text="@Ada")
    assert not mail_notices(user=world.ada, at=NOON + timedelta(minutes=5))
    assert "Somebody wrote to you beside a picture." in (
        as_(world.ada).get(reverse("notices")).content.decode()
    )


def test_who_stands_on_another_side_by_now_is_told_nothing(world: World, draft: Draft) -> None:
    """She was named, and before the mail went out she spoke for another side."""
    write(draft, world.bo, agency_only(world), text="@Ada")
    add_member(organisation=world.brand, user=world.ada, role="viewer", actor=world.bram, at=NOON)
    Seat.objects.create(brief=draft.brief, person=world.ada.person, side="brand", taken_at=NOON)
    assert not mail_notices(user=world.ada, at=NOON + timedelta(minutes=5))
    html = as_(world.ada).get(reverse("notices")).content.decode()
    assert "Somebody wrote to you" not in html
