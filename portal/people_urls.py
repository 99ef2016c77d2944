"""The addresses of an organisation's people and roles."""

from django.urls import path

from portal.web import (
    invitation,
    member,
    member_page,
    people,
    people_sign_in,
    people_time,
    role_change,
    roles,
)

urlpatterns = [
    path("people", people.people, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/sign-in", people_sign_in.people_sign_in, name="people-sign-in"),
    path("people/time", people_time.people_time, name="people-time"),
    path("people/<uuid:membership_id>", member_page.member, name="member"),
    path("people/<uuid:membership_id>/give", member.give_role, name="give-role"),
    path("people/<uuid:membership_id>/take", member.take_role, name="take-role"),
    path("people/<uuid:membership_id>/remove", member.remove, name="remove-member"),
    path("invitations/<uuid:invitation_id>/resend", people.resend, name="resend-invitation"),
    path("invitations/<uuid:invitation_id>/revoke", people.revoke, name="revoke-invitation"),
    path("invitation/<uuid:invitation_id>/<str:secret>", invitation.invitation, name="invitation"),
    path("roles", roles.roles, name="roles"),
    path("roles/new", roles.new_role, name="new-role"),
    path("roles/<uuid:role_id>", roles.role, name="role"),
    path("roles/<uuid:role_id>/rename", roles.rename, name="rename-role"),
    path("roles/<uuid:role_id>/change", role_change.change, name="change-role"),
    path("roles/<uuid:role_id>/retire", role_change.retire, name="retire-role"),
]
