"""The link in a mail by which somebody stops mails of one kind, without signing in."""

from uuid import UUID

from django.core import signing

SALT = "stop notices by mail"


def token(user: UUID, kind: str) -> str:
    """Return what stands in the link: whom it is for and what stops, signed."""
    return signing.dumps([str(user), kind], salt=SALT)


def of_token(given: str) -> tuple[UUID, str] | None:
    """Return whom a link is for and what stops; None for what was not signed here.

    It holds for ever: a mail that is years old must still be stopped.
    """
    try:
        user, kind = signing.loads(given, salt=SALT)
        return UUID(user), str(kind)
    except (signing.BadSignature, ValueError, TypeError):
        return None
