"""From whom mails come."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def embedded(site_url: str) -> str:
    """Return a sender for a site that names none: nobody at the host that it is served from."""
    host = urlsplit(site_url).hostname or "localhost"
    is_name = not host.replace(".", "").isdigit() and ":" not in host
    return f"Twinset <twinset@{host if is_name else 'localhost'}>"


def check_sender(sender: str) -> None:
    """Raise ``ImproperlyConfigured`` for what is no address, with or without a name."""
    name, at, domain = parseaddr(sender)[1].partition("@")
    if not (name and at and domain):
        raise ImproperlyConfigured("MAIL_FROM must be an address, such as Twinset <mail@example>.")
