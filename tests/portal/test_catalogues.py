"""The translations are found, checked and compiled; what is wrong with them is said."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from portal import catalogues
from portal.management.catalogue_check import complaints
from portal.management.commands.messages import as_text, merged
from portal.management.extraction import catalogue

PYTHON = """
from django.utils.translation import gettext as _, ngettext
def said(count):
    return _("Nothing "
             "was lost."), ngettext("%(count)s picture", "%(count)s pictures", count)
"""
PAGE = """{% load i18n %}<p title="{% translate 'Sent' %}">{{ done|default:_("not yet") }}
{% blocktranslate trimmed with name=user %}
  From {{ name }},
  to you.
{% endblocktranslate %}{% translate "May" context "month" %}</p>"""


def project(root: Path) -> Path:
    (root / "portal").mkdir()
    (root / "templates").mkdir()
    (root / "portal" / "said.py").write_text(PYTHON)
    (root / "templates" / "page.html").write_text(PAGE)
    return root


def of(*pairs: tuple[str | tuple[str, str], str | tuple[str, ...]]) -> Catalog:
    made = Catalog(locale="sv", fuzzy=False)
    for words, string in pairs:
        made.add(words, string)
    return made


def test_sentences_of_code_and_templates_are_found(tmp_path: Path) -> None:
    found = {(message.id, message.context) for message in catalogue(project(tmp_path))}
    assert found == {
        ("", None),
        ("Nothing was lost.", None),
        (("%(count)s picture", "%(count)s pictures"), None),
        ("Sent", None),
        ("not yet", None),
        ("From %(name)s, to you.", None),
        ("May", "month"),
    }


ONE = of(("%(count)s of <b>{name}</b>", ""))


@pytest.mark.parametrize(
    ("have", "complaint"),
    [
        (of(), "not there"),
        (of(("%(count)s of <b>{name}</b>", "")), "not translated"),
        (of(("%(count)s of <b>{name}</b>", "%(count)s av <b>{namn}</b>")), "other placeholders"),
        (of(("%(count)s of <b>{name}</b>", "%(count)s av {name}")), "other placeholders"),
        (of(("%(count)s of <b>{name}</b>", "<b>{name}</b>")), "other placeholders"),
        (of(("%(count)s of <b>{name}</b>", "%(count)s av <b>{name}</b> ")), "other spaces"),
    ],
)
def test_what_is_missing_or_unfaithful_is_said(have: Catalog, complaint: str) -> None:
    (found,) = complaints(ONE, have)
    assert complaint in found


def test_a_guess_and_a_left_over_are_said() -> None:
    have = of(("Sent", "Skickad"), ("Gone", "Borta"))
    have.get("Sent").flags.add("fuzzy")  # type: ignore[union-attr]
    guessed, left_over = complaints(of(("Sent", "")), have)
    assert "fuzzy" in guessed
    assert "no longer said anywhere: “Gone”" in left_over


def test_a_singular_may_say_one_in_words_and_a_form_may_not_be_missing() -> None:
    counted = ("One picture", "%(count)s pictures")
    wanted = of((counted, ""))
    assert complaints(wanted, of((counted, ("En bild", "%(count)s bilder")))) == []
    assert complaints(wanted, of((counted, ("%(count)s bild", "%(count)s bilder")))) == []
    assert complaints(wanted, of((counted, ("En bild", "")))) != []


def test_what_is_translated_stays_and_what_nobody_says_goes() -> None:
    new = merged(of(("Sent", ""), ("New", "")), of(("Sent", "Skickad"), ("Gone", "Borta")))
    assert {message.id: message.string for message in new if message.id} == {
        "Sent": "Skickad",
        "New": "",
    }


def test_it_is_compiled_without_gettext_and_only_when_it_changed(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(as_text("sv", of(("Sent", "Skickad"), ("New", ""))), encoding="utf-8")
    sources, out = tmp_path / "locale", tmp_path / "var"
    assert catalogues.build(sources, out) == ["sv"]
    assert catalogues.build(sources, out) == []
    with (out / "sv" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert (read.gettext("Sent"), read.gettext("New")) == ("Skickad", "New")


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    found = catalogue(project(tmp_path))
    once = as_text("sv", merged(found, of(("Sent", "Skickad"))))
    assert "said.py" in once
    assert "POT-Creation-Date" not in once
    (tmp_path / "sv" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "sv" / "LC_MESSAGES" / "django.po").write_text(once, encoding="utf-8")
    assert as_text("sv", merged(found, catalogues.read(tmp_path, "sv"))) == once


def test_where_nothing_can_be_written_the_site_still_starts(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, where a folder should be")
    source = tmp_path / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(as_text("sv", of(("Sent", "Skickad"))), encoding="utf-8")
    catalogues.build_if_possible(tmp_path / "locale", tmp_path / "var")
    assert not (tmp_path / "var").is_dir()
