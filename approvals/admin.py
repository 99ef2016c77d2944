"""The path from brief to withdrawal, to be read; channels may be edited, for they are no act."""

from typing import Any, override

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from approvals.models import (
    Approval,
    Asset,
    Brief,
    BriefGroupPermission,
    BriefTwin,
    BriefUserPermission,
    CaseNote,
    Channel,
    CrewLink,
    CrewMember,
    Decision,
    DeskFilter,
    Download,
    Draft,
    FoundMarks,
    GuestLink,
    LedgerEntry,
    LicenceTold,
    MisuseCase,
    Notice,
    NoticeChoice,
    Opinion,
    Pin,
    Portrayal,
    Publication,
    PublishedFile,
    Reason,
    Review,
    ReviewPolicy,
    Run,
    Seat,
    Stage,
    Statement,
    StatementLine,
    SwitchProof,
    Takedown,
    Use,
)
from portal.admin_base import ModelAdmin, ReadOnly, in_hex


@admin.register(Channel)
class ChannelAdmin(ModelAdmin):
    """Where pictures are published: an operator adds and mends them, and deletes none in use."""

    list_display = ["title", "name", "width", "height", "medium", "media_type", "reads", "place"]
    list_filter = ["medium", "media_type"]
    search_fields = ["name", "title"]
    actions = None

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """Keep the name once it is given: offers and publications call the channel by it."""
        return ("name",) if obj else ()

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: what was published there keeps its channel."""
        return False


@admin.register(Brief)
class BriefAdmin(ReadOnly):
    list_display = ["title", "brand", "state", "generator", "created_at", "due_at"]
    list_filter = ["state", "generator"]
    list_select_related = ["brand"]
    search_fields = ["title", "brand__name", "id"]


@admin.register(BriefTwin)
class BriefTwinAdmin(ReadOnly):
    list_display = ["brief", "twin", "licence"]
    list_select_related = ["brief", "twin__owner__user", "licence__twin__owner__user"]
    search_fields = ["brief__title", "twin__owner__user__name"]


@admin.register(Use)
class UseAdmin(ReadOnly):
    list_display = ["brief", "medium", "territories", "starts_at", "ends_at", "product_line"]
    list_filter = ["medium"]
    list_select_related = ["brief"]
    search_fields = ["brief__title", "product_line"]


@admin.register(Asset)
class AssetAdmin(ReadOnly):
    list_display = ["name", "kind", "brief", "added_at"]
    list_filter = ["kind"]
    list_select_related = ["brief"]
    search_fields = ["name", "brief__title", "file__sha256"]


@admin.register(CrewMember)
class CrewMemberAdmin(ReadOnly):
    list_display = ["person", "role", "brief", "fee", "currency"]
    list_filter = ["role"]
    list_select_related = ["person__user", "brief"]
    search_fields = ["person__user__name", "brief__title"]


@admin.register(Seat)
class SeatAdmin(ReadOnly):
    list_display = ["brief", "person", "side", "taken_at"]
    list_filter = ["side"]
    list_select_related = ["brief", "person__user"]
    search_fields = ["brief__title", "person__user__name"]


@admin.register(BriefUserPermission)
class BriefUserPermissionAdmin(ReadOnly):
    list_display = ["user", "permission", "content_object"]
    list_select_related = ["user", "permission__content_type", "content_object"]
    search_fields = ["user__name", "permission__codename", "content_object__title"]


@admin.register(BriefGroupPermission)
class BriefGroupPermissionAdmin(ReadOnly):
    list_display = ["group", "permission", "content_object"]
    list_select_related = ["group", "permission__content_type", "content_object"]
    search_fields = ["group__name", "permission__codename", "content_object__title"]


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ["brief", "generator", "studio", "state", "done", "count", "requested_at"]
    list_filter = ["state", "generator"]
    list_select_related = ["brief", "studio"]
    search_fields = ["id", "brief__title", "brief__brand__name", "failure"]


@admin.register(Download)
class DownloadAdmin(ReadOnly):
    list_display = ["run", "file", "person", "at"]
    list_select_related = ["run__brief", "file", "person__user"]
    search_fields = ["file__sha256", "person__user__name", "run__id"]


@admin.register(Draft)
class DraftAdmin(ReadOnly):
    list_display = ["brief", "place", "version", "ai_system", "digital_source_type", "created_at"]
    list_filter = ["digital_source_type"]
    list_select_related = ["brief"]
    search_fields = ["id", "brief__title", "master__sha256", "ai_system"]


@admin.register(Portrayal)
class PortrayalAdmin(ReadOnly):
    list_display = ["draft", "twin", "licence"]
    list_select_related = ["draft__brief", "twin__owner__user", "licence__twin__owner__user"]
    search_fields = ["draft__id", "twin__owner__user__name"]


@admin.register(ReviewPolicy)
class ReviewPolicyAdmin(ReadOnly):
    list_display = ["agency", "licence", "version", "brand_place", "agency_place", "model_place"]
    list_select_related = ["agency", "licence__twin__owner__user", "licence__brand"]
    search_fields = ["agency__name", "licence__id"]


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ["draft", "number", "state", "opened_at", "closed_at"]
    list_filter = ["state"]
    list_select_related = ["draft__brief"]
    search_fields = ["draft__id", "draft__brief__title", "offer_sha256"]


@admin.register(Stage)
class StageAdmin(ReadOnly):
    list_display = ["review", "side", "organisation", "twin", "place", "state", "asked_at"]
    list_filter = ["side", "state"]
    list_select_related = ["review__draft__brief", "organisation", "twin__owner__user"]
    search_fields = ["review__draft__id", "organisation__name", "review__draft__brief__title"]


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ["draft", "stage", "person", "for_person", "verdict", "sent_at", "sent_how"]
    list_filter = ["verdict", "stage__side", "sent_how"]
    list_select_related = [
        "draft__brief",
        "stage__review__draft__brief",
        "person__user",
        "for_person__user",
    ]
    search_fields = ["draft__id", "person__user__name", "draft_sha256", "offer_sha256"]


@admin.register(Pin)
class PinAdmin(ReadOnly):
    list_display = ["text", "draft", "person", "at"]
    list_select_related = ["draft__brief", "person__user"]
    search_fields = ["text", "draft__id", "person__user__name"]


@admin.register(Reason)
class ReasonAdmin(ReadOnly):
    list_display = ["words", "agency", "given_for", "place", "retired_at"]
    list_select_related = ["agency"]
    list_filter = ["given_for"]
    search_fields = ["words", "agency__name"]


@admin.register(DeskFilter)
class DeskFilterAdmin(ReadOnly):
    list_display = ["user", "name"]
    list_select_related = ["user"]
    search_fields = ["user__name", "name"]


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ["user", "kind", "draft", "licence", "case", "at", "mailed_at", "read_at"]
    list_select_related = ["user", "draft__brief", "licence__brand", "licence__twin", "case"]
    list_filter = ["kind"]
    search_fields = ["user__name"]


@admin.register(LicenceTold)
class LicenceToldAdmin(ReadOnly):
    list_display = ["licence", "word", "at"]
    list_select_related = ["licence__brand", "licence__twin"]
    list_filter = ["word"]
    search_fields = ["licence__brand__name"]


@admin.register(NoticeChoice)
class NoticeChoiceAdmin(ReadOnly):
    list_display = ["user", "kind", "how"]
    list_select_related = ["user"]
    search_fields = ["user__name"]


@admin.register(CrewLink)
class CrewLinkAdmin(ReadOnly):
    list_display = ["name", "email", "member", "invited_at", "expires_at", "revoked_at"]
    list_select_related = ["member__brief", "member__person__user"]
    search_fields = ["name", "email", "member__brief__title"]
    hidden = ("secret_hash", "code_hash")


@admin.register(GuestLink)
class GuestLinkAdmin(ReadOnly):
    list_display = ["name", "email", "brief", "invited_at", "expires_at", "revoked_at"]
    list_select_related = ["brief"]
    search_fields = ["name", "email", "brief__title"]
    hidden = ("secret_hash", "code_hash")


@admin.register(Opinion)
class OpinionAdmin(ReadOnly):
    list_display = ["draft", "person", "verdict", "sent_at"]
    list_filter = ["verdict"]
    list_select_related = ["draft__brief", "person__user"]
    search_fields = ["draft__id", "person__id", "draft_sha256", "offer_sha256"]


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ["draft", "channel", "public_id", "state", "live_at", "down_at", "down_because"]
    list_filter = ["state", "channel", "down_because"]
    list_select_related = ["draft__brief", "channel"]
    search_fields = ["public_id", "id", "master_sha256", "draft__brief__title", "files__sha256"]


@admin.register(PublishedFile)
class PublishedFileAdmin(ReadOnly):
    hidden = ("fingerprint", "windows")
    list_display = ["publication", "sha256", "media_type", "size", "made_at", "replaced_at"]
    list_filter = ["media_type"]
    list_select_related = ["publication__draft__brief", "publication__channel"]
    search_fields = ["sha256", "publication__public_id"]

    @override
    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Show the fingerprint as text besides."""
        return [*super().get_fields(request, obj), "fingerprint_in_hex"]

    @admin.display(description="Fingerprint")
    def fingerprint_in_hex(self, file: PublishedFile) -> str:
        """Return the 256 bits in hex."""
        return in_hex(file.fingerprint)


