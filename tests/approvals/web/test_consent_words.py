"""What mila signs is read in her language: the words of a version of the text stay as they are."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from approvals.web import brief_words
from approvals.web.twin_words import PURPOSES
from portal.canonical import canonical_sha256
from tests.approvals.web.test_consent import clock, newest, phone_of, said, sign, world
from tests.people import World
from twins.actions.consent import TEXT_VERSION

__all__ = ["clock", "world"]
pytestmark = pytest.mark.django_db

SIGNED = {
    ("2026-11", "en"): "41227f1af4f599a70bdcaae1385b204b0f6fc215b75f75a20909e60dc3c8103f",
    ("2026-11", "sv"): "650ad5ab42913b51cf6925d690f6e3f7261dde428692cfe07cfdfa17d6ab9801",
    ("2026-11", "fr"): "de995c0395467f1fec0685118f755779330c57144f3668ca964841e2d0672a5f",
    ("2026-11", "de"): "fbe5742256ac02eb36466587ca76e814c7f2c774ab26d59dd44de1dbc4efe62b",
}
"""Hashes of the words that she agrees to. New words are a new version, never another hash."""


@pytest.mark.parametrize("language", ["en", "sv", "fr", "de"])
def test_the_words_of_a_version_stay_as_they_are(language: str) -> None:
    with translation.override(language):
        words = [
            {str(code): str(word) for code, word in table.items()}
            for table in (PURPOSES, brief_words.CONTEXTS)
        ]
    assert canonical_sha256(words) == SIGNED[TEXT_VERSION, language]


def test_the_consent_keeps_the_language_it_was_read_in(world: World) -> None:
    world.mila.language = "sv"
    world.mila.save()
    sign(phone_of(world.mila))
    assert newest(world).language == "sv"


def test_who_chose_none_signs_in_her_browsers(world: World) -> None:
    phone = Client(headers={"Accept-Language": "fr"})
    phone.cookies = phone_of(world.mila).cookies
    sign(phone)
    assert newest(world).language == "fr"


def test_read_in_one_language_it_is_not_signed_in_another(world: World) -> None:
    phone = phone_of(world.mila)
    read = phone.post(reverse("consent"), said()).context["read"]
    world.mila.language = "de"
    world.mila.save()
    answer = phone.post(reverse("sign-consent"), said(read=read))
    assert (answer.status_code, newest(world).version) == (409, 1)
