"""Who decides while somebody is away: what a cover hands on, what it never does, when it ends."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions import publish
from approvals.models import Channel, Draft, ReviewPolicy
from approvals.web import said
from approvals.web.judging import viewer_of
from portal import access
from portal.actions.cover import Period, end_cover, name_cover
from portal.actions.grant import give_right
from portal.actions.organisation import end_membership
from portal.actions.role import define_role, retire_role
from portal.errors import Conflict, DomainError, Invalid, NotAllowed
from portal.models import AuditEvent, Cover, Organisation, User
from portal.roles import COVERED, EVERY_RIGHT
from tests.people import NOON, World, a_world, add_member, showed_who_it_is, take_seat, user
from twins.actions import licence, representation

pytestmark = pytest.mark.django_db

WEEK = Period(first=date(2026, 11, 23), last=date(2026, 11, 29))
BACK = datetime(2026, 11, 29, 23, tzinfo=UTC)
"""The first instant of 30 November in Berlin."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def liv(world: World) -> User:
    """She may look at Linden, and decide nothing."""
    return joined(world.agency, "Liv", "viewer", world.ada)


def joined(organisation: Organisation, name: str, role: str, by: User) -> User:
    who = user(name)
    add_member(organisation=organisation, user=who, role=role, actor=by, at=NOON)
    return who


def named(
    world: World,
    covered: User,
    colleague: User,
    period: Period = WEEK,
    *,
    by: User | None = None,
    organisation: Organisation | None = None,
    at: datetime = NOON,
) -> Cover:
    return name_cover(
        organisation=organisation or world.agency,
        covered=covered,
        colleague=colleague,
        period=period,
        actor=by or covered,
        at=at,
    )


def asked(world: World, seed: int = 7) -> Draft:
    """A picture that agency and model are asked about."""
    draft = world.draft(seed)
    world.say("yes", draft, "brand", world.bram)
    return draft


# --- what it hands on -----------------------------------------------------------------------------


def test_a_colleague_looks_and_judges_for_whom_she_covers(world: World, liv: User) -> None:
    draft = asked(world)
    with pytest.raises(NotAllowed):
        world.say("yes", draft, "agency", liv)
    named(world, world.bo, liv)
    decision = world.say("yes", draft, "agency", liv)
    assert (decision.person, decision.for_person) == (liv.person, world.bo.person)
    event = AuditEvent.objects.filter(chain_id=world.agency.pk, act="decision.sent").latest(
        "number"
    )
    assert event.person_id == liv.person_id
    assert event.details["instead_of"] == str(world.bo.person_id)


def test_who_may_herself_answers_for_nobody_else(world: World) -> None:
    named(world, world.bo, world.ada)
    assert world.say("yes", asked(world), "agency", world.ada).for_person is None


def test_a_cover_hands_on_looking_and_judging_and_nothing_else(world: World, liv: User) -> None:
    named(world, world.ada, liv)
    gained = {right for right in EVERY_RIGHT if _holds(liv, right, world)}
    assert gained == {"view_twins", "judge_for_agency"}
    assert gained < COVERED


def _holds(who: User, right: str, world: World) -> bool:
    if EVERY_RIGHT[right].like:
        return False  # over one object; see the grant below
    return access.holds(who, right, world.agency)


def test_a_right_over_one_twin_is_covered_too(world: World, liv: User) -> None:
    eva = joined(world.agency, "Eva", "viewer", world.ada)
    give_right(
        codename="judge_twin",
        over=world.twin,
        to=eva,
        organisation=world.agency,
        actor=world.ada,
        at=NOON,
    )
    named(world, eva, liv)
    decision = world.say("yes", asked(world), "agency", liv)
    assert decision.for_person == eva.person


def test_a_cover_gives_no_right_to_grant(world: World, liv: User) -> None:
    named(world, world.ada, liv)
    with pytest.raises(NotAllowed):
        give_right(
            codename="see_twin",
            over=world.twin,
            to=world.bo,
            organisation=world.agency,
            actor=liv,
            at=NOON,
        )
    with pytest.raises(NotAllowed):
        add_member(organisation=world.agency, user=user("New"), role="viewer", actor=liv, at=NOON)


