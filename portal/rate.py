"""How often one address may ask for what costs us work."""

import hashlib
import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.errors import DomainError

IPV6_HOUSEHOLD = 64
"""Bits of an IPv6 address that one connection shares."""


class TooMany(DomainError):
    """This was asked too often."""

    status = 429


def check_rate(request: HttpRequest, what: str, *, most: int, seconds: int, of: str = "") -> None:
    """Count one request for ``what``. Raises ``TooMany`` beyond ``most`` in ``seconds``.

    Counted for whoever asks; with ``of``, for what is asked about, whoever asks.
    """
    whom = hashlib.sha256(of.encode()).hexdigest() if of else asking_address(request)
    key = f"rate:{what}:{whom}"
    cache.add(key, 0, timeout=seconds)
    try:
        asked = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if asked > most:
        raise TooMany(_("You asked very often just now. Please wait a minute and try again."))


def asking_address(request: HttpRequest) -> str:
    """Return who asks, in words; the addresses of one IPv6 connection count as one."""
    address = address_of(request)
    if address is None:
        return "unknown"
    if address.version == 4:  # noqa: PLR2004 - the number of the protocol
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_HOUSEHOLD), strict=False))


def address_of(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return who asks: behind our proxy, the address that the proxy saw; never one claimed."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # only then is there a proxy whose word counts
        found = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or found
    try:
        return ipaddress.ip_address(found)
    except ValueError:
        return None
