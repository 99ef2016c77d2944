"""The site as something to install: its manifest, its worker, and the page without a connection."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal import assets, icons
from portal.templatetags.design import PRELOADED
from portal.web.inert import Script

WORKER = "js/worker.js"
SHELL = (
    assets.STYLESHEET,
    *PRELOADED,
    "img/icon.svg",
    *(
        f"js/{name}.js"
        for name in (
            "answers compare flight guard installed judge keep leave look marks menu offline "
            "pages pins pushed queue retry send toast undo unsent waiting"
        ).split()
    ),
)
"""What pages need that open without a connection."""
PAPER, INK = "#f6f3ee", "#1b1917"


@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """Say how the site is called and looks once it is on somebody's home screen."""
    said = {
        "id": "/",
        "name": "Twinset",
        "short_name": "Twinset",
        "description": _("Pictures of digital twins, each one agreed to by the person in it."),
        "lang": get_language(),
        "dir": "auto",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [_icon(each) for each in icons.ICONS],
    }
    response = JsonResponse(said, content_type="application/manifest+json")
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Start the worker with the files of this version: others, or words in another language, are
    another worker.
    """
    files = [static(name) for name in SHELL]
    parts = [files, static(WORKER), get_language()]
    version = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]
    said = json.dumps({"version": version, "files": files, "offline": reverse("offline")})
    script = f"import {{ start }} from {json.dumps(static(WORKER))};\nstart({said});\n"
    response = Script(script)
    patch_cache_control(response, no_cache=True)
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection; kept by the worker, so it says nothing of anybody."""
    response = render(request, "portal/offline.html", {"user": None, "navigation": []})
    patch_cache_control(response, no_cache=True)
    return response


def _icon(icon: icons.Icon) -> dict[str, str]:
    sizes = f"{icon.pixels}x{icon.pixels}"
    return {
        "src": static(icon.file),
        "sizes": sizes,
        "type": "image/png",
        "purpose": icon.purpose,
    }
