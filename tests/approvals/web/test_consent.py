"""mila says what may be made of her, reads what it means, and signs; nobody signs for her."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal.actions.organisation import found_organisation
from portal.models import User
from tests.people import NOON, World, a_world, showed_who_it_is
from twins.models import Consent, Twin
from twins.models.consent import newest_consent

pytestmark = pytest.mark.django_db

SAYS = {
    "storage": "yes",
    "making": "yes",
    "likeness": "no",
    "listing": "yes",
    "training": "no",
    "generators": ["layout", "studio"],
    "territories": ["WORLD"],
    "excluded_contexts": ["swimwear", "alcohol"],
    "starts_on": "2026-11-23",
    "ends_on": "2028-11-22",
    "credit_name": "yes",
    "adviser": "Equity",
    "is_adult": "on",
    "identity_confirmed": "on",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world()


def phone_of(who: User, *, asked: bool = True) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    if asked:
        showed_who_it_is(client)
    return client


def said(**changed: Any) -> dict[str, Any]:
    return {**SAYS, **changed}


def sign(phone: Client, **changed: Any) -> Any:
    """She reads what it means, and signs what she read."""
    page = phone.post(reverse("consent"), said(**changed))
    read = page.context["read"] if page.context and "read" in page.context else ""
    return phone.post(reverse("sign-consent"), said(**changed, read=read))


def newest(world: World) -> Consent:
    found = newest_consent(world.twin, world.at)
    assert found is not None
    return found


def test_reading_what_it_means_signs_nothing(world: World) -> None:
    before = newest(world)
    page = phone_of(world.mila).post(reverse("consent"), said()).content.decode()
    assert "Is this what you want?" in page
    assert "swimwear, alcohol" in page
    assert newest(world) == before


def test_she_signs_what_she_read(world: World) -> None:
    answer = sign(phone_of(world.mila))
    assert answer.status_code == 302
    signed = newest(world)
    assert signed.version == 2
    assert set(signed.purposes) == {"storage", "making", "listing"}
    assert (signed.territories, signed.credit_name) == (["WORLD"], True)
    assert signed.excluded_contexts == ["swimwear", "alcohol"]
    assert (signed.adviser, signed.signed_how) == ("Equity", "password")
    assert signed.signed_from == "127.0.0.1"


def test_what_the_page_sends_on_is_what_she_typed(world: World) -> None:
    """The hidden words of the second page, sent as they stand, sign the first page's words."""
    phone = phone_of(world.mila)
    form = phone.post(reverse("consent"), said()).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value()}
    read = phone.post(reverse("consent"), again).context["read"]
    phone.post(reverse("sign-consent"), again | {"read": read})
    assert newest(world).ends_at.date().isoformat() == "2028-11-22"
    assert newest(world).generators == ["layout", "studio"]


def test_she_goes_back_to_change_it_and_finds_what_she_typed(world: World) -> None:
    sent = said(step="change", after_death="My sister decides.")
    answer = phone_of(world.mila).post(reverse("consent"), sent)
    assert (answer.status_code, "Is this what you want?" in answer.content.decode()) == (200, False)
    assert answer.context["form"]["after_death"].value() == "My sister decides."


def test_what_changed_since_she_read_it_is_not_signed(world: World) -> None:
    """Another studio makes her twin now: she reads that first."""
    before, phone = newest(world), phone_of(world.mila)
    read = phone.post(reverse("consent"), said()).context["read"]
    other = found_organisation(kind="studio", name="Other", founder=world.sam, at=world.at)
    Twin.objects.filter(pk=world.twin.pk).update(studio=other)
    answer = phone.post(reverse("sign-consent"), said(read=read))
    assert (answer.status_code, newest(world)) == (409, before)
    assert "Something changed since you read this" in answer.content.decode()
    assert "Other" in answer.content.decode()
    phone.post(reverse("sign-consent"), said(read=answer.context["read"]))
    assert newest(world).processors == ["Other"]


def test_what_nobody_read_is_not_signed(world: World) -> None:
    before = newest(world)
    answer = phone_of(world.mila).post(reverse("sign-consent"), said())
    assert (answer.status_code, newest(world)) == (409, before)


def test_a_narrower_consent_says_what_else_it_ends(world: World) -> None:
    world.agree(world.draft())
    world.brief()
    phone = phone_of(world.mila)
    wide = phone.post(reverse("consent"), said()).content.decode()
    narrow = said(territories=["US"], generators=["layout"], listing="no")
    page = phone.post(reverse("consent"), narrow).content.decode()
    assert "Ends as well" not in wide
    assert "1 picture that is not published yet can no longer be." in page
    assert "1 brief that is being worked on gets no more pictures of you." in page
    assert "brands no longer find you" in page


def test_who_she_is_is_asked_before_she_signs(world: World) -> None:
    before = newest(world)
    answer = phone_of(world.mila, asked=False).post(reverse("sign-consent"), said())
    assert answer.status_code == 302
    assert newest(world) == before


def test_the_first_time_nothing_is_chosen_for_her(world: World) -> None:
    Consent.objects.filter(twin=world.twin).update(signed_at="2030-01-01T00:00:00Z")
    page = phone_of(world.mila).get(reverse("consent")).content.decode()
    assert "checked" not in page


def test_later_the_page_begins_with_her_own_words(world: World) -> None:
    form = phone_of(world.mila).get(reverse("consent")).context["form"]
    assert form["making"].value() == "yes"
    assert form["training"].value() == "no"
    assert form["excluded_contexts"].value() == newest(world).excluded_contexts


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ends_on": "2026-11-22"}, "This is before it begins."),
        ({"generators": []}, "Name at least one"),
        ({"storage": "no"}, "without them there are none"),
        ({"is_adult": ""}, "This field is required"),
        ({"training": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_meant_is_told_and_what_she_typed_is_kept(
    world: World, changed: dict[str, Any], sentence: str
) -> None:
    for name in ("consent", "sign-consent"):
        answer = phone_of(world.mila).post(reverse(name), said(**changed))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert sentence in page
        assert "Equity" in page


def test_a_narrower_consent_says_beforehand_which_pictures_come_down(world: World) -> None:
    live = world.published()
    phone, line = phone_of(world.mila), "Nordlicht, Winter knits: Web shop"
    wide = phone.post(reverse("consent"), said()).content.decode()
    narrow = phone.post(reverse("consent"), said(territories=["US"])).content.decode()
    assert line not in wide
    assert line in narrow
    sign(phone, territories=["US"])
    assert Client().get(live.get_absolute_url()).status_code == 410


def test_no_to_pictures_says_what_a_withdrawal_says(world: World) -> None:
    world.published()
    page = phone_of(world.mila).post(reverse("consent"), said(making="no")).content.decode()
    assert "Stops at once" in page
    assert "Nordlicht, Winter knits: Web shop" in page
