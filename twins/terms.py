"""Rights and prices as plain values: what coverage and pricing reason about. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Purpose(StrEnum):
    """What a model says yes or no to, each on its own."""

    STORAGE = "storage"
    MAKING = "making"
    LIKENESS = "likeness"
    LISTING = "listing"
    TRAINING = "training"


NEEDED_FOR_PICTURES = frozenset({Purpose.STORAGE, Purpose.MAKING})

CONTEXTS = (
    "swimwear",
    "lingerie",
    "nudity",
    "alcohol",
    "tobacco",
    "politics",
    "religion",
    "fur",
    "medical",
    "gambling",
)


@dataclass(frozen=True, kw_only=True)
class Use:
    """One concrete intended use: where, for how long, in which medium, for what."""

    medium: str
    territories: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    months: int
    product_line: str
    contexts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ConsentTerms:
    """A signed consent and what was taken back from it. Instants have zones."""

    purposes: frozenset[Purpose]
    withdrawn: Mapping[Purpose, datetime]
    starts_at: datetime
    ends_at: datetime
    zone: str
    territories: frozenset[str]
    excluded_contexts: frozenset[str]
    generators: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class LicenceTerms:
    """What a licence allows; ``signed_at`` is None until all have signed."""

    signed_at: datetime | None
    ended_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    media: frozenset[str]
    territories: frozenset[str]
    product_line: str
    image_cap: int
    prohibited_contexts: frozenset[str]
    awaits_payment: bool


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Prices of one card. Money in ``currency``; the mappings hold factors of ``base``."""

    currency: str
    base: Decimal
    per_image: Decimal
    set_up: Decimal
    client_fee: Decimal
    media: Mapping[str, Decimal]
    territories: Mapping[str, Decimal]
    terms: Mapping[int, Decimal]
