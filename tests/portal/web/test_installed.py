"""The site on somebody's home screen: its manifest, its icons, its worker and its offline page."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal import icons
from tests.people import a_world

SOURCES = Path(settings.BASE_DIR) / "static"


@pytest.mark.parametrize("icon", [*icons.ICONS, icons.TOUCH], ids=lambda icon: icon.file)
def test_each_icon_is_drawn_from_the_one_drawing(icon: icons.Icon) -> None:
    drawn = Image.open(io.BytesIO(icons.draw(icons.source(SOURCES), icon)))
    assert drawn.size == (icon.pixels, icon.pixels)
    middle, corner = drawn.getpixel((icon.pixels // 2, icon.pixels // 2)), drawn.getpixel((0, 0))
    assert (middle, corner) == ((0xF6, 0xF3, 0xEE), (0x1B, 0x19, 0x17))


def test_a_phone_that_cuts_the_icon_round_leaves_the_letter_whole() -> None:
    (icon,) = (each for each in icons.ICONS if each.purpose == "maskable")
    drawn = Image.open(io.BytesIO(icons.draw(icons.source(SOURCES), icon))).convert("L")
    y, x = np.indices((icon.pixels, icon.pixels)) - icon.pixels / 2
    outside = np.asarray(drawn)[np.hypot(x, y) > 0.4 * icon.pixels]
    assert outside.max() < 64


def test_a_drawing_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="one shape on one ground"):
        icons.draw("<svg><circle r='5'/></svg>", icons.TOUCH)


def test_the_manifest_says_how_the_site_looks_once_installed() -> None:
    answer = Client().get(reverse("manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["start_url"], said["scope"], said["display"]) == ("/", "/", "standalone")
    assert {each["sizes"] for each in said["icons"]} == {"192x192", "512x512"}
    assert {each["purpose"] for each in said["icons"]} == {"any", "maskable"}


def test_the_worker_runs_under_the_rules_of_a_page() -> None:
    answer = Client().get(reverse("worker"))
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "sandbox" not in answer["Content-Security-Policy"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    files = re.findall(r'"/static/([^"]+)"', answer.content.decode())
    for name in files:
        if name.startswith("js/"):
            assert (SOURCES / name).exists(), name


@pytest.mark.django_db
def test_the_page_without_a_connection_says_nothing_of_anybody() -> None:
    world = a_world()
    client = Client()
    client.force_login(world.mila)
    html = client.get(reverse("offline")).content.decode()
    assert "There is no connection now." in html
    assert "Mila" not in html
    assert "data-person" not in html
    assert "data-signed-out" not in html


@pytest.mark.django_db
def test_signing_out_tells_the_browser_to_forget() -> None:
    world = a_world()
    client = Client()
    client.force_login(world.mila)
    answer = client.post(reverse("sign-out"))
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "data-signed-out" in client.get(reverse("sign-in")).content.decode()
