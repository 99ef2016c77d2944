"""What somebody sent us is shown or kept, never run: not by its type, not by what is in it."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

POLICY = "sandbox; default-src 'none'"
PAGES = (
    "text/html",
    "text/plain",
    "text/csv",
    "application/json",
    "application/jsonl",
    "application/manifest+json",
)
"""The types of what we write ourselves; everything else is a file."""


class Script(HttpResponse):
    """A program of ours for the browser. Whatever else is sent as one is a file, and inert."""

    def __init__(self, words: str) -> None:
        super().__init__(words, content_type="text/javascript")


def inert[Response: HttpResponseBase](response: Response) -> Response:
    """Mark a file so that no browser guesses its type or runs anything in it.

    Also for a 304: a browser takes its headers for those of the file that it has.
    """
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    if response.status_code in (200, 206) and "Content-Disposition" not in response.headers:
        kind = response.headers.get("Content-Type", "")
        shown = kind.startswith("image/") and not kind.startswith("image/svg")
        response.headers["Content-Disposition"] = "inline" if shown else "attachment"
    return response


def is_page(response: HttpResponseBase) -> bool:
    """Say whether we wrote what is sent, or nothing is."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return not kind or kind in PAGES or isinstance(response, Script)
