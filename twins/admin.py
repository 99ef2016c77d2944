"""Twins and the rights over them, to be read: nobody signs for anybody here."""

from django.contrib import admin

from portal.admin_base import ReadOnly
from twins.models import (
    Consent,
    ConsentEvent,
    Licence,
    LicencePart,
    LicenceSignature,
    RateCard,
    Reference,
    Representation,
    Stop,
    Twin,
    TwinGroupPermission,
    TwinUserPermission,
)

OWNER = ["twin__owner__user__name", "twin__owner__user__known_as", "twin__id"]


@admin.register(Twin)
class TwinAdmin(ReadOnly):
    list_display = ["owner", "studio", "created_at", "id"]
    list_filter = ["studio"]
    list_select_related = ["owner__user", "studio"]
    search_fields = ["id", "owner__user__name", "owner__user__known_as"]


@admin.register(Reference)
class ReferenceAdmin(ReadOnly):
    list_display = ["twin", "file", "added_at", "removed_at"]
    list_select_related = ["twin__owner__user", "file"]
    search_fields = [*OWNER, "file__sha256"]


@admin.register(Stop)
class StopAdmin(ReadOnly):
    list_display = ["twin", "placed_at", "placed_how", "lifted_at"]
    list_filter = ["placed_how"]
    list_select_related = ["twin__owner__user"]
    search_fields = OWNER


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["twin", "version", "signed_at", "signed_how", "starts_at", "ends_at"]
    list_filter = ["signed_how", "credit_name"]
    list_select_related = ["twin__owner__user"]
    search_fields = [*OWNER, "id", "document_sha256"]


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly):
    list_display = ["consent", "kind", "purposes", "at", "handled_at"]
    list_filter = ["kind"]
    list_select_related = ["consent__twin__owner__user"]
    search_fields = ["consent__twin__owner__user__name", "consent__id"]


@admin.register(Representation)
class RepresentationAdmin(ReadOnly):
    list_display = ["twin", "agency", "is_mother", "commission", "starts_at", "ends_at", "ended_at"]
    list_filter = ["is_mother"]
    list_select_related = ["twin__owner__user", "agency"]
    search_fields = [*OWNER, "agency__name"]


@admin.register(Licence)
class LicenceAdmin(ReadOnly):
    list_display = ["twin", "brand", "product_line", "in_force_since", "ends_at", "ended_at"]
    list_filter = ["exclusivity"]
    list_select_related = ["twin__owner__user", "brand"]
    search_fields = [*OWNER, "brand__name", "product_line", "id"]


@admin.register(LicencePart)
class LicencePartAdmin(ReadOnly):
    list_display = ["licence", "agency", "territories", "commission"]
    list_select_related = ["licence__twin__owner__user", "licence__brand", "agency"]
    search_fields = ["licence__id", "agency__name", "licence__brand__name"]


@admin.register(LicenceSignature)
class LicenceSignatureAdmin(ReadOnly):
    list_display = ["licence", "side", "organisation", "person", "at", "how"]
    list_filter = ["side", "how"]
    list_select_related = [
        "licence__twin__owner__user",
        "licence__brand",
        "organisation",
        "person__user",
    ]
    search_fields = ["licence__id", "organisation__name", "licence__brand__name"]


@admin.register(RateCard)
class RateCardAdmin(ReadOnly):
    list_display = ["agency", "twin", "version", "base", "currency", "set_at"]
    list_filter = ["currency"]
    list_select_related = ["agency", "twin__owner__user"]
    search_fields = [*OWNER, "agency__name"]


@admin.register(TwinUserPermission)
class TwinUserPermissionAdmin(ReadOnly):
    list_display = ["user", "permission", "content_object"]
    list_select_related = ["user", "permission__content_type", "content_object__owner__user"]
    search_fields = ["user__name", "permission__codename"]


@admin.register(TwinGroupPermission)
class TwinGroupPermissionAdmin(ReadOnly):
    list_display = ["group", "permission", "content_object"]
    list_select_related = ["group", "permission__content_type", "content_object__owner__user"]
    search_fields = ["group__name", "permission__codename"]
