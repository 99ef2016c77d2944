"""A licence in plain words: each side reads it, and signs or declines what she read, herself."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from approvals.web import licence_words
from portal import access
from portal.actions.organisation import add_member
from portal.models import AuditEvent, User
from tests.people import NOON, World, a_world, give, showed_who_it_is, timedelta, user
from tests.portal.web.asking import client_of, queries, words
from twins.actions.licence import Terms, propose_licence, sign_licence
from twins.actions.representation import end_representation
from twins.models import Licence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return a_world()


def proposed(world: World, **changed: Any) -> Licence:
    terms: dict[str, Any] = {
        "scope": "Pictures of the digital twin in coats",
        "purpose": "Advertising",
        "product_line": "coats",
        "media": ("web", "print"),
        "territories": ("EU",),
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 5, 31),
        "image_cap": 7,
        "prohibited_contexts": ("alcohol",),
        "payment_days": 45,
        "no_use_until_paid": True,
    }
    return propose_licence(
        twin=world.twin, brand=world.brand, terms=Terms(**terms | changed), actor=world.bo, at=NOON
    )


def page(who: User, made: Licence) -> Any:
    return client_of(who).get(made.get_absolute_url())


def answer(who: User, made: Licence, act: str = "sign", at_side: int = 0, **changed: str) -> Any:
    """Somebody reads the page and presses one of its buttons."""
    browser = client_of(who)
    shown = browser.get(made.get_absolute_url()).context
    asked = shown["asked"][at_side]
    sent = {
        "read": shown["read"],
        "side": asked.side,
        "organisation": str(asked.organisation or ""),
    }
    return browser.post(reverse(f"{act}-licence", args=[made.pk]), sent | changed)


def signed_by(made: Licence) -> list[str]:
    return sorted(made.signatures.values_list("side", flat=True))


# --- to read --------------------------------------------------------------------------------------


def test_all_that_a_licence_says_stands_on_the_page(world: World) -> None:
    made = proposed(world)
    said = words(page(world.mila, made))
    for each in (
        "A licence for Nordlicht",
        "waits to be signed",
        "Scope Pictures of the digital twin in coats",
        "Purpose Advertising",
        "Product line coats",
        "Shown in Web shop and site, Press and print",
        "Where the EU",
        "From 1 December 2026",
        "Until 31 May 2027",
        "Pictures at most 7",
        "Never for alcohol, all that the consent leaves out",
        "May be altered nothing",
        "Other brands may use the same twin",
        "Ties between brand and agency none",
        "Paid within 45 days",
        "Before it is paid nothing may be published",
        "Linden Models not signed",
        "You sign for yourself.",
    ):
        assert each in said, each


def test_the_rate_of_pay_is_what_a_picture_costs_and_what_of_it_is_hers(world: World) -> None:
    made = proposed(world)
    hers, brands = words(page(world.mila, made)), words(page(world.bram, made))
    assert (
        "Rates of Linden Models, in the EU, in EUR A picture in 1 month 6 months 12 months" in hers
    )
    assert "Web shop and site 160.00 yours 128.00 480.00 yours 384.00" in hers
    assert "For each picture besides 50.00 EUR" in hers
    assert "Kept by Linden Models 20 %" in hers
    assert "Web shop and site 160.00 480.00 800.00" in brands
    assert "On top, for Linden Models 20 %, paid by the brand" in brands
    assert "Kept by" not in brands


def test_what_has_no_price_says_so(world: World) -> None:
    made = proposed(world)
    card = made.parts.get().rate_card
    del card.media["print"]
    card.save()
    assert "Press and print no price yet no price yet" in words(page(world.mila, made))


def test_each_agency_reads_its_own_prices_the_model_and_the_brand_all(world: World) -> None:
    made = proposed(world)
    part = made.parts.get()
    part.pk, part.agency = None, world.found("agency", "Birke", user("Bea"))
    part.territories = ["US"]
    part.save(force_insert=True)
    bea = User.objects.get(name="Bea")
    both = {"in the EU", "in the United States"}
    for who, read in (
        (world.bo, {"in the EU"}),
        (bea, {"in the United States"}),
        (world.mila, both),
        (world.bram, both),
    ):
        said = words(page(who, made)).partition("What it pays")[2]
        assert {each for each in both if each in said} == read


def test_what_is_still_missing_is_said_before_she_signs(world: World) -> None:
    made = proposed(world)
    assert "holds only when Linden Models and Nordlicht have signed too" in words(
        page(world.mila, made)
    )
    answer(world.mila, made)
    answer(world.bo, made)
    assert "Yours is the last signature" in words(page(world.bram, made))


@pytest.mark.parametrize("who", ["odo", "sam"])
def test_for_strangers_there_is_no_such_licence(world: World, who: str) -> None:
    made = proposed(world)
    browser = client_of(getattr(world, who))
    assert browser.get(made.get_absolute_url()).status_code == 404
    for act in ("sign", "decline"):
        sent = {"side": "brand", "organisation": str(world.brand.pk)}
        assert browser.post(reverse(f"{act}-licence", args=[made.pk]), sent).status_code == 404


def test_who_may_not_sign_for_the_agency_or_the_brand_does_not_read_it(world: World) -> None:
    made = proposed(world)
    liv, vivi = user("Liv"), user("Vivi")
    add_member(organisation=world.agency, user=liv, role="accountant", actor=world.ada, at=NOON)
    add_member(organisation=world.brand, user=vivi, role="producer", actor=world.bram, at=NOON)
    for who in (liv, vivi):
        assert page(who, made).status_code == 404
        assert client_of(who).get(reverse("licences")).status_code == 404
    give("license_twin", liv, over=world.twin, by=world.agency)
    assert page(liv, made).status_code == 200


# --- to sign --------------------------------------------------------------------------------------


def test_each_side_signs_and_with_the_last_it_is_in_force(world: World) -> None:
    made = proposed(world)
    assert answer(world.bram, made)["Location"] == made.get_absolute_url()
    answer(world.mila, made)
    assert signed_by(made) == ["brand", "model"]
    done = client_of(world.bo)
    answer(world.bo, made)
    said = words(done.get(made.get_absolute_url()))
    assert "signed; begins on 1 December 2026" in said
    assert "Your answer" not in said
    made.refresh_from_db()
    assert made.in_force_since == NOON
    signature = made.signatures.get(side="agency")
    assert (signature.person, signature.organisation, signature.how) == (
        world.bo.person,
        world.agency,
        "password",
    )


def test_after_signing_she_reads_for_whom_it_waits_and_where_to_go(world: World) -> None:
    made, browser = proposed(world), client_of(world.mila)
    shown = browser.get(made.get_absolute_url()).context
    sent = {"read": shown["read"], "side": "model", "organisation": ""}
    said = browser.post(reverse("sign-licence", args=[made.pk]), sent, follow=True)
    assert "It waits for Linden Models and Nordlicht." in said.text
    assert f'href="{reverse("my-twin")}"' in said.text.partition("<main")[2]


def test_nothing_is_signed_that_she_did_not_read(world: World) -> None:
    made = proposed(world)
    read = page(world.mila, made).context["read"]
    Licence.objects.filter(pk=made.pk).update(image_cap=700)
    refused = answer(world.mila, made, read=read)
    assert refused.status_code == 409
    assert "Something changed since you read this" in refused.text
    assert "Pictures at most 700" in words(refused)
    assert signed_by(made) == []
    assert answer(world.mila, made, read="").status_code == 409


def test_every_term_is_part_of_what_is_read(world: World) -> None:
    made = proposed(world)
    read = {licence_words.what_is_read(made)}
    for field in licence_words.READ:
        before = getattr(made, field)
        setattr(made, field, "something else")
        read.add(licence_words.what_is_read(made))
        setattr(made, field, before)
    part = made.parts.get()
    part.commission = Decimal(1)
    part.save()
    read.add(licence_words.what_is_read(made))
    sign_licence(licence=made, side="model", actor=world.mila, at=NOON)
    read.add(licence_words.what_is_read(made))
    assert len(read) == len(licence_words.READ) + 3


def test_every_column_of_the_terms_is_read() -> None:
    own = "id proposed_by_id proposed_at in_force_since ended_at ended_by_id ended_because"
    after = "notice_given_at paid_at"  # what happens to a licence later
    columns = {each.attname for each in Licence._meta.concrete_fields}
    assert columns - set(own.split()) - set(after.split()) == set(licence_words.READ)


def test_signing_and_declining_ask_who_she_is(world: World) -> None:
    made, browser = proposed(world), Client()
    browser.force_login(world.mila, backend="allauth.account.auth_backends.AuthenticationBackend")
    read = browser.get(made.get_absolute_url()).context["read"]
    sent = {"read": read, "side": "model", "organisation": ""}
    for act in ("sign", "decline"):
        asked = browser.post(reverse(f"{act}-licence", args=[made.pk]), sent)
        assert (asked.status_code, asked["Location"].startswith("/account/again")) == (302, True)
    made.refresh_from_db()
    assert (signed_by(made), made.ended_at) == ([], None)
    showed_who_it_is(browser)
    browser.post(reverse("sign-licence", args=[made.pk]), sent)
    assert signed_by(made) == ["model"]


@pytest.mark.parametrize("act", ["sign", "decline"])
def test_nobody_answers_for_another_side(world: World, act: str) -> None:
    made = proposed(world)
    for who, side, organisation in (
        (world.ada, "model", ""),
        (world.bram, "agency", world.agency.pk),
        (world.mila, "brand", world.brand.pk),
    ):
        refused = answer(who, made, act, side=side, organisation=str(organisation))
        assert refused.status_code == 403
    assert answer(world.mila, made, act, side="nobody").status_code == 422
    made.refresh_from_db()
    assert (signed_by(made), made.ended_at) == ([], None)


def test_sign_and_decline_weigh_the_same(world: World) -> None:
    page_ = page(world.mila, proposed(world)).text.partition("<main")[2]
    form = page_.partition("Your answer")[2].partition("</form>")[0]
    assert form.count('class="button"') == 2
    assert "button--primary" not in form
    assert "autofocus" not in form


# --- to decline -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mila", "bo", "bram"])
def test_each_side_may_decline_and_then_nobody_can_sign(world: World, who: str) -> None:
    made = proposed(world)
    decider: User = getattr(world, who)
    answer(decider, made, "decline")
    made.refresh_from_db()
    assert (made.ended_at, made.ended_by, made.in_force_since) == (NOON, decider.person, None)
    said = words(page(world.mila, made))
    assert "declined" in said
    assert "Your answer" not in said
    assert AuditEvent.objects.filter(act="licence.declined", chain_id=world.brand.pk).exists()


def test_what_is_in_force_is_not_declined(world: World) -> None:
    made = world.licence
    sent = {"side": "brand", "organisation": str(world.brand.pk)}
    refused = client_of(world.bram).post(reverse("decline-licence", args=[made.pk]), sent)
    assert refused.status_code == 409
    made.refresh_from_db()
    assert made.ended_at is None


def test_an_agency_that_she_left_is_asked_for_nothing(world: World) -> None:
    made = proposed(world)
    acting = world.twin.representations.get()
    end_representation(representation=acting, actor=world.mila, at=NOON)
    shown = page(world.bo, made)
    assert (shown.status_code, shown.context["asked"]) == (200, [])
    sent = {"side": "agency", "organisation": str(world.agency.pk)}
    refused = client_of(world.bo).post(reverse("decline-licence", args=[made.pk]), sent)
    assert refused.status_code == 403


def test_what_is_over_asks_nobody(world: World, clock: time_machine.Traveller) -> None:
    made = proposed(world)
    clock.move_to(made.ends_at)
    shown = page(world.mila, made)
    assert shown.context["asked"] == []
    assert "its time is over" in words(shown)


# --- the lists ------------------------------------------------------------------------------------


def test_each_side_finds_what_waits_for_it(world: World) -> None:
    made = proposed(world)
    answer(world.bram, made)
    for who, state in ((world.bo, "waits for you"), (world.bram, "waits to be signed")):
        said = words(client_of(who).get(reverse("licences")))
        assert f"coats the EU 31 May 2027 {state}" in said
        assert "knitwear the EU 31 December 2027 in force" in said
    said = client_of(world.mila).get(reverse("my-twin")).text
    assert made.get_absolute_url() in said
    assert world.licence.get_absolute_url() in said
    assert "Nordlicht, coats" in said


def test_a_declined_licence_leaves_her_page_and_stays_in_the_list(world: World) -> None:
    made = proposed(world)
    answer(world.mila, made, "decline")
    assert made.get_absolute_url() not in client_of(world.mila).get(reverse("my-twin")).text
    assert "declined" in words(client_of(world.mila).get(reverse("licences")))


def test_licences_have_a_place_in_the_navigation_of_who_signs_them(world: World) -> None:
    vivi = user("Vivi")
    add_member(organisation=world.brand, user=vivi, role="producer", actor=world.bram, at=NOON)
    link = f'href="{reverse("licences")}"'
    assert link in client_of(world.bram).get(reverse("briefs")).text
    assert link not in client_of(vivi).get(reverse("briefs")).text


def test_a_list_of_many_licences_is_paged_and_costs_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = reverse("licences")
    few = {who: queries(client_of(who), url) for who in (world.bo, world.bram, world.mila)}
    made = [proposed(world, product_line=f"line {number}") for number in range(6)]
    assert {who: queries(client_of(who), url) for who in few} == few
    monkeypatch.setattr("approvals.web.licence.ON_PAGE", 4)
    browser, seen = client_of(world.bo), set[str]()
    while True:
        shown = browser.get(url).context
        seen |= {line.licence.product_line for line in shown["lines"]}
        if shown["page"].after is None:
            break
        url = f"{reverse('licences')}?after={shown['page'].after}"
    assert seen == {each.product_line for each in made} | {"knitwear"}


def test_who_has_none_yet_reads_how_one_comes(world: World) -> None:
    assert "Propose one" in words(client_of(world.odo).get(reverse("licences")))


# --- to propose -----------------------------------------------------------------------------------


TYPED: dict[str, Any] = {
    "scope": "Coats, on her",
    "purpose": "Online sale",
    "product_line": "coats",
    "shown_in": ["web"],
    "territories": ["DE", "FR"],
    "starts_on": "2026-12-01",
    "ends_on": "2027-05-31",
    "image_cap": "3",
    "prohibited_contexts": ["fur"],
    "payment_days": "14",
    "published_unpaid": "no",
}


def propose(who: User, world: World, **changed: Any) -> Any:
    url = reverse("propose-licence", args=[world.twin.pk])
    return client_of(who).post(url, {**TYPED, "brand": str(world.brand.pk), **changed})


@pytest.mark.parametrize("who", ["bo", "bram"])
def test_the_agency_or_the_brand_proposes_and_it_binds_nobody(world: World, who: str) -> None:
    done = propose(getattr(world, who), world)
    made = Licence.objects.get(product_line="coats")
    assert done["Location"] == made.get_absolute_url()
    assert (made.media, made.territories, made.image_cap) == (["web"], ["DE", "FR"], 3)
    assert (made.prohibited_contexts, made.payment_days) == (["fur"], 14)
    assert (made.no_use_until_paid, made.in_force_since) == (True, None)
    assert signed_by(made) == []


def test_what_is_wrong_is_said_and_stays_typed(world: World) -> None:
    before = Licence.objects.count()
    refused = propose(world.bram, world, ends_on="2026-11-30", scope="")
    assert refused.status_code == 422
    assert "before it begins" in words(refused)
    assert "Online sale" in refused.text
    end_representation(representation=world.twin.representations.get(), actor=world.mila, at=NOON)
    refused = propose(world.bram, world)
    assert refused.status_code == 422
    assert "Nobody acts for her" in words(refused)
    assert Licence.objects.count() == before


def test_a_brand_finds_only_who_lets_brands_find_her(world: World) -> None:
    nora = user("Nora", known_as="Nora")
    hidden = world.new_twin(nora, seed=3)
    browser, url = client_of(world.bram), reverse("new-licence")
    assert "Nora" in words(browser.get(url))
    world.consent(hidden, nora, purposes=("storage", "making"))
    assert "Nora" not in words(browser.get(url))
    assert browser.get(reverse("propose-licence", args=[hidden.pk])).status_code == 404
    assert "Nora" in words(client_of(world.bo).get(url)), "her agency knows her"


def test_an_agency_proposes_to_its_clients_and_learns_of_no_other_brand(world: World) -> None:
    shown = client_of(world.bo).get(reverse("propose-licence", args=[world.twin.pk]))
    assert "Nordlicht" in shown.text
    assert "Sudwind" not in shown.text
    refused = propose(world.bo, world, brand=str(world.rival.pk))
    assert refused.status_code == 422


def test_who_may_license_one_model_proposes_only_her(world: World) -> None:
    world.new_twin(user("Nora", known_as="Nora"), seed=3)
    liv = user("Liv")
    add_member(organisation=world.agency, user=liv, role="viewer", actor=world.ada, at=NOON)
    url = reverse("new-licence")
    assert client_of(liv).get(url).status_code == 404
    give("license_twin", liv, over=world.twin, by=world.agency)
    said = words(client_of(liv).get(url))
    assert ("Mila" in said, "Nora" in said) == (True, False)
    assert propose(liv, world).status_code == 302
    assert access.holds(liv, "countersign_licences", world.agency) is False


def test_models_are_searched_by_the_name_they_go_by(world: World) -> None:
    browser, url = client_of(world.bo), reverse("new-licence")
    assert "Mila" in words(browser.get(url, {"q": "mil"}))
    assert "No model is called that" in words(browser.get(url, {"q": "zzz"}))


def test_a_licence_signed_by_an_act_reads_as_one_signed_on_the_page(world: World) -> None:
    made = proposed(world)
    sign_licence(licence=made, side="model", actor=world.mila, at=NOON + timedelta(days=1))
    assert "Mila signed by Mila on 24 November 2026" in words(page(world.bo, made))
    assert made.parts.get().commission == Decimal(20)
