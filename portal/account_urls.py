"""Addresses of signing in and of what belongs to it.

allauth looks its pages up by its own names (``account_…``, ``mfa_…``): those that it needs are
here under our addresses, and the others are nowhere.
"""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path
from django.views import View
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.web import (
    addresses,
    again_by_mail,
    api_keys,
    appointment,
    identity_providers,
    language,
    organisation_sign_in,
    passwords,
    push,
    reauthenticate,
    recovery,
    second_factor,
    sessions,
    sign_in,
)
from portal.web.reauthenticate import ask_again

type Answer = Callable[..., HttpResponseBase]


def page(view: type[View]) -> Answer:
    """Return a page with a form; any other method is refused before anything else is said."""
    return require_http_methods(["GET", "HEAD", "POST"])(view.as_view())


urlpatterns = [
    path("push/on", push.on, name="push-on"),
    path("push/off", push.off, name="push-off"),
    path("push/devices/<uuid:device_id>/remove", push.remove, name="remove-push-device"),
    path("sign-in", page(sign_in.SignIn), name="sign-in"),
    path("sign-in", page(sign_in.SignIn), name="account_login"),
    path("sign-out", require_POST(sign_in.SignOut.as_view()), name="sign-out"),
    path("sign-out", require_POST(sign_in.SignOut.as_view()), name="account_logout"),
    path("sign-in/code", page(sign_in.AskForCode), name="account_request_login_code"),
    path("sign-in/code/typed", page(sign_in.TypeCode), name="account_confirm_login_code"),
    path("sign-in/closed", require_safe(sign_in.Closed.as_view()), name="account_inactive"),
    path("sign-in/forgot", page(passwords.ForgotPassword), name="account_reset_password"),
    path(
        "sign-in/forgot/typed",
        page(passwords.TypeResetCode),
        name="account_confirm_password_reset_code",
    ),
    path(
        "sign-in/forgot/new",
        page(passwords.NewPassword),
        name="account_complete_password_reset",
    ),
    path(
        "sign-in/forgot/done",
        require_safe(passwords.ResetDone.as_view()),
        name="account_password_reset_completed",
    ),
    path(
        "account/password",
        page(passwords.ChangePassword),
        name="account_change_password",
    ),
    path(
        "account/first-password",
        ask_again(page(passwords.FirstPassword)),
        name="account_set_password",
    ),
    path("account/addresses", ask_again(page(addresses.Addresses)), name="account_email"),
    path(
        "account/addresses/confirm",
        page(addresses.ConfirmAddress),
        name="account_email_verification_sent",
    ),
    # second factors
    path("sign-in/second", page(second_factor.SecondStep), name="mfa_authenticate"),
    path("sign-in/passkey", page(second_factor.PasskeySignIn), name="mfa_login_webauthn"),
    path("account", require_safe(second_factor.Overview.as_view()), name="mfa_index"),
    path(
        "account/passkeys/new", ask_again(page(second_factor.AddPasskey)), name="mfa_add_webauthn"
    ),
    path(
        "account/passkeys/<int:pk>/remove",
        ask_again(page(second_factor.RemovePasskey)),
        name="mfa_remove_webauthn",
    ),
    path("account/app/new", ask_again(page(second_factor.ActivateApp)), name="mfa_activate_totp"),
    path(
        "account/app/remove",
        ask_again(page(second_factor.DeactivateApp)),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/codes",
        ask_again(require_safe(second_factor.RecoveryCodes.as_view())),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/codes/new",
        ask_again(page(second_factor.NewRecoveryCodes)),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/codes/download",
        ask_again(require_safe(second_factor.DownloadCodes.as_view())),
        name="mfa_download_recovery_codes",
    ),
    # an organisation's own sign-in
    path(
        "sign-in/organisation",
        organisation_sign_in.organisation_sign_in,
        name="organisation-sign-in",
    ),
    path(
        "sign-in/organisation/<str:provider_id>",
        organisation_sign_in.go,
        name="openid_connect_login",
    ),
    path(
        "sign-in/organisation/<str:provider_id>/back",
        organisation_sign_in.back,
        name="openid_connect_callback",
    ),
    # once more
    path("account/again", page(reauthenticate.WithPassword), name="account_reauthenticate"),
    path("account/again/code", page(reauthenticate.WithApp), name="mfa_reauthenticate"),
    path(
        "account/again/passkey",
        page(reauthenticate.WithPasskey),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/again/mail", page(again_by_mail.ByMail), name="reauthenticate-by-mail"),
    # the way back in
    path("staff/appointments", appointment.appointments, name="appointments"),
    path(
        "staff/appointments/<uuid:appointment_id>/<slug:step>",
        appointment.step_appointment,
        name="step-appointment",
    ),
    path("staff/recoveries", recovery.recoveries, name="recoveries"),
    path("staff/recoveries/<uuid:recovery_id>", recovery.recovery, name="recovery"),
    path(
        "staff/recoveries/<uuid:recovery_id>/<slug:step>",
        recovery.step_recovery,
        name="step-recovery",
    ),
    # organisations' own sign-in, added by staff
    path("staff/identity-providers", identity_providers.providers, name="identity-providers"),
    path(
        "staff/identity-providers/new",
        identity_providers.new_provider,
        name="new-identity-provider",
    ),
    path(
        "staff/identity-providers/<uuid:provider_id>/close",
        identity_providers.close_provider,
        name="close-identity-provider",
    ),
    path("recovery/<str:token>/stop", recovery.stop, name="stop-recovery"),
    # language
    path("account/language", language.language, name="language"),
    path("language", language.speak_to_stranger, name="speak-to-stranger"),
    # sessions
    path("account/sessions", sessions.sessions, name="sessions"),
    path("account/sessions/<int:session_id>/end", sessions.end_session, name="end-session"),
    path("account/sessions/end-others", sessions.end_other_sessions, name="end-other-sessions"),
    # keys for programs
    path("account/keys", api_keys.api_keys, name="api-keys"),
    path("account/keys/<uuid:key_id>/revoke", api_keys.revoke, name="revoke-api-key"),
]