@admin.register(Approval)
class ApprovalAdmin(ReadOnly):
    list_display = ["publication", "twin", "consent", "licence", "represents_herself"]
    list_filter = ["represents_herself"]
    list_select_related = [
        "publication__draft__brief",
        "publication__channel",
        "twin__owner__user",
        "consent__twin__owner__user",
        "licence__twin__owner__user",
        "licence__brand",
    ]
    search_fields = ["publication__public_id", "twin__owner__user__name", "consent__id"]


@admin.register(Takedown)
class TakedownAdmin(ReadOnly):
    list_display = ["publication", "because", "ordered_at", "outside_due_at", "outside_done_at"]
    list_filter = ["because"]
    list_select_related = ["publication__draft__brief", "publication__channel"]
    search_fields = ["publication__public_id", "because"]


@admin.register(FoundMarks)
class FoundMarksAdmin(ReadOnly):
    list_display = ["file", "digital_source_type", "manifest", "has_watermark", "found_at"]
    list_filter = ["digital_source_type", "manifest_holds", "has_watermark"]
    list_select_related = ["file"]
    search_fields = ["file__sha256", "sent_sha256", "manifest"]


@admin.register(SwitchProof)
class SwitchProofAdmin(ReadOnly):
    list_display = ["publication", "proof", "person", "at"]
    list_select_related = ["publication__draft__brief", "publication__channel", "person__user"]
    search_fields = ["publication__public_id", "proof"]


