"""The door of a link by mail: a code goes to the address that was named, and lets its reader in."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from approvals import policies, trail
from approvals.models import CrewLink, GuestLink, MailedLink
from portal.errors import Invalid
from portal.models import Person, User
from portal.rate import TooMany

LONGEST_NAME = 120
CODE_HOLDS = timedelta(minutes=10)
BETWEEN_CODES = timedelta(minutes=1)
MOST_ATTEMPTS = 5
"""So many tries for one code, and then it is none."""
MOST_CODES = 20
"""So many codes for one link: who tries all of them with every try wins once in ten thousand."""

type Link = GuestLink | CrewLink


@dataclass(frozen=True)
class Sent[Kind: MailedLink]:
    """What is mailed to who was asked. The secret stands nowhere else: do not show or log it."""

    link: Kind
    secret: str = field(repr=False)


def new_secret() -> str:
    """Return the secret of a new link, too long to be guessed."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Return what is kept of a link's secret."""
    return sha256(secret.encode()).hexdigest()


def change_lock(link: Link, *, until: datetime) -> str:
    """Give a link a new secret until ``until``: the old one opens nothing. Caller holds its lock.

    Returns the secret.
    """
    secret = new_secret()
    link.secret_hash, link.expires_at = hash_of(secret), until
    link.code_hash, link.code_sent_at, link.code_attempts, link.codes_sent = "", None, 0, 0
    link.save()
    return secret


@transaction.atomic
def send_code[Kind: (GuestLink, CrewLink)](*, link: Kind, at: datetime) -> Sent[Kind]:
    """Make a new code of six digits for the address that was named; an older one is void.

    Raises ``Gone`` where the link is over, ``TooMany`` where codes were asked for too often.
    """
    link = lock_open(link, at)
    if link.code_sent_at is not None and at < link.code_sent_at + BETWEEN_CODES:
        raise TooMany(_("A code was sent a moment ago. Please wait a minute before the next."))
    if link.codes_sent >= MOST_CODES:
        raise TooMany(_("Too many codes were sent for this link. Ask who invited you for another."))
    code = f"{secrets.randbelow(10**6):06}"
    link.code_hash, link.code_sent_at, link.code_attempts = _code_hash(link, code), at, 0
    link.codes_sent += 1
    link.save(update_fields=["code_hash", "code_sent_at", "code_attempts", "codes_sent"])
    record(f"{link.WORD}.code_sent", link, None, at)
    return Sent(link, code)


def verify_code[Kind: (GuestLink, CrewLink)](*, link: Kind, code: str, at: datetime) -> Kind:
    """Let in who reads the address: with the code that was mailed there, once.

    A wrong try is counted and stays counted, so what is written here is written before anything is
    raised. Raises ``Gone`` where the link is over, ``Invalid`` for a wrong code or one that is
    over.
    """
    with transaction.atomic():
        link = lock_open(link, at)
        is_right = _try(link, code, at)
        if is_right:
            _let_in(link, at)
    if not is_right:
        raise Invalid(_("This is not the code, or it is over. Look again, or ask for a new one."))
    return link


def lock_open[Kind: (GuestLink, CrewLink)](link: Kind, at: datetime) -> Kind:
    """Return the link, locked. Raises ``Gone`` where it is over."""
    model = type(link)
    found = model._default_manager.select_for_update(no_key=True, of=("self",))
    about = "brief" if model is GuestLink else "member__brief"
    link = found.select_related(about, "person").get(pk=link.pk)
    policies.check_link_holds(link, at)
    return link


def check_address(email: str, name: str) -> None:
    """Raise ``Invalid`` for what is no address or no name."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(_("This is no e-mail address.")) from error
    check_name(name)


def check_name(name: str) -> None:
    """Raise ``Invalid`` for what is no name."""
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Say who she is, in at most %(most)s letters.") % {"most": LONGEST_NAME})


def record(act: str, link: Link, person: Person | None, at: datetime) -> None:
    """Write in the brand's trail what became of a link."""
    details = {link.WORD: str(link.pk)}
    trail.record(trail.of_brief(link.brief), act, link.brief, person=person, at=at, **details)


def _code_hash(link: Link, code: str) -> str:
    """What is kept of a code: with the site's key, for six digits alone are soon tried out."""
    salt = f"approvals.{link.WORD}"
    return salted_hmac(salt, f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def _try(link: Link, code: str, at: datetime) -> bool:
    if not link.code_hash or link.code_sent_at is None or link.code_attempts >= MOST_ATTEMPTS:
        return False
    link.code_attempts += 1
    link.save(update_fields=["code_attempts"])
    is_right = constant_time_compare(_code_hash(link, "".join(code.split())), link.code_hash)
    return is_right and at < link.code_sent_at + CODE_HOLDS


def _let_in(link: Link, at: datetime) -> None:
    link.code_hash = ""
    if link.person is None:
        link.verified_at, link.person = at, _person_of(link.email)
    link.save(update_fields=["code_hash", "verified_at", "person"])
    record(f"{link.WORD}.verified", link, link.person, at)


def _person_of(email: str) -> Person:
    """The person who reads this address: of an account, or of an earlier link."""
    user = User.objects.filter(email__iexact=email).select_related("person").first()
    if user is not None:
        return user.person
    for links in (GuestLink.objects, CrewLink.objects):
        known = links.filter(email=email, person__isnull=False).select_related("person").first()
        if known is not None and known.person is not None:
            return known.person
    return Person.objects.create()
