"""Territories as sets of countries (ISO 3166-1 alpha-2), and their usual groups. No Django."""

from collections.abc import Iterable

from portal.wording import mark, say

EU = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
EEA = EU | {"IS", "LI", "NO"}
NORDICS = frozenset({"DK", "FI", "IS", "NO", "SE"})
DACH = frozenset({"DE", "AT", "CH"})
WORLD = "WORLD"

GROUPS: dict[str, frozenset[str]] = {"EU": EU, "EEA": EEA, "NORDICS": NORDICS, "DACH": DACH}
NAMES = {
    "WORLD": mark("the whole world"),
    "EU": mark("the EU"),
    "EEA": mark("the EEA"),
    "NORDICS": mark("the Nordic countries"),
    "DACH": mark("Germany, Austria and Switzerland"),
    "DE": mark("Germany"),
    "FR": mark("France"),
    "SE": mark("Sweden"),
    "GB": mark("the United Kingdom"),
    "US": mark("the United States"),
    "CH": mark("Switzerland"),
    "NO": mark("Norway"),
}


def countries(codes: Iterable[str]) -> frozenset[str]:
    """Return the countries that ``codes`` stand for; the world stands for itself."""
    return frozenset().union(*(GROUPS.get(code, frozenset({code})) for code in codes))


def missing(wanted: Iterable[str], allowed: Iterable[str]) -> frozenset[str]:
    """Return the codes of ``wanted`` that ``allowed`` does not wholly contain."""
    have = countries(allowed)
    if WORLD in have:
        return frozenset()
    return frozenset(code for code in wanted if not countries([code]) <= have)


def shared(wanted: Iterable[str], part: Iterable[str]) -> frozenset[str]:
    """Return what of ``wanted`` lies in ``part``: whole codes where possible, else countries."""
    whole = frozenset(wanted)
    inside = whole - missing(whole, part)
    straddling = countries(whole - inside)
    if WORLD in straddling:
        return inside | frozenset(part)
    return inside | (straddling & countries(part))


def widest(codes: Iterable[str]) -> frozenset[str]:
    """Return ``codes`` without those that lie wholly within another of them."""
    whole = frozenset(codes)
    return frozenset(
        code for code in whole if all(missing([code], [other]) for other in whole - {code})
    )


def name(code: str) -> str:
    """Return what the territory ``code`` is called in English: for metadata and certificates."""
    return NAMES.get(code, code)


def names(codes: Iterable[str]) -> str:
    """Return the territories as a phrase, in English."""
    return ", ".join(name(code) for code in sorted(codes))


def called(code: str) -> str:
    """Return how the reader calls the territory ``code``."""
    return say(NAMES[code]) if code in NAMES else code


def told(codes: Iterable[str]) -> str:
    """Return the territories as a phrase, in the reader's language."""
    return ", ".join(called(code) for code in sorted(codes))
