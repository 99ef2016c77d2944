"""Signing in at an organisation's identity provider, by this site's rules."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.actions.identity_provider import Claim, come_through_provider
from portal.errors import NotAllowed
from portal.middleware import refusal
from portal.models import IdentityProvider, User
from portal.sealing import unseal


class ProviderAdapter(DefaultSocialAccountAdapter):
    """What allauth asks this site."""

    def is_open_for_signup(self, _request: HttpRequest, _login: SocialLogin) -> bool:
        """Nobody signs up: who may come in is decided before."""
        return False

    def get_app(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> SocialApp:
        """Return the settings of a provider that is open. Raises ``SocialApp.DoesNotExist``.

        The secret is in them in memory only: allauth makes its OpenID client from this object.
        """
        app = super().get_app(request, provider, client_id)
        found = IdentityProvider.objects.filter(app=app, active=True).first()
        if found is None:
            raise SocialApp.DoesNotExist
        app.secret = unseal(found.sealed_secret) if found.sealed_secret else ""
        return app

    def pre_social_login(self, _request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let her in, or say why not, before anything else happens."""
        provider = IdentityProvider.objects.get(app__provider_id=sociallogin.account.provider)
        known = sociallogin.user if sociallogin.is_existing else None
        user = come_through_provider(
            provider=provider,
            claim=_claim(sociallogin),
            known=known if isinstance(known, User) else None,
            at=timezone.now(),
        )
        if known is None:
            sociallogin.user = user
            sociallogin.account.user = user
            sociallogin.account.save()

    def on_authentication_error(
        self, request: HttpRequest, _provider: Any, *_args: Any, **_more: Any
    ) -> None:
        """Answer with a page of ours."""
        sentence = _("Your organisation’s sign-in did not say who you are. Please try again.")  # noqa: RUF001
        raise ImmediateHttpResponse(refusal(request, NotAllowed(sentence, link="/sign-in")))


def _claim(sociallogin: SocialLogin) -> Claim:
    address = next(iter(sociallogin.email_addresses), None)
    extra = sociallogin.account.extra_data
    said = extra.get("userinfo") or extra.get("id_token") or extra
    return Claim(
        email=address.email.lower() if address else "",
        is_verified=address is not None and address.verified is True,
        name=str(said.get("name") or ""),
        language=get_language() or "",
    )