def test_a_cover_gives_no_right_to_sign(world: World, liv: User) -> None:
    named(world, world.ada, liv)
    terms = licence.Terms(
        scope="Pictures",
        purpose="Advertising",
        product_line="knitwear",
        media=("web",),
        territories=("EU",),
        starts_on=date(2026, 12, 1),
        ends_on=date(2027, 1, 31),
        image_cap=1,
    )
    with pytest.raises(NotAllowed):
        licence.propose_licence(twin=world.twin, brand=world.brand, terms=terms, actor=liv, at=NOON)
    with pytest.raises(NotAllowed):
        representation.set_rates(
            agency=world.agency,
            actor=liv,
            at=NOON,
            base=Decimal(1),
            media={},
            territories={},
            terms={},
        )


def test_a_cover_gives_no_right_to_publish_or_write(world: World) -> None:
    vivi = joined(world.brand, "Vivi", "viewer", world.bram)
    named(world, world.bram, vivi, organisation=world.brand)
    draft = world.draft()
    assert world.say("yes", draft, "brand", vivi).for_person == world.bram.person
    world.say("yes", draft, "agency", world.bo)
    world.say("yes", draft, "model", world.mila)
    with pytest.raises(NotAllowed):
        publish.publish(draft=draft, channel=Channel.objects.get(name="web"), actor=vivi, at=NOON)
    world.bram = vivi
    with pytest.raises(NotAllowed):
        world.brief()


def test_no_cover_lets_anybody_give_the_model_s_yes(world: World, liv: User) -> None:
    draft = asked(world)
    world.say("yes", draft, "agency", world.bo)
    add_member(organisation=world.agency, user=world.mila, role="booker", actor=world.ada, at=NOON)
    named(world, world.mila, liv)  # what she does as a booker
    for who in (liv, world.ada, world.bo):
        with pytest.raises(NotAllowed, match="Only the model herself"):
            world.say("yes", draft, "model", who)


def test_a_model_is_covered_in_nothing_that_is_about_her(world: World, liv: User) -> None:
    add_member(organisation=world.agency, user=world.mila, role="booker", actor=world.ada, at=NOON)
    named(world, world.mila, liv)
    with pytest.raises(NotAllowed, match="could not answer here herself"):
        world.say("yes", asked(world), "agency", liv)


def test_a_model_cannot_be_covered_at_all_where_she_decides_nothing(
    world: World, liv: User
) -> None:
    with pytest.raises(NotAllowed, match="decides nothing"):
        named(world, world.mila, liv)


def test_where_two_people_are_asked_nobody_answers_for_the_author(world: World) -> None:
    ReviewPolicy.objects.create(agency=world.agency, author_may_judge=False)
    vivi = joined(world.brand, "Vivi", "viewer", world.bram)
    named(world, world.bram, vivi, organisation=world.brand)
    with pytest.raises(NotAllowed, match="could not answer here herself"):
        world.say("yes", world.draft(), "brand", vivi)


def test_who_speaks_for_another_side_in_a_brief_cannot_cover_there(world: World) -> None:
    """A side belongs to a person in a brief (RULINGS 3)."""
    dora = joined(world.agency, "Dora", "viewer", world.ada)
    draft = asked(world)
    world.say("yes", asked(world, seed=8), "agency", world.bo)
    take_seat(draft.brief, dora, "studio", NOON)
    named(world, world.bo, dora)
    with pytest.raises(NotAllowed, match="already speak for another side"):
        world.say("yes", draft, "agency", dora)
    assert world.say("yes", asked(world, seed=9), "agency", dora).for_person == world.bo.person


