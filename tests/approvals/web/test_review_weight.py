"""How much script the page of one picture brings to a phone on a slow line."""

import re
from pathlib import Path

import brotli
import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.people import a_world

pytestmark = pytest.mark.django_db

MOST = 45 * 1024
SCRIPT = re.compile(r'<script[^>]* src="/static/([^"]+)"')
IMPORTED = re.compile(r"""^(?:import|export)[^"]*?["']\./([^"']+)["'];""", re.MULTILINE)


def with_imports(name: str, found: dict[str, bytes]) -> dict[str, bytes]:
    """The file and all that it imports, each once."""
    if name not in found:
        path = finders.find(name)
        assert path, name
        found[name] = Path(path).read_bytes()
        for each in IMPORTED.findall(found[name].decode()):
            with_imports(f"js/{each}", found)
    return found


def test_the_page_of_one_picture_brings_at_most_45_kb_of_script() -> None:
    world = a_world()
    with time_machine.travel(world.at, tick=False):
        draft = world.draft()
        world.say("yes", draft, "brand", world.bram)
        client = Client()
        client.force_login(world.mila)
        html = client.get(draft.get_absolute_url()).content.decode()
    found: dict[str, bytes] = {}
    for name in SCRIPT.findall(html):
        with_imports(name, found)
    assert {"js/judge.js", "js/queue.js", "js/look.js"} <= set(found)
    assert settings.STATIC_URL in html
    weights = {name: len(brotli.compress(text)) for name, text in found.items()}
    assert sum(weights.values()) <= MOST, weights
