"""People, tenants, files and the audit trail, to be read."""

from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.admin_base import ReadOnly
from portal.errors import NotAllowed
from portal.models import (
    ApiKey,
    Appointment,
    AuditChain,
    AuditCheckpoint,
    AuditEvent,
    Cover,
    IdentityProvider,
    Invitation,
    Mail,
    Membership,
    Organisation,
    OrganisationGroupPermission,
    OrganisationUserPermission,
    Person,
    ProviderDomain,
    Push,
    PushDevice,
    Recovery,
    Role,
    StoredFile,
    Upload,
    User,
)

admin.site.site_header = "Twinset"
admin.site.site_title = "Twinset"
admin.site.index_title = "Everything there is, to be read"


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Send people to the site's own door: the admin has none that would spare a second step."""
    if request.user.is_authenticated:
        raise NotAllowed(_("Only staff of the platform may read this."))
    there = request.GET.get("next", reverse("admin:index"))
    return redirect(f"{reverse('sign-in')}?{urlencode({'next': there})}")


def _password(_request: HttpRequest, **_more: object) -> HttpResponse:
    """Send staff to the page on which everybody changes a password."""
    return redirect("account_change_password")


setattr(admin.site, "login", _sign_in)  # noqa: B010 - typed as a method
setattr(admin.site, "password_change", _password)  # noqa: B010

# A role is a group: whoever could edit groups could give herself any right, unseen by the audit.
admin.site.unregister(Group)
# allauth's own pages would let staff write addresses, factors and providers past every act.
admin.site.unregister([Authenticator, EmailAddress, SocialAccount, SocialApp, UserSession])


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


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnly):
    list_display = ["email", "user", "primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email", "user__name"]


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly):
    """Who has which second factor; never its secret."""

    hidden = ("data",)
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]


@admin.register(IdentityProvider)
class IdentityProviderAdmin(ReadOnly):
    """Whose provider it is; never its secret, not even sealed."""

    hidden = ("sealed_secret",)
    list_display = ["organisation", "role", "active", "created_at"]
    list_select_related = ["organisation", "role"]
    search_fields = ["organisation__name"]


@admin.register(ProviderDomain)
class ProviderDomainAdmin(ReadOnly):
    list_display = ["name", "provider"]
    list_select_related = ["provider__organisation"]
    search_fields = ["name"]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly):
    """Whose program may what; never the secret, not even its hash."""

    hidden = ("secret_hash",)
    list_display = ["name", "user", "organisation", "made_at", "expires_at", "used_at"]
    list_select_related = ["user", "organisation"]
    search_fields = ["name", "user__name", "organisation__name"]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnly):
    list_display = ["organisation", "user", "proposed_at", "confirmed_at", "dropped_at"]
    list_select_related = ["organisation", "user"]
    search_fields = ["organisation__name", "user__name"]


@admin.register(Recovery)
class RecoveryAdmin(ReadOnly):
    list_display = ["user", "opened_at", "confirmed_at", "stopped_at", "done_at"]
    list_select_related = ["user"]
    search_fields = ["user__name"]


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


@admin.register(Mail)
class MailAdmin(ReadOnly):
    """What became of a mail; nobody reads here what it says."""

    hidden = ("sealed",)
    list_display = ["name", "address", "state", "attempt", "posted_at", "ended_at", "failure"]
    list_filter = ["state", "name"]
    search_fields = ["address", "name", "about"]


@admin.register(PushDevice)
class PushDeviceAdmin(ReadOnly):
    """Whom the site reaches in which browser; its address and keys are nobody's to read."""

    hidden = ("sealed",)
    list_display = ["user", "made_at"]
    search_fields = ["user__name", "user__email"]


@admin.register(Push)
class PushAdmin(ReadOnly):
    """What became of a message to a browser."""

    list_display = ["device", "state", "attempt", "posted_at", "ended_at", "failure"]
    list_filter = ["state"]
    search_fields = ["device__user__name", "failure"]


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
