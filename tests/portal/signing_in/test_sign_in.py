"""Who comes in by which door, and who stays outside."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.models import User
from tests.people import NOON, user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def bram() -> User:
    return user("Bram")


@pytest.fixture
def mila() -> User:
    """Invited, and never made a password."""
    return User.objects.create_user("mila@example.test", name="Mila")


def code_in_the_mail() -> str:
    found = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def sign_in(email: str, password: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("sign-in"), {"login": email, "password": password})
    return client


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def ask_for_code(email: str) -> Client:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": email})
    return client


def type_code(client: Client, code: str) -> None:
    client.post(reverse("account_confirm_login_code"), {"code": code})


def test_bram_signs_in_with_e_mail_and_password_whatever_the_case(bram: User) -> None:
    assert who(sign_in("BRAM@example.test", "bram-bram")) == str(bram.pk)


def test_nobody_signs_in_with_a_wrong_password_and_the_page_does_not_say_what_is_wrong(
    bram: User,
) -> None:
    pages = [
        Client().post(reverse("sign-in"), {"login": email, "password": "guess"}).content.decode()
        for email in ("bram@example.test", "nobody@example.test")
    ]
    assert all("do not belong together" in page for page in pages)


def test_who_was_on_the_way_somewhere_goes_on_there(bram: User) -> None:
    answer = Client().post(
        reverse("sign-in"),
        {"login": bram.email, "password": "bram-bram", "next": "/published"},
    )
    assert answer["Location"] == "/published"
    answer = Client().post(
        reverse("sign-in"),
        {"login": bram.email, "password": "bram-bram", "next": "https://elsewhere.example"},
    )
    assert answer["Location"] == "/"


def test_a_closed_account_stays_outside(bram: User) -> None:
    bram.is_active = False
    bram.save()
    assert who(sign_in("bram@example.test", "bram-bram")) == ""
    assert who(ask_for_code("bram@example.test")) == ""
    assert mail.outbox == [] or "bram" not in mail.outbox[-1].to


def test_guessing_a_password_ends_after_five_times_even_with_the_right_one(bram: User) -> None:
    for _ in range(5):
        sign_in("bram@example.test", "guess")
    client = Client()
    page = client.post(reverse("sign-in"), {"login": bram.email, "password": "bram-bram"})
    assert "tried too often" in page.content.decode()
    assert who(client) == ""


def test_mila_without_a_password_signs_in_with_a_code(mila: User) -> None:
    client = ask_for_code("mila@example.test")
    assert mail.outbox[-1].to == ["mila@example.test"]
    assert "Every picture, with her yes." in str(mail.outbox[-1].body)
    type_code(client, code_in_the_mail())
    assert who(client) == str(mila.pk)


def test_a_code_works_where_it_was_asked_for_and_once(mila: User) -> None:
    asked = ask_for_code("mila@example.test")
    code = code_in_the_mail()
    elsewhere = Client()
    type_code(elsewhere, code)
    assert who(elsewhere) == ""
    type_code(asked, code)
    asked.post(reverse("sign-out"))
    type_code(asked, code)
    assert who(asked) == ""


def test_a_code_runs_out(mila: User) -> None:
    with time_machine.travel(NOON, tick=False):
        client = ask_for_code("mila@example.test")
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        type_code(client, code_in_the_mail())
        assert who(client) == ""


def test_three_wrong_codes_void_the_right_one(mila: User) -> None:
    client = ask_for_code("mila@example.test")
    for _ in range(3):
        type_code(client, "WRONG1")
    type_code(client, code_in_the_mail())
    assert who(client) == ""


def test_a_stranger_gets_no_mail_and_sees_the_same_page(mila: User) -> None:
    pages = []
    for email in ("nobody@example.test", "mila@example.test"):
        page = ask_for_code(email).get(reverse("account_confirm_login_code")).content.decode()
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", page.replace(email, "")))
    assert [each.to for each in mail.outbox] == [["mila@example.test"]]
    assert pages[0] == pages[1]


def test_codes_for_one_address_are_sent_three_times_a_minute_at_most(mila: User) -> None:
    for _ in range(6):
        ask_for_code("mila@example.test")
    assert len(mail.outbox) == 3


def test_a_forgotten_password_gives_way_to_a_new_one(bram: User) -> None:
    elsewhere = sign_in("bram@example.test", "bram-bram")
    client = Client()
    client.post(reverse("account_reset_password"), {"email": bram.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in_the_mail()})
    new = "four words nobody joins"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    assert who(sign_in("bram@example.test", new)) == str(bram.pk)
    assert elsewhere.get(reverse("account_email")).status_code == 302, "signed out there"
    assert mail.outbox[-1].subject == "Your password was changed"


@pytest.mark.parametrize("bad", ["short", "password1234", "bram@example.test"])
def test_a_weak_password_is_refused(bad: str, bram: User) -> None:
    client = sign_in("bram@example.test", "bram-bram")
    form = {"oldpassword": "bram-bram", "password1": bad, "password2": bad}
    client.post(reverse("account_change_password"), form)
    bram.refresh_from_db()
    assert bram.check_password("bram-bram")


def test_nobody_signs_up() -> None:
    assert Client().get("/signup").status_code == 404
    assert Client().get("/accounts/signup/").status_code == 404


def test_everybody_s_address_is_kept_with_the_user(bram: User) -> None:
    address = EmailAddress.objects.get(user=bram)
    assert (address.email, address.primary, address.verified) == (bram.email, True, True)
    assert not EmailAddress.objects.filter(
        user=User.objects.create_user(None, name="Someone")
    ).exists()


def test_a_second_address_is_hers_after_its_code_and_may_take_over(mila: User) -> None:
    client = ask_for_code("mila@example.test")
    type_code(client, code_in_the_mail())
    client.post(reverse("account_email"), {"action_add": "1", "email": "Mila@home.test"})
    assert mail.outbox[-1].to == ["mila@home.test"]
    client.post(reverse("account_email_verification_sent"), {"code": code_in_the_mail()})
    client.post(reverse("account_email"), {"action_primary": "1", "email": "mila@home.test"})
    mila.refresh_from_db()
    assert mila.email == "mila@home.test"
    assert mail.outbox[-1].to == ["mila@example.test"], "told at the address she leaves"
