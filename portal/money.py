"""Amounts as the reader's language writes them."""

from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import get_language

EXACT = {"en": "#,##0.00 ¤¤"}
"""Where a sign alone says too little: the dollar is Canada's as well, and the pound Egypt's."""


def money(amount: Decimal, currency: str) -> str:
    """Return ``412.00 EUR`` in English, ``412,00 €`` in Swedish, French and German."""
    language = get_language() or "en"
    return format_currency(amount, currency, EXACT.get(language), locale=language)
