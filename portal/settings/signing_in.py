"""How people sign in: django-allauth, with the project's own addresses, pages and words.

Nobody signs up: people come by invitation. An e-mail address is a person's name here.
"""

from portal.settings import env

ACCOUNT_ADAPTER = "portal.signing_in.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody who never came here gets a mail from here
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,3/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "3/m/key",
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "portal.signing_in.forms.SignIn",
    "request_login_code": "portal.signing_in.forms.AskForCode",
    "confirm_login_code": "portal.signing_in.forms.TypeCode",
    "reset_password": "portal.signing_in.forms.ForgotPassword",
    "confirm_password_reset_code": "portal.signing_in.forms.TypeResetCode",
    "reset_password_from_key": "portal.signing_in.forms.NewPassword",
    "change_password": "portal.signing_in.forms.ChangePassword",
    "set_password": "portal.signing_in.forms.FirstPassword",
    "add_email": "portal.signing_in.forms.AddAddress",
    "confirm_email_verification_code": "portal.signing_in.forms.TypeAddressCode",
    "reauthenticate": "portal.signing_in.forms.PasswordAgain",
}

MFA_ADAPTER = "portal.signing_in.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey signs in alone
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are invited: nobody can take an address in advance
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_FORMS = {
    "authenticate": "portal.signing_in.forms.SecondStep",
    "reauthenticate": "portal.signing_in.forms.CodeAgain",
    "activate_totp": "portal.signing_in.forms.ActivateApp",
    "add_webauthn": "portal.signing_in.forms.AddPasskey",
}

SOCIALACCOUNT_ADAPTER = "portal.signing_in.providers.ProviderAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # what a provider did not verify is refused
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.passwords.NotInBreach"},
]
BREACH_CHECK_URL = env.text("BREACH_CHECK_URL", "")
