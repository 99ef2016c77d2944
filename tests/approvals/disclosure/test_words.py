"""The words follow the truth of the digital source type."""

import pytest

from approvals.disclosure.words import (
    GENERATIVE,
    LANGUAGES,
    SOURCE_TYPES,
    alt_text,
    caption,
    is_generative,
    label_text,
    mark_for,
    sentence,
)


@pytest.mark.parametrize("source", SOURCE_TYPES)
def test_the_mark_says_ai_only_where_a_trained_model_ran(source: str) -> None:
    assert mark_for(source) == ("AI" if source in GENERATIVE else "Digital twin")
    assert mark_for(SOURCE_TYPES[source]) == mark_for(source)
    assert is_generative(source) == (source in GENERATIVE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", SOURCE_TYPES)
def test_every_type_has_its_own_words_in_every_language(source: str, language: str) -> None:
    others = [label_text(source, other) for other in LANGUAGES if other != language]
    assert label_text(source, language) not in others
    assert sentence(source, language).endswith(".")


def test_regions_share_their_language_and_unknown_ones_read_english() -> None:
    assert label_text("composite", "de-AT") == label_text("composite", "de")
    assert label_text("composite", "ja") == label_text("composite", "en")


def test_an_unknown_type_has_no_words() -> None:
    with pytest.raises(ValueError, match="digitalArt"):
        label_text("digitalArt", "en")


def test_the_alt_text_ends_with_the_disclosure() -> None:
    said = sentence("composite", "en")
    assert alt_text("Mila in a coat", "composite", "en") == f"Mila in a coat. {said}"
    assert alt_text("Mila, smiling!", "composite", "en") == f"Mila, smiling! {said}"
    assert alt_text("  ", "composite", "en") == said


def test_a_long_description_is_cut_and_the_disclosure_never() -> None:
    said = sentence("composite", "fr")
    cut = alt_text("knit " * 200, "composite", "fr", longest=300)
    assert cut.endswith(f"… {said}")
    assert 290 < len(cut) <= 300
    whole = alt_text("Mila in a coat", "composite", "fr", longest=len(said) + 16)
    assert whole == f"Mila in a coat. {said}"
    assert alt_text("Mila in a coat", "composite", "fr", longest=len(said)) == said


def test_the_caption_holds_disclosure_credits_and_hashtags() -> None:
    words = caption(
        "Autumn.", "trainedAlgorithmicMedia", "fr", brand="Maison B", credits_=("Åsa", "Éric")
    )
    assert words.splitlines()[0] == "Autumn."
    assert sentence("trainedAlgorithmicMedia", "fr") in words
    assert "Crédits: Åsa, Éric" in words
    assert words.endswith("#MaisonB #GénéréParIA #doublenumérique")


def test_a_caption_claims_no_ai_where_none_was() -> None:
    assert "#AI" not in caption("Autumn.", "composite", "en")


def test_a_template_orders_the_caption_and_the_disclosure_is_never_left_out() -> None:
    said = caption(
        "Wool {credits}", "trainedAlgorithmicMedia", "en", template="{hashtags}\n{text}\n\n\n",
        hashtags="#wool",
    )  # fmt: skip
    first, second, gap, disclosure = said.split("\n")
    assert first.endswith("#wool")
    assert (second, gap) == ("Wool {credits}", ""), "what the brand wrote is not filled in"
    assert disclosure == sentence("trainedAlgorithmicMedia", "en")
