"""Twins and the rights over them."""

from twins.models.consent import Consent, ConsentEvent
from twins.models.licence import Licence, LicencePart, LicenceSignature
from twins.models.rate_card import RateCard
from twins.models.representation import Representation
from twins.models.stop import Stop
from twins.models.twin import Reference, Twin, TwinGroupPermission, TwinUserPermission

__all__ = [
    "Consent",
    "ConsentEvent",
    "Licence",
    "LicencePart",
    "LicenceSignature",
    "RateCard",
    "Reference",
    "Representation",
    "Stop",
    "Twin",
    "TwinGroupPermission",
    "TwinUserPermission",
]
