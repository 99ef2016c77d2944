"""People, tenants, files and the audit trail, to be read."""

from django.contrib import admin
from django.contrib.auth.models import Group

from portal.admin_base import ReadOnly
from portal.models import (
    AuditChain,
    AuditCheckpoint,
    AuditEvent,
    Cover,
    Invitation,
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
    Person,
    Role,
    StoredFile,
    Upload,
    User,
)

admin.site.site_header = "Twinset"
admin.site.site_title = "Twinset"
admin.site.index_title = "Everything there is, to be read"

# A role is a group: whoever could edit groups could give herself any right, unseen by the audit.
admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ReadOnly):
    list_display = ["name", "role"]
    search_fields = ["name", "role__name", "role__organisation__name"]


@admin.register(User)
class UserAdmin(ReadOnly):
    """Whether she may sign in, and whether she is platform staff: all else is hers or an act's."""

    editable = ("is_active", "is_staff")
    hidden = ("password",)
    list_display = ["email", "name", "known_as", "is_active", "is_staff", "joined_at", "seen_at"]
    list_filter = ["is_active", "is_staff", "language"]
    search_fields = ["email", "name", "known_as", "id", "person__id"]


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ["id", "user", "erased_at"]
    list_select_related = ["user"]
    search_fields = ["id", "user__name", "user__known_as", "user__email"]


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly):
    list_display = ["name", "kind", "time_zone", "owned_by", "created_at"]
    list_filter = ["kind"]
    search_fields = ["name", "id"]


@admin.register(Role)
class RoleAdmin(ReadOnly):
    list_display = ["name", "organisation", "built_in", "retired_at"]
    list_filter = ["built_in"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name"]


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ["user", "organisation", "role", "started_at", "ended_at"]
    list_filter = ["role__built_in", "organisation__kind"]
    list_select_related = ["user", "organisation", "role"]
    search_fields = ["user__name", "user__email", "organisation__name"]


@admin.register(OrganisationUserPermission)
class OrganisationUserPermissionAdmin(ReadOnly):
    list_display = ["user", "permission", "content_object"]
    list_select_related = ["user", "permission__content_type", "content_object"]
    search_fields = ["user__name", "permission__codename", "content_object__name"]


@admin.register(OrganisationGroupPermission)
class OrganisationGroupPermissionAdmin(ReadOnly):
    list_display = ["group", "permission", "content_object"]
    list_select_related = ["group", "permission__content_type", "content_object"]
    search_fields = ["group__name", "permission__codename", "content_object__name"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ["email", "organisation", "role", "invited_at", "expires_at", "accepted_at"]
    list_select_related = ["organisation", "role"]
    search_fields = ["email", "name", "organisation__name"]
    hidden = ("secret_hash",)


@admin.register(Cover)
class CoverAdmin(ReadOnly):
    list_display = ["covered", "colleague", "organisation", "starts_at", "ends_at", "ended_at"]
    list_select_related = ["covered", "colleague", "organisation"]
    search_fields = ["covered__name", "colleague__name", "organisation__name"]


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnly):
    list_display = ["sha256", "media_type", "width", "height", "size", "created_at"]
    list_filter = ["media_type"]
    search_fields = ["sha256"]


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    list_display = ["name", "kind", "user", "organisation", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "organisation"]
    search_fields = ["name", "user__name", "file__sha256"]


@admin.register(AuditChain)
class AuditChainAdmin(ReadOnly):
    list_display = ["id", "length", "head"]
    search_fields = ["id"]


@admin.register(AuditCheckpoint)
class AuditCheckpointAdmin(ReadOnly):
    list_display = ["day", "chain_id", "length", "head", "key_id", "mailed_at"]
    search_fields = ["chain_id", "head"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ["at", "act", "subject_kind", "subject_id", "person_id", "chain_id", "number"]
    list_filter = ["act", "subject_kind"]
    search_fields = ["subject_id", "person_id", "chain_id", "act"]
    ordering = ["-at", "chain_id", "-number"]
