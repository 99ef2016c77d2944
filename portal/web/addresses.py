"""The e-mail addresses at which she can be reached; she signs in with one of them."""

from allauth.account import views as account


class Addresses(account.EmailView):
    """See, add, choose and take away addresses."""

    template_name = "portal/account/addresses.html"


class ConfirmAddress(account.ConfirmEmailVerificationCodeView):
    """Show the code that came to a new address."""

    template_name = "portal/account/confirm_address.html"
