"""Everybody reads in her language: pages, mails, days, money and numbers of things."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

from portal.languages import language_of, speaking_to
from portal.models import User
from portal.money import money
from portal.roles import called
from portal.wording import say
from tests.people import NOON, a_world, user
from tests.portal.web.asking import client_of
from tests.portal.web.test_people import PASSWORD, address, sent
from twins import coverage, stop_mail, territories

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "sv", "fr", "de")


@pytest.fixture
def mila() -> User:
    return user("Mila", language="sv")


def lang(page: Any) -> str:
    return str(page.text.partition('<html lang="')[2][:2])


def test_mila_reads_her_pictures_in_the_language_she_chose(mila: User) -> None:
    page = client_of(mila).get(reverse("inbox"), headers={"Accept-Language": "de"})
    assert (lang(page), page.headers["Content-Language"]) == ("sv", "sv")
    assert "<title>\n      Bilder\n" in page.content.decode()


def test_odos_browser_is_asked_before_he_signs_in() -> None:
    page = Client().get(reverse("sign-in"), headers={"Accept-Language": "fr-CH, fr;q=0.9"})
    assert lang(page) == "fr"
    assert "Se connecter" in page.content.decode()


def test_a_language_that_nobody_speaks_here_becomes_english(mila: User) -> None:
    odd = {"Accept-Language": "is, fi;q=0.8"}
    assert lang(Client().get(reverse("sign-in"), headers=odd)) == "en"
    mila.language = "tlh"
    mila.save()
    assert lang(client_of(mila).get(reverse("language"))) == "en"
    assert language_of("mila@example.test") == "en"


def test_who_never_chose_reads_as_her_browser_asks() -> None:
    page = client_of(user("Odo")).get(reverse("language"), headers={"Accept-Language": "de"})
    assert lang(page) == "de"


def test_mila_chooses_and_the_very_next_page_obeys(mila: User) -> None:
    client = client_of(mila)
    answer = client.post(reverse("language"), {"language": "fr"}, follow=True)
    assert lang(answer) == "fr"
    mila.refresh_from_db()
    assert mila.language == "fr"


def test_mila_cannot_choose_what_the_site_does_not_speak(mila: User) -> None:
    assert client_of(mila).post(reverse("language"), {"language": "tlh"}).status_code == 422
    mila.refresh_from_db()
    assert mila.language == "sv"


def test_a_stranger_chooses_and_comes_back_to_her_page() -> None:
    client = Client()
    stood_on = f"http://testserver{reverse('verify')}?a=1"
    answer = client.post(
        reverse("speak-to-stranger"), {"language": "sv"}, headers={"Referer": stood_on}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, stood_on)
    page = client.get(reverse("verify"), headers={"Accept-Language": "de"})
    assert lang(page) == "sv"


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test", ""])
def test_the_chooser_leads_nowhere_else(elsewhere: str) -> None:
    answer = Client().post(
        reverse("speak-to-stranger"), {"language": "sv"}, headers={"Referer": elsewhere}
    )
    assert answer.headers["Location"] == "/"


def test_another_site_chooses_no_language() -> None:
    answer = Client().post(
        reverse("speak-to-stranger"), {"language": "sv"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status_code, settings.LANGUAGE_COOKIE_NAME in answer.cookies) == (403, False)


def test_a_stranger_gets_no_language_that_is_not_spoken() -> None:
    assert Client().post(reverse("speak-to-stranger"), {"language": "tlh"}).status_code == 422


def test_the_names_of_the_languages_are_their_own() -> None:
    page = Client().get(reverse("sign-in"), headers={"Accept-Language": "sv"})
    assert all(name in page.content.decode() for _code, name in settings.LANGUAGES)


def test_a_mail_to_mila_is_in_hers_whoever_caused_it(mila: User) -> None:
    with translation.override("de"):
        stop_mail.tell(mila, "stop_placed", at=NOON)
    (sent,) = mail.outbox
    assert "Sedan 23 november 2026 kl. 13:00 (CET) beställs" in str(sent.body)


def test_two_addresses_of_one_mail_each_get_their_own_language(mila: User) -> None:
    user("Odo", language="fr")
    found = [language_of(f"{name}@example.test") for name in ("MILA", "odo", "nobody")]
    assert found == ["sv", "fr", "en"]
    assert language_of("nobody@example.test", "de") == "de"


DAYS = {
    "en": ("26 November 2026", "1 May", "26 November 2026, 14:05"),
    "sv": ("26 november 2026", "1 maj", "26 november 2026 kl. 14:05"),
    "fr": ("26 novembre 2026", "1 mai", "26 novembre 2026 à 14:05"),
    "de": ("26. November 2026", "1. Mai", "26. November 2026, 14:05"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_written_as_people_there_write_them(language: str) -> None:
    at, may = datetime(2026, 11, 26, 14, 5, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)
    with translation.override(language):
        found = (
            date_format(at, "DATE_FORMAT"),
            date_format(may, "MONTH_DAY_FORMAT"),
            date_format(at, "DATETIME_FORMAT"),
        )
    assert found == DAYS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_is_there_in_every_language(language: str) -> None:
    """Else Django takes the name for a format, and writes letters that mean nothing."""
    named = [f"{name}_FORMAT" for name in ("DATETIME_ZONE", "SHORT_DATETIME", "MONTH_DAY_TIME")]
    with translation.override(language):
        written = [date_format(NOON, name) for name in named]
    assert all("12:00" in each and "FORMAT" not in each for each in written)


AMOUNTS = {
    "en": ("1,234.50 EUR", "1,234.50 SEK"),
    "sv": ("1 234,50 €", "1 234,50 kr"),
    "fr": ("1 234,50 €", "1 234,50 SEK"),
    "de": ("1.234,50 €", "1.234,50 SEK"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_are_written_as_people_there_write_them(language: str) -> None:
    with translation.override(language):
        found = [money(Decimal("1234.5"), currency) for currency in ("EUR", "SEK")]
    plain = [each.replace("\u202f", " ").replace("\xa0", " ") for each in found]
    assert tuple(plain) == AMOUNTS[language]


COUNTED = {
    "en": ("0 pictures", "1 picture", "2 pictures"),
    "sv": ("0 bilder", "1 bild", "2 bilder"),
    "fr": ("0 image", "1 image", "2 images"),
    "de": ("0 Bilder", "1 Bild", "2 Bilder"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_and_many_are_told_apart_by_the_language(language: str) -> None:
    words = ("%(count)s picture", "%(count)s pictures")
    with translation.override(language):
        found = [ngettext(*words, count) % {"count": count} for count in (0, 1, 2)]
    assert tuple(found) == COUNTED[language]


def test_eva_keeps_the_language_in_which_she_accepted() -> None:
    link = address(sent(a_world()))
    page = Client(headers={"Accept-Language": "sv"})
    assert page.post(link, {"name": "Eva", "password": PASSWORD}).status_code == 302
    assert User.objects.get(email="eva@example.test").language == "sv"


def test_a_refusal_by_a_core_is_said_in_the_readers_language() -> None:
    with translation.override("de"):
        (gap,) = coverage.consent_now(None, at=NOON)
        assert gap.sentence == "Es ist keine Einwilligung unterzeichnet."
        assert territories.told(["EU", "GB"]) == "EU, Vereinigtes Königreich"
    assert territories.names(["EU"]) == "the EU", "in metadata"


def test_what_a_worker_keeps_is_in_the_language_of_who_asked() -> None:
    odo = user("Odo", language="fr")
    with translation.override("de"), speaking_to(odo.person):
        assert say("Consent was taken back.") == "Le consentement a été retiré."


def test_built_in_roles_have_names_in_every_language_and_own_ones_stay() -> None:
    with translation.override("sv"):
        assert [called("booker"), called("owner"), called("Nachtdienst")] == [
            "booker",
            "ägare",
            "Nachtdienst",
        ]
