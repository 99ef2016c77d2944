# ruff: noqa: RUF001 -- people read these words: they have true apostrophes
"""Layer 7: the disclosure in words; they follow the truth of the digital source type."""

import re
from typing import Final, Literal

BASE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"

GENERATIVE: Final = frozenset(
    {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic"}
)
SOURCE_TYPES: Final[dict[str, str]] = {
    name: BASE + name
    for name in (
        "trainedAlgorithmicMedia",
        "compositeWithTrainedAlgorithmicMedia",
        "compositeSynthetic",
        "algorithmicMedia",
        "composite",
        "digitalCapture",
    )
}
LANGUAGES: Final = ("en", "sv", "fr", "de")

type Mark = Literal["AI", "Digital twin"]

# The label stands beside its mark, so the words of other pictures don't say "twin" again.
_LABELS: Final[dict[str, dict[str, str]]] = {
    "trainedAlgorithmicMedia": {
        "en": "AI-generated picture of a digital twin",
        "sv": "AI-genererad bild av en digital tvilling",
        "fr": "Image générée par IA d’un double numérique",
        "de": "KI-generiertes Bild eines digitalen Zwillings",
    },
    "compositeWithTrainedAlgorithmicMedia": {
        "en": "Photograph edited with AI, digital twin",
        "sv": "Fotografi ändrat med AI, digital tvilling",
        "fr": "Photo modifiée par IA, double numérique",
        "de": "Mit KI bearbeitetes Foto, digitaler Zwilling",
    },
    "compositeSynthetic": {
        "en": "Picture with AI elements, digital twin",
        "sv": "Bild med AI-delar, digital tvilling",
        "fr": "Image avec éléments d’IA, double numérique",
        "de": "Bild mit KI-Elementen, digitaler Zwilling",
    },
    "algorithmicMedia": {
        "en": "drawn by rules, no AI model",
        "sv": "ritad efter regler, ingen AI-modell",
        "fr": "dessinée par règles, sans modèle d’IA",
        "de": "nach Regeln gezeichnet, kein KI-Modell",
    },
    "composite": {
        "en": "composed picture, no AI model",
        "sv": "sammansatt bild, ingen AI-modell",
        "fr": "image composée, sans modèle d’IA",
        "de": "zusammengesetztes Bild, kein KI-Modell",
    },
    "digitalCapture": {
        "en": "photograph, no AI model",
        "sv": "fotografi, ingen AI-modell",
        "fr": "photographie, sans modèle d’IA",
        "de": "Fotografie, kein KI-Modell",
    },
}
_SENTENCES: Final[dict[str, dict[str, str]]] = {
    "trainedAlgorithmicMedia": {
        "en": "This AI-generated picture shows the digital twin of a real person.",
        "sv": "Den här AI-genererade bilden visar en verklig persons digitala tvilling.",
        "fr": "Cette image générée par IA montre le double numérique d’une personne réelle.",
        "de": "Dieses KI-generierte Bild zeigt den digitalen Zwilling einer realen Person.",
    },
    "compositeWithTrainedAlgorithmicMedia": {
        "en": "This photograph, edited with AI, shows the digital twin of a real person.",
        "sv": "Det här fotografiet, ändrat med AI, visar en verklig persons digitala tvilling.",
        "fr": "Cette photo modifiée par IA montre le double numérique d’une personne réelle.",
        "de": "Dieses mit KI bearbeitete Foto zeigt den digitalen Zwilling einer realen Person.",
    },
    "compositeSynthetic": {
        "en": "This picture, made in part with AI, shows the digital twin of a real person.",
        "sv": "Den här bilden, delvis gjord med AI, visar en verklig persons digitala tvilling.",
        "fr": "Cette image, en partie créée par IA, montre le double numérique d’une personne "
        "réelle.",
        "de": "Dieses teils mit KI erstellte Bild zeigt den digitalen Zwilling einer realen "
        "Person.",
    },
    "algorithmicMedia": {
        "en": "This picture of a person’s digital twin was drawn by rules; no AI model made it.",
        "sv": "Den här bilden av en persons digitala tvilling ritades efter regler; ingen "
        "AI-modell har gjort den.",
        "fr": "Cette image du double numérique d’une personne a été dessinée par des règles ; "
        "aucun modèle d’IA ne l’a créée.",
        "de": "Dieses Bild des digitalen Zwillings einer Person wurde nach Regeln gezeichnet; "
        "kein KI-Modell hat es erzeugt.",
    },
    "composite": {
        "en": "This picture of a person’s digital twin was composed; no AI model made it.",
        "sv": "Den här bilden av en persons digitala tvilling är sammansatt; ingen AI-modell har "
        "gjort den.",
        "fr": "Cette image du double numérique d’une personne a été composée ; aucun modèle d’IA "
        "ne l’a créée.",
        "de": "Dieses Bild des digitalen Zwillings einer Person wurde zusammengesetzt; kein "
        "KI-Modell hat es erzeugt.",
    },
    "digitalCapture": {
        "en": "This picture of a person’s digital twin is a photograph; no AI model made it.",
        "sv": "Den här bilden av en persons digitala tvilling är ett fotografi; ingen AI-modell "
        "har gjort den.",
        "fr": "Cette image du double numérique d’une personne est une photographie ; aucun "
        "modèle d’IA ne l’a créée.",
        "de": "Dieses Bild des digitalen Zwillings einer Person ist eine Fotografie; kein "
        "KI-Modell hat es erzeugt.",
    },
}
_CREDIT: Final = {"en": "Credits", "sv": "Medverkande", "fr": "Crédits", "de": "Mitwirkende"}
_HASHTAGS: Final = {
    True: {
        "en": "#AIgenerated #digitaltwin",
        "sv": "#AIgenererad #digitaltvilling",
        "fr": "#GénéréParIA #doublenumérique",
        "de": "#KIgeneriert #digitalerZwilling",
    },
    False: {
        "en": "#digitaltwin",
        "sv": "#digitaltvilling",
        "fr": "#doublenumérique",
        "de": "#digitalerZwilling",
    },
}
_PART = re.compile(r"\{(?:text|disclosure|credits|hashtags)\}")
_GAP = re.compile(r"\s*\n[ \t\r]*\n\s*")


def is_generative(digital_source_type: str) -> bool:
    """Whether a trained model made any of the picture; takes the name with or without base."""
    return digital_source_type.rpartition("/")[2] in GENERATIVE


def mark_for(digital_source_type: str) -> Mark:
    """The main element of the label: "AI" for generative types, else "Digital twin"."""
    return "AI" if is_generative(digital_source_type) else "Digital twin"


def label_text(digital_source_type: str, language: str) -> str:
    """The short text beside the mark, in the pixels. Raises ValueError for an unknown type."""
    return _look_up(_LABELS, digital_source_type)[_known(language)]


def sentence(digital_source_type: str, language: str) -> str:
    """The disclosure as a full sentence. Raises ValueError for an unknown type."""
    return _look_up(_SENTENCES, digital_source_type)[_known(language)]


def alt_text(
    description: str, digital_source_type: str, language: str, *, longest: int = 600
) -> str:
    """What a screen reader says: what is to be seen, then the disclosure (WCAG 2.1, 1.1.1).

    Of more than ``longest`` characters the description loses its end, the disclosure nothing.
    """
    disclosure = sentence(digital_source_type, language)
    seen = _as_sentence(description.strip(), longest - len(disclosure) - 1)
    return f"{seen} {disclosure}" if seen else disclosure


def caption(
    text: str,
    digital_source_type: str,
    language: str,
    *,
    brand: str = "",
    credits_: tuple[str, ...] = (),
    template: str = "",
    hashtags: str = "",
) -> str:
    """The words for a post: the brand's text, the disclosure, who made it, hashtags.

    In the order of ``template``, which names them in braces; the disclosure is never left out.
    """
    known = _known(language)
    own = _HASHTAGS[is_generative(digital_source_type)][known]
    parts = {
        "{text}": text.strip(),
        "{disclosure}": sentence(digital_source_type, language),
        "{credits}": f"{_CREDIT[known]}: {', '.join(credits_)}" if credits_ else "",
        "{hashtags}": " ".join(filter(None, (_hashtag(brand), own, hashtags.strip()))),
    }
    template = template.strip() or "\n\n".join(parts)
    if "{disclosure}" not in template:
        template += "\n\n{disclosure}"
    filled = _PART.sub(lambda found: parts[found[0]], template)
    return _GAP.sub("\n\n", filled).strip()


def _as_sentence(text: str, room: int) -> str:
    """The text with a stop at its end, in at most ``room`` characters."""
    stopped = text if not text or text[-1] in ".!?…" else f"{text}."
    if len(stopped) <= room:
        return stopped
    return f"{text[: room - 1].rstrip()}…" if room > 1 else ""


def _look_up(table: dict[str, dict[str, str]], digital_source_type: str) -> dict[str, str]:
    try:
        return table[digital_source_type.rpartition("/")[2]]
    except KeyError:
        raise ValueError(f"Not a digital source type: {digital_source_type!r}.") from None


def _known(language: str) -> str:
    """The language without its region, or English where there are no words for it."""
    base = language.replace("_", "-").partition("-")[0].lower()
    return base if base in LANGUAGES else "en"


def _hashtag(name: str) -> str:
    joined = "".join(filter(str.isalnum, name))
    return f"#{joined}" if joined else ""
