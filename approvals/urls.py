"""Addresses of the path: brief, generate, review, publish, verify."""

from django.urls import include, path

from approvals.web import (
    brief,
    certificate,
    consent,
    desk,
    files,
    guest,
    guests,
    inbox,
    money,
    my_twin,
    orders,
    public,
    publish,
    review,
    rights,
    upload,
    verify,
)

urlpatterns = [
    # brief
    path("briefs", brief.briefs, name="briefs"),
    path("briefs/new", brief.new_brief, name="new-brief"),
    path("briefs/check", brief.check, name="check-brief"),
    path("briefs/<uuid:brief_id>", brief.brief, name="brief"),
    path("briefs/<uuid:brief_id>/edit", brief.edit_brief, name="edit-brief"),
    path("briefs/<uuid:brief_id>/submit", brief.submit, name="submit-brief"),
    path("briefs/<uuid:brief_id>/close", brief.close, name="close-brief"),
    path("briefs/<uuid:brief_id>/sheet", brief.sheet, name="brief-sheet"),
    path("briefs/<uuid:brief_id>/rights", rights.brief_rights, name="brief-rights"),
    path("runs/<uuid:run_id>/cancel", brief.cancel, name="cancel-run"),
    path("runs/<uuid:run_id>/again", brief.again, name="order-again"),
    path("uploads", upload.upload, name="upload"),
    path("uploads/<uuid:upload_id>/preview", files.upload_preview, name="upload-preview"),
    path("assets/<uuid:asset_id>/preview", files.asset_preview, name="asset-preview"),
    # guests
    path("briefs/<uuid:brief_id>/guests", guests.invite, name="invite-guest"),
    path("guests/<uuid:link_id>/resend", guests.resend, name="resend-guest"),
    path("guests/<uuid:link_id>/revoke", guests.revoke, name="revoke-guest"),
    path("g/<str:secret>", guest.guest, name="guest"),
    path("g/<str:secret>/code", guest.code, name="guest-code"),
    path("g/<str:secret>/pictures/<uuid:draft_id>", guest.picture, name="guest-picture"),
    path("g/<str:secret>/pictures/<uuid:draft_id>/file", guest.file, name="guest-file"),
    path("g/<str:secret>/pictures/<uuid:draft_id>/opinion", guest.opinion, name="guest-opinion"),
    # generate
    path("orders", orders.orders, name="orders"),
    path("orders/<uuid:run_id>", orders.order, name="order"),
    path("orders/<uuid:run_id>/files/<str:sha256>", orders.fetch, name="order-file"),
    path("orders/<uuid:run_id>/deliver", orders.deliver, name="deliver"),
    # review
    path("inbox", inbox.inbox, name="inbox"),
    path("desk", desk.desk, name="desk"),
    path("models", desk.models, name="models"),
    path("drafts/<uuid:draft_id>", review.draft, name="draft"),
    path("drafts/<uuid:draft_id>/decide", review.decide, name="decide"),
    path("drafts/<uuid:draft_id>/ask-again", review.ask_again, name="ask-again"),
    path("drafts/<uuid:draft_id>/withdraw", review.withdraw, name="withdraw-draft"),
    path("drafts/<uuid:draft_id>/picture", files.draft_picture, name="draft-picture"),
    path("drafts/<uuid:draft_id>/preview", files.draft_preview, name="draft-preview"),
    # publish
    path("published", publish.published, name="published"),
    path("drafts/<uuid:draft_id>/publish", publish.publish, name="publish"),
    path("drafts/<uuid:draft_id>/rendition/<slug:channel>", publish.rendition, name="rendition"),
    path(
        "publications/<uuid:publication_id>/certificate",
        certificate.certificate,
        name="certificate",
    ),
    path(
        "publications/<uuid:publication_id>/certificate.json",
        certificate.as_json,
        name="certificate-json",
    ),
    path(
        "publications/<uuid:publication_id>/certificate.pdf",
        certificate.pdf,
        name="certificate-pdf",
    ),
    path("publications/<uuid:publication_id>/unpublish", publish.unpublish, name="unpublish"),
    path("p/<str:public_id>", public.publication, name="publication"),
    path("p/<str:public_id>/picture", public.picture, name="publication-picture"),
    path("p/<str:public_id>/kit", public.kit, name="publication-kit"),
    # verify
    path("verify", verify.verify, name="verify"),
    path("api/verify", verify.api_verify, name="api-verify"),
    path("api/", include("approvals.api.urls")),
    # and back
    path("my-twin", my_twin.my_twin, name="my-twin"),
    path("my-twin/consent", consent.consent, name="consent"),
    path("my-twin/consent/sign", consent.sign, name="sign-consent"),
    path("my-twin/withdraw", my_twin.withdraw, name="withdraw-consent"),
    path(
        "my-twin/pictures/<uuid:publication_id>/withdraw",
        my_twin.withdraw_picture,
        name="withdraw-picture",
    ),
    path("my-money", money.my_money, name="my-money"),
    path("references/<uuid:reference_id>/picture", files.reference_picture, name="reference"),
]
