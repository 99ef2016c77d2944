"""Who is here, what they keep, and what they did."""

from portal.models.audit import AuditChain, AuditCheckpoint, AuditEvent
from portal.models.organisation import (
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
    Role,
)
from portal.models.people import Person, User
from portal.models.stored_file import StoredFile, Upload

__all__ = [
    "AuditChain",
    "AuditCheckpoint",
    "AuditEvent",
    "Membership",
    "Organisation",
    "OrganisationGroupPermission",
    "OrganisationUserPermission",
    "Person",
    "Role",
    "StoredFile",
    "Upload",
    "User",
]
