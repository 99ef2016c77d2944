"""Who is here, what they keep, and what they did."""

from portal.models.api_key import ApiKey
from portal.models.appointment import Appointment
from portal.models.audit import AuditChain, AuditCheckpoint, AuditEvent
from portal.models.cover import Cover
from portal.models.identity_provider import IdentityProvider, ProviderDomain
from portal.models.invitation import Invitation
from portal.models.mail import Mail
from portal.models.organisation import (
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
    Role,
)
from portal.models.people import Person, User
from portal.models.push import Push, PushDevice
from portal.models.recovery import Recovery
from portal.models.stored_file import StoredFile, Upload

__all__ = [
    "ApiKey",
    "Appointment",
    "AuditChain",
    "AuditCheckpoint",
    "AuditEvent",
    "Cover",
    "IdentityProvider",
    "Invitation",
    "Mail",
    "Membership",
    "Organisation",
    "OrganisationGroupPermission",
    "OrganisationUserPermission",
    "Person",
    "ProviderDomain",
    "Push",
    "PushDevice",
    "Recovery",
    "Role",
    "StoredFile",
    "Upload",
    "User",
]