def test_the_first_of_several_whom_she_covers_is_named(world: World, liv: User) -> None:
    eva = joined(world.agency, "Eva", "booker", world.ada)
    later = Period(first=date(2026, 11, 23), last=date(2026, 11, 29), from_time=time(13, 30))
    named(world, world.bo, liv, later)
    named(world, eva, liv)
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert world.say("yes", asked(world), "agency", liv).for_person == eva.person


# --- when it ends ---------------------------------------------------------------------------------


def judges(who: User, organisation: Organisation) -> bool:
    return access.holds(who, "judge_for_agency", organisation)


def test_it_ends_to_the_minute(world: World, liv: User, clock: time_machine.Traveller) -> None:
    evening = Period(
        first=date(2026, 11, 24),
        from_time=time(9),
        last=date(2026, 11, 24),
        until_time=time(18, 30),
    )
    named(world, world.bo, liv, evening)
    start, end = datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    for at, holds in (
        (start - instant, False),
        (start, True),
        (end - instant, True),
        (end, False),
    ):
        clock.move_to(at)
        assert judges(liv, world.agency) is holds, at


def test_whole_days_end_with_the_first_instant_of_the_next(
    world: World, liv: User, clock: time_machine.Traveller
) -> None:
    draft = asked(world)
    named(world, world.bo, liv)
    clock.move_to(BACK - timedelta(microseconds=1))
    assert judges(liv, world.agency)
    clock.move_to(BACK)
    assert not judges(liv, world.agency)
    with pytest.raises(NotAllowed):
        world.say("yes", draft, "agency", liv)


@pytest.mark.parametrize(
    ("day", "until", "end"),
    [
        pytest.param(
            date(2027, 3, 28),
            time(2, 30),
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
            id="a time that does not exist moves forward",
        ),
        pytest.param(
            date(2027, 10, 31),
            time(2, 30),
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
            id="of one that comes twice the earlier ends it",
        ),
        pytest.param(
            date(2027, 3, 28),
            None,
            datetime(2027, 3, 28, 22, tzinfo=UTC),
            id="a day of twenty-three hours is a whole day",
        ),
        pytest.param(
            date(2027, 10, 31),
            None,
            datetime(2027, 10, 31, 23, tzinfo=UTC),
            id="and so is one of twenty-five",
        ),
    ],
)
def test_it_ends_to_the_minute_when_the_clocks_change(
    world: World,
    liv: User,
    clock: time_machine.Traveller,
    day: date,
    until: time | None,
    end: datetime,
) -> None:
    first = day - timedelta(days=1)
    named(world, world.bo, liv, Period(first=first, last=day, until_time=until))
    clock.move_to(end - timedelta(microseconds=1))
    assert judges(liv, world.agency)
    clock.move_to(end)
    assert not judges(liv, world.agency)


@pytest.mark.parametrize("who", ["bo", "liv", "ada"])
def test_the_two_and_who_manages_people_end_it_at_once(world: World, liv: User, who: str) -> None:
    cover = named(world, world.bo, liv)
    assert judges(liv, world.agency)
    by = liv if who == "liv" else getattr(world, who)
    ended = end_cover(cover=cover, actor=by, at=NOON)
    assert not judges(liv, world.agency)
    assert ended.ended_by == by.person
    with pytest.raises(Conflict, match="over already"):
        end_cover(cover=cover, actor=by, at=NOON)
    acts = AuditEvent.objects.filter(chain_id=world.agency.pk, act__startswith="cover.")
    assert [each.act for each in acts] == ["cover.named", "cover.ended"]
    assert acts[0].details["colleague"] == str(liv.person_id)


def test_nobody_else_ends_it(world: World, liv: User) -> None:
    cover = named(world, world.bo, liv)
    eva = joined(world.agency, "Eva", "booker", world.ada)
    for other in (eva, world.bram, world.odo):
        with pytest.raises(NotAllowed):
            end_cover(cover=cover, actor=other, at=NOON)


