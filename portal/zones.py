"""In which time zone days and hours are written: the reader's own, else the deployment's."""

from collections.abc import Callable
from functools import cache, wraps
from zoneinfo import available_timezones

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.models import User

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def by_region() -> dict[str, list[str]]:
    """Return every zone that people live in, by the first part of its IANA name."""
    found = sorted(available_timezones())
    named = {each: [zone for zone in found if zone.startswith(f"{each}/")] for each in REGIONS}
    return {**named, "UTC": ["UTC"]}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the zones as a select shows them: "America/New_York" as "New York" in America."""
    return [
        (region, [(zone, zone.removeprefix(f"{region}/").replace("_", " ")) for zone in zones])
        for region, zones in by_region().items()
    ]


def known(zone: str) -> str:
    """Return ``zone`` if it is one that people live in, else nothing."""
    return zone if any(zone in zones for zones in by_region().values()) else ""


def zone_of(address: str) -> str:
    """Return the zone of whoever owns ``address``, else the deployment's."""
    owners = User.objects.filter(Q(email__iexact=address) | Q(emailaddress__email__iexact=address))
    return known(owners.values_list("time_zone", flat=True).first() or "") or settings.TIME_ZONE


class HerTime:
    """Writes hours as the clock of who is signed in shows them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in her time."""
        with timezone.override(self._zone(request)):
            return self.get_response(request)

    @staticmethod
    def _zone(request: HttpRequest) -> str | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        return (isinstance(user, User) and known(user.time_zone)) or None


def in_our_time[**Asked](
    view: Callable[Asked, HttpResponse],
) -> Callable[Asked, HttpResponse]:
    """Let a page count its days and months in the deployment's zone, whoever reads it."""

    @wraps(view)
    def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
        with timezone.override(settings.TIME_ZONE):
            return view(*args, **kwargs)

    return answer
