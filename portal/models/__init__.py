"""Who is here, what they keep, and what they did."""

from portal.models.audit import AuditChain, AuditCheckpoint, AuditEvent
from portal.models.cover import Cover
from portal.models.invitation import Invitation
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
    "Cover",
    "Invitation",
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
