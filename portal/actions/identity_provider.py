"""Let an organisation's people sign in at its own identity provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.actions.staff import check_is_staff_of_nobody
from portal.errors import Conflict, Invalid, NotAllowed
from portal.languages import known
from portal.models import (
    IdentityProvider,
    Membership,
    Organisation,
    OrganisationGroupPermission,
    ProviderDomain,
    Role,
    User,
)
from portal.sealing import seal

LONGEST_DOMAIN = 253


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a provider says of somebody who signed in there."""

    email: str
    is_verified: bool
    name: str
    language: str = ""
    """In which she reads the pages of the site."""

    @property
    def domain(self) -> str:
        """What follows the last @, in small letters."""
        return self.email.rpartition("@")[2].lower()


@transaction.atomic
def add_identity_provider(
    *,
    organisation: Organisation,
    issuer: str,
    client_id: str,
    secret: str,
    domains: Sequence[str],
    role: str,
    actor: User,
    at: datetime,
) -> IdentityProvider:
    """Add a provider: the act of platform staff, who made sure that the domains are theirs.

    The role is never one that manages people. Raises ``Invalid`` for what cannot be, ``Conflict``
    for a domain that another provider has.
    """
    check_is_staff_of_nobody(actor)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    issuer = issuer.strip()
    _check_issuer(issuer)
    app = SocialApp.objects.create(
        provider="openid_connect",
        provider_id=uuid4().hex,
        name=organisation.name[:40],
        client_id=client_id,
        settings={"server_url": issuer, "oauth_pkce_enabled": True},
    )
    provider = IdentityProvider.objects.create(
        organisation=organisation,
        app=app,
        sealed_secret=seal(secret),
        role=_role(organisation, role),
        created_at=at,
    )
    _add_domains(provider, domains)
    _record(provider, "identity_provider.added", actor, at)
    return provider


@transaction.atomic
def close_identity_provider(
    *, provider: IdentityProvider, actor: User, at: datetime
) -> IdentityProvider:
    """Let nobody in through a provider any more; memberships stay, the secret goes."""
    check_is_staff_of_nobody(actor)
    provider = IdentityProvider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    if provider.active:
        provider.active, provider.sealed_secret = False, ""
        provider.save(update_fields=["active", "sealed_secret"])
        provider.domains.all().delete()
        _record(provider, "identity_provider.closed", actor, at)
    return provider


@transaction.atomic
def come_through_provider(
    *, provider: IdentityProvider, claim: Claim, known: User | None, at: datetime
) -> User:
    """Return the user whom ``claim`` is about; a new one is a member from now on.

    ``known`` is who came through this provider before. Raises ``NotAllowed`` for an address that
    is not verified or of another domain; for platform staff; and for anybody with an account here
    who is no member there now: a provider opens nobody's account but its own people's.
    """
    provider = IdentityProvider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    is_theirs = provider.domains.filter(name=claim.domain).exists()
    if not (provider.active and claim.is_verified and is_theirs):
        raise NotAllowed(_("Your organisation does not vouch for this address here."))
    user = known or _user_at(claim.email)
    if user is None:
        return _join(provider, claim, at)
    current = provider.organisation.memberships.current().filter(user=user)
    if user.is_staff or not user.is_active or not current.exists():
        raise NotAllowed(
            _("This account is not opened by your organisation. Sign in your own way.")
        )
    return user


def roles_for_newcomers(organisation: Organisation) -> models.QuerySet[Role]:
    """Return the roles that a provider may give: those by which nobody manages people."""
    in_charge = OrganisationGroupPermission.objects.filter(permission__codename="manage_people")
    roles = organisation.roles.filter(retired_at__isnull=True)
    return roles.exclude(group__in=in_charge.values("group")).order_by("name")


def _join(provider: IdentityProvider, claim: Claim, at: datetime) -> User:
    if provider.role.retired_at is not None:
        raise Conflict(_("The role that you would have was retired. Ask who manages people."))
    name = claim.name[:120] or claim.email
    user = User.objects.create_user(claim.email, None, name=name, language=known(claim.language))
    membership = Membership.objects.create(
        organisation=provider.organisation, user=user, role=provider.role, started_at=at
    )
    user.groups.add(provider.role.group)
    audit.record(
        chains=[provider.organisation_id],
        person=user.person,
        at=at,
        act="member.joined",
        subject=membership,
        member=str(user.person_id),
        role=provider.role.name,
        provider=str(provider.pk),
    )
    return user


def _user_at(email: str) -> User | None:
    address = EmailAddress.objects.filter(email=email.lower(), verified=True).first()
    if address is not None:
        return User.objects.get(pk=address.user_id)
    return User.objects.filter(email=email.lower()).first()


def _role(organisation: Organisation, name: str) -> Role:
    role = organisation.roles.filter(name=name, retired_at__isnull=True).first()
    if role is None:
        words = _("There is no role %(role)s in %(organisation)s.")
        raise Invalid(words % {"role": name, "organisation": organisation})
    if not roles_for_newcomers(organisation).filter(pk=role.pk).exists():
        raise Invalid(_("Nobody becomes who manages people by signing in."))
    return role


def _add_domains(provider: IdentityProvider, domains: Sequence[str]) -> None:
    names = {each.strip().lower() for each in domains}
    if not names or not all(map(_is_domain, names)):
        raise Invalid(_("Name the domains of the addresses, as in linden.example."))
    rows = [ProviderDomain(name=each, provider=provider) for each in sorted(names)]
    try:
        with transaction.atomic():  # two of staff may add one domain at once
            ProviderDomain.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(_("Another provider has one of these domains.")) from None


def _is_domain(name: str) -> bool:
    return "." in name and "@" not in name and len(name) <= LONGEST_DOMAIN


def _check_issuer(issuer: str) -> None:
    """Https, but for a site that is itself tried out over http."""
    allowed = {"https", urlsplit(settings.SITE_URL).scheme}
    try:
        is_good = urlsplit(issuer).scheme in allowed and bool(urlsplit(issuer).hostname)
    except ValueError:
        is_good = False
    if not is_good:
        raise Invalid(_("The provider's address begins with https://."))


def _record(provider: IdentityProvider, act: str, actor: User, at: datetime) -> None:
    audit.record(
        chains=[provider.organisation_id],
        person=actor.person,
        at=at,
        act=act,
        subject=provider,
        domains=sorted(provider.domains.values_list("name", flat=True)),
        role=provider.role.name,
    )
