"""What every answer goes through: refused acts become pages, private pages stay private."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from portal import access
from portal.errors import DomainError, Invalid
from portal.web.inert import inert, is_page

Handler = Callable[[HttpRequest], HttpResponse]

USED_BY_NOBODY = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join(
    [*(f"{name}=()" for name in USED_BY_NOBODY), *(f"{name}=(self)" for name in PASSKEYS)]
)


class PrivatePages:
    """Tells caches to ask again each time, unless a view said how long it may be kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, marked private."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class RightsAskedOnce:
    """Asks once what a person may do while a page is made; an act asks again under its locks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with access.keeping():
            return self.get_response(request)


class PermissionsPolicy:
    """Tells browsers what no page of ours needs, so that nothing that got into one can use it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the policy."""
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        return response


class InertFiles:
    """Sees to it that no file is ever taken for a page, whichever view sent it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what is no page is marked as inert."""
        response = self.get_response(request)
        return response if is_page(response) else inert(response)


class DomainErrors:
    """Turns a refused act into an answer with its status and its sentence, in one place."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a ``DomainError``; leave every other exception alone."""
        if not isinstance(error, DomainError):
            return None
        return refusal(request, error)


class WordsThatCanBeKept:
    """Refuses the sign NUL in an address or a form: nobody types it and PostgreSQL keeps none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Answer a request with a NUL. A form that is exempt from CSRF is left to its view."""
        sent = [request.GET] if getattr(view, "csrf_exempt", False) else [request.GET, request.POST]
        fields = chain.from_iterable(each.lists() for each in sent)
        words = chain([request.path], *([name, *values] for name, values in fields))
        if not any("\0" in each for each in words):
            return None
        return refusal(request, Invalid(_("This text holds a sign that cannot be kept.")))


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer to a refused act: a page for people, JSON for programs."""
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        content = {"error": error.sentence, "link": error.link}
        response: HttpResponse = JsonResponse(content, status=error.status)
    else:
        response = render(request, f"{error.status}.html", {"error": error}, status=error.status)
    patch_cache_control(response, no_store=True, private=True)
    return response