def test_who_leaves_covers_nobody(world: World, liv: User) -> None:
    named(world, world.bo, liv)
    end_membership(membership=liv.memberships.get(), actor=world.ada, at=NOON)
    assert not Cover.objects.to_come().exists()
    assert not judges(liv, world.agency)


# --- what is refused ------------------------------------------------------------------------------


def days(first: int, last: int) -> Period:
    return Period(first=date(2026, 12, first), last=date(2026, 12, last))


def test_she_names_for_herself_and_an_admin_for_who_is_away(world: World, liv: User) -> None:
    eva = joined(world.agency, "Eva", "booker", world.ada)
    with pytest.raises(NotAllowed, match="for you, and for nobody else"):
        named(world, world.bo, liv, by=eva)
    with pytest.raises(NotAllowed, match="for you, and for nobody else"):
        named(world, world.bo, liv, by=liv)
    assert named(world, world.bo, liv, by=world.ada).named_by == world.ada.person


def refused(world: World, kind: type[DomainError], says: str, **how: object) -> None:
    with pytest.raises(kind, match=says):
        named(world, **how)  # type: ignore[arg-type]
    assert not Cover.objects.exists()


def test_oneself_others_and_the_past_are_refused(world: World, liv: User) -> None:
    bo = world.bo
    refused(world, Invalid, "Nobody covers herself", covered=bo, colleague=bo)
    for stranger in (world.bram, world.odo, world.mila, user("Uma")):
        refused(world, NotAllowed, "has a role in", covered=bo, colleague=stranger)
    refused(world, NotAllowed, "decides nothing", covered=world.bram, colleague=liv, by=world.ada)
    yesterday = Period(first=date(2026, 11, 22), last=date(2026, 11, 25))
    refused(world, Invalid, "time is over", covered=bo, colleague=liv, period=yesterday)
    noon = Period(first=date(2026, 11, 23), last=date(2026, 11, 23), until_time=time(13))
    refused(world, Invalid, "time is over", covered=bo, colleague=liv, period=noon)
    refused(world, Invalid, "ends before", covered=bo, colleague=liv, period=days(4, 3))


def test_what_began_earlier_today_begins_now(world: World, liv: User) -> None:
    assert named(world, world.bo, liv).starts_at == NOON


def test_a_model_of_the_agency_covers_nobody_there(world: World) -> None:
    add_member(organisation=world.agency, user=world.mila, role="booker", actor=world.ada, at=NOON)
    refused(world, NotAllowed, "answers for herself", covered=world.bo, colleague=world.mila)
    add_member(
        organisation=world.brand, user=world.mila, role="reviewer", actor=world.bram, at=NOON
    )
    refused(
        world,
        NotAllowed,
        "answers for herself",
        covered=world.bram,
        colleague=world.mila,
        organisation=world.brand,
    )


def test_one_colleague_at_a_time(world: World, liv: User) -> None:
    named(world, world.bo, liv, days(1, 5))
    with pytest.raises(Conflict, match="covers Bo in this time already"):
        named(world, world.bo, world.ada, days(5, 8))
    named(world, world.bo, world.ada, days(6, 8))
    end_cover(cover=Cover.objects.all()[0], actor=world.bo, at=NOON)
    named(world, world.bo, liv, days(1, 5))


def test_nobody_covers_who_is_covered_herself(world: World, liv: User) -> None:
    """bo is away from the third to the fifth: ada cannot count on him then."""
    named(world, world.bo, liv, days(3, 5))
    with pytest.raises(Conflict, match="is away herself"):
        named(world, world.ada, world.bo, days(5, 8))
    named(world, world.ada, world.bo, days(6, 8))


def test_who_covers_somebody_is_not_covered_meanwhile(world: World, liv: User) -> None:
    named(world, world.ada, world.bo, days(3, 5))
    with pytest.raises(Conflict, match="covers somebody else"):
        named(world, world.bo, liv, days(1, 3))
    with pytest.raises(Conflict, match="is away herself"):
        named(world, world.bo, world.ada, days(4, 4))
    named(world, world.bo, liv, days(1, 2))