@admin.register(MisuseCase)
class MisuseCaseAdmin(ReadOnly):
    hidden = ("reporter_email",)
    list_display = ["publication", "found_where", "answer", "reported_at", "outcome", "closed_at"]
    list_filter = ["answer", "outcome"]
    list_select_related = ["publication__draft__brief", "publication__channel"]
    search_fields = ["id", "publication__public_id", "found_where", "sent_sha256"]


@admin.register(CaseNote)
class CaseNoteAdmin(ReadOnly):
    list_display = ["case", "person", "text", "at"]
    list_select_related = ["case", "person__user"]
    search_fields = ["case__id", "text"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly):
    list_display = ["at", "kind", "twin", "brand", "agency", "gross", "net", "currency", "due_at"]
    list_filter = ["kind", "currency", "medium"]
    list_select_related = ["twin__owner__user", "brand", "agency"]
    search_fields = ["brand__name", "agency__name", "twin__owner__user__name", "master_sha256"]


@admin.register(Statement)
class StatementAdmin(ReadOnly):
    list_display = ["number", "person", "organisation", "month_starts_at", "currency", "issued_at"]
    list_filter = ["currency"]
    list_select_related = ["person__user", "organisation"]
    search_fields = ["number", "organisation__name", "person__user__name"]


@admin.register(StatementLine)
class StatementLineAdmin(ReadOnly):
    list_display = ["statement", "entry"]
    list_select_related = ["statement", "entry"]
    search_fields = ["statement__number", "entry__master_sha256"]
