"""What every answer goes through: refused acts become pages, private pages stay private."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from portal.errors import DomainError

Handler = Callable[[HttpRequest], HttpResponse]


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


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer to a refused act: a page for people, JSON for programs."""
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        content = {"error": error.sentence, "link": error.link}
        response: HttpResponse = JsonResponse(content, status=error.status)
    else:
        response = render(request, f"{error.status}.html", {"error": error}, status=error.status)
    patch_cache_control(response, no_store=True, private=True)
    return response