def test_covers_in_two_organisations_are_no_chain(world: World, liv: User) -> None:
    add_member(organisation=world.rival, user=world.bo, role="reviewer", actor=world.odo, at=NOON)
    named(world, world.odo, world.bo, days(1, 5), organisation=world.rival)
    named(world, world.bo, liv, days(1, 5))


# --- how it is told -------------------------------------------------------------------------------


def client(who: User) -> Client:
    browser = Client()
    browser.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return showed_who_it_is(browser)


def who_said(draft: Draft, reader: User) -> list[str]:
    return [event.who for event in said.events(draft, viewer_of(reader, draft))]


def test_colleagues_read_who_answered_for_whom_and_others_only_the_side(
    world: World, liv: User
) -> None:
    draft = asked(world)
    named(world, world.bo, liv)
    world.say("yes", draft, "agency", liv)
    assert who_said(draft, world.ada)[-1] == "Liv for Bo (Linden Models)"
    assert who_said(draft, liv)[-1] == "You for Bo"
    assert who_said(draft, world.bram)[-1] == "Linden Models"
    assert who_said(draft, world.mila)[-1] == "Linden Models"


def test_she_reads_on_the_desk_and_on_the_picture_for_whom_she_answers(
    world: World, liv: User
) -> None:
    draft = asked(world)
    named(world, world.bo, liv)
    desk = client(liv).get(reverse("desk")).content.decode()
    assert "You answer for Bo until 29 November 2026." in desk
    assert "you answer for Bo" in desk
    page = client(liv).get(draft.get_absolute_url()).content.decode()
    assert "You answer for Bo, whom you cover." in page
    for reader in (world.bo, world.ada):
        assert "whom you cover" not in client(reader).get(draft.get_absolute_url()).content.decode()


def test_she_names_and_ends_it_on_the_page(world: World, liv: User) -> None:
    bo = client(world.bo)
    assert reverse("cover") in bo.get(reverse("desk")).content.decode(), "in the account menu"
    sent = {
        "covered": world.bo.pk,
        "colleague": liv.pk,
        "first": "2026-11-24",
        "last": "2026-11-25",
        "until_time": "18:30",
    }
    assert bo.post(reverse("cover"), sent).status_code == 302
    page = bo.get(reverse("cover")).content.decode()
    assert "25 November 2026, 18:30" in page
    again = bo.post(reverse("cover"), sent)
    assert again.status_code == 409
    assert "covers Bo in this time already" in again.content.decode()
    cover = Cover.objects.get()
    assert "Bo" in client(liv).get(reverse("cover")).content.decode()
    assert client(liv).post(reverse("end-cover", args=[cover.pk])).status_code == 302
    cover.refresh_from_db()
    assert cover.ended_by == liv.person


def test_an_admin_sees_all_covers_and_a_booker_her_own(world: World, liv: User) -> None:
    eva = joined(world.agency, "Eva", "booker", world.ada)
    cover = named(world, eva, liv)
    shown = reverse("end-cover", args=[cover.pk])
    assert shown in client(world.ada).get(reverse("cover")).content.decode()
    assert shown not in client(world.bo).get(reverse("cover")).content.decode()
    assert client(world.bo).post(shown).status_code == 404


def test_a_booker_cannot_name_for_another_by_typing_her_id(world: World, liv: User) -> None:
    sent = {
        "covered": world.ada.pk,
        "colleague": liv.pk,
        "first": "2026-11-24",
        "last": "2026-11-25",
    }
    assert client(world.bo).post(reverse("cover"), sent).status_code == 422
    assert not Cover.objects.exists()


def test_the_search_narrows_the_list_and_forgets_nothing(world: World, liv: User) -> None:
    page = client(world.bo).get(reverse("cover"), {"who": "liv", "first": "2026-12-24"})
    text = page.content.decode()
    assert f'<option value="{liv.pk}"' in text
    assert f'<option value="{world.ada.pk}"' not in text
    assert 'value="2026-12-24"' in text


