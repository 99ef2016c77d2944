"""The words in which a brief's codes are shown to people."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.instants import last_day
from twins import codes, territories
from twins.generators.registry import PEOPLE

MEDIA = {code: gettext_lazy(words) for code, words in codes.MEDIA.items()}
TERRITORIES = {code: gettext_lazy(words) for code, words in territories.NAMES.items()}
CONTEXTS = {code: gettext_lazy(words) for code, words in codes.CONTEXTS.items()}
CORNERS = {
    "top-right": gettext_lazy("Top right"),
    "top-left": gettext_lazy("Top left"),
    "bottom-right": gettext_lazy("Bottom right"),
    "bottom-left": gettext_lazy("Bottom left"),
}
VARIANTS = {
    "dark": gettext_lazy("Light words on dark"),
    "light": gettext_lazy("Dark words on light"),
}
LANGUAGES = {"en": "English", "sv": "Svenska", "fr": "Français", "de": "Deutsch"}
LAYOUT = gettext_lazy(
    "A layout, at once: a machine arranges garments and mood to show the idea. "
    "No AI model runs, and the picture says so."
)
STUDIO = gettext_lazy(
    "The twin studio's people: they render the model from her references. "
    "Pictures arrive as they are done."
)


def territory(code: str) -> str:
    """Return how a person calls the territory."""
    return territories.called(code)


def territory_names(codes: Iterable[str]) -> str:
    """Return the territories as a phrase."""
    return ", ".join(territory(code) for code in codes)


def medium(code: str) -> str:
    """Return how a person calls the medium."""
    return codes.medium(code)


def generators() -> list[tuple[str, str]]:
    """Return every way to have pictures made here, each in a sentence."""
    ways = [(name, str(LAYOUT) if name == "layout" else name) for name in settings.GENERATORS]
    return [*ways, (PEOPLE, str(STUDIO))]


def generator(name: str) -> str:
    """Return in a few words who makes the pictures."""
    short = {"layout": _("A layout, drawn by rules"), PEOPLE: _("The twin studio's people")}
    return short.get(name, name)


def months(count: int) -> str:
    """Return a number of months in words."""
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def amount_only(amount: Decimal) -> str:
    """Return an amount without its currency, which stands over a column of them."""
    return number_format(amount, 2, use_l10n=True, force_grouping=True)


def until(end: datetime, zone: str) -> str:
    """Return the last day before an exclusive end."""
    return date_format(last_day(end, zone), "DATE_FORMAT")


def pixels(width: int | None, height: int | None) -> str:
    """Return a channel's size in words."""
    return f"{width} × {height}" if width and height else _("As large as it is")  # noqa: RUF001
