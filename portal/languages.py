"""Which language a person reads: the one she chose, else the browser's, else English."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from portal.models import Person, User


def known(language: str) -> str:
    """Return ``language`` if the site speaks it, else nothing."""
    return language if language in dict(settings.LANGUAGES) else ""


def language_of(address: str, otherwise: str = "") -> str:
    """Return the language that whoever owns ``address`` chose, else ``otherwise``, else ours."""
    owners = User.objects.filter(Q(email__iexact=address) | Q(emailaddress__email__iexact=address))
    chosen = owners.values_list("language", flat=True).first() or ""
    return known(chosen) or known(otherwise) or settings.LANGUAGE_CODE


def speaking_to(person: Person) -> translation.override:
    """Write in the language of ``person`` what is kept for her to read."""
    user = getattr(person, "user", None)
    chosen = known(user.language) if user is not None else ""
    return translation.override(chosen or settings.LANGUAGE_CODE)


class HerLanguage:
    """Speaks to who is signed in as she chose; Django has looked at cookie and browser before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in her language."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
            speak(request, request.user.language)
        return self.get_response(request)


def speak(request: HttpRequest, language: str) -> None:
    """Go on in ``language``, if the site speaks it."""
    if known(language):
        translation.activate(language)
        request.LANGUAGE_CODE = language