def test_the_pages_ask_as_little_for_many_as_for_few(world: World, liv: User) -> None:
    def queries(name: str, who: User) -> int:
        browser = client(who)
        browser.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as asked_:
            assert browser.get(reverse(name)).status_code == 200
        return len(asked_)

    named(world, world.bo, liv)
    asked(world)
    few = queries("cover", world.ada), queries("desk", liv)
    for number in range(6):
        eva = joined(world.agency, f"Eva{number}", "booker", world.ada)
        named(world, eva, joined(world.agency, f"Ina{number}", "viewer", world.ada))
        asked(world, seed=20 + number)
    assert (queries("cover", world.ada), queries("desk", liv)) == few


def junior(world: World, name: str, *more: str) -> User:
    """Somebody with a role of the agency's own, and with those in ``more``."""
    if not world.agency.roles.filter(name="Junior").exists():
        define_role(
            organisation=world.agency,
            name="Junior",
            rights=["view_twins", "judge_for_agency"],
            actor=world.ada,
            at=NOON,
        )
    who = joined(world.agency, name, "Junior", world.ada)
    for role in more:
        add_member(organisation=world.agency, user=who, role=role, actor=world.ada, at=NOON)
    return who


def test_a_role_that_is_retired_ends_the_covers_of_whom_it_was_the_last(
    world: World, liv: User, clock: time_machine.Traveller
) -> None:
    """Those that somebody gives and those that somebody has, now and to come, and no others."""
    eva, ylva = junior(world, "Eva"), junior(world, "Ylva", "viewer")
    later = Period(first=date(2026, 12, 1), last=date(2026, 12, 5))
    ending = [named(world, eva, liv), named(world, world.ada, eva, later)]
    staying = [named(world, world.bo, ylva), named(world, ylva, world.bo, later)]
    role = world.agency.roles.get(name="Junior")
    clock.shift(timedelta(days=30))  # the act's own instant counts, not when it is looked at
    retire_role(role=role, actor=world.ada, at=NOON)
    for cover in (*ending, *staying):
        cover.refresh_from_db()
    assert [cover.ended_at for cover in ending] == [NOON, NOON]
    assert {cover.ended_by for cover in ending} == {world.ada.person}
    assert [cover.ended_at for cover in staying] == [None, None]


def test_covers_end_with_the_role_or_not_at_all(
    world: World, liv: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cover = named(world, junior(world, "Eva"), liv)

    def broken(**_more: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("portal.audit.record", broken)
    with pytest.raises(RuntimeError):
        retire_role(role=world.agency.roles.get(name="Junior"), actor=world.ada, at=NOON)
    cover.refresh_from_db()
    assert cover.ended_at is None
    assert world.agency.roles.get(name="Junior").retired_at is None


@pytest.mark.parametrize("way", ["left", "retired"])
def test_the_trail_tells_of_covers_that_end_with_somebody_s_last_role(
    world: World, liv: User, way: str
) -> None:
    eva = junior(world, "Eva")
    cover = named(world, eva, liv)
    if way == "left":
        end_membership(membership=eva.memberships.get(), actor=world.ada, at=NOON)
    else:
        retire_role(role=world.agency.roles.get(name="Junior"), actor=world.ada, at=NOON)
    event = AuditEvent.objects.get(act="cover.ended")
    assert event.subject_id == str(cover.pk)
    assert event.person_id == world.ada.person_id
    assert event.details["covered"] == str(eva.person_id)


def test_retiring_says_first_which_covers_end(world: World, liv: User) -> None:
    eva = junior(world, "Eva")
    named(world, eva, liv)
    named(world, eva, liv, Period(first=date(2026, 12, 1), last=date(2026, 12, 5)))
    client = Client()
    client.force_login(world.ada)
    retire = reverse("retire-role", args=[world.agency.roles.get(name="Junior").pk])
    assert client.get(retire).text.count("Liv covers Eva: that ends too.") == 1
