"""What the tests of these pages share: a browser, what it reads, what it costs."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.models import User
from tests.people import showed_who_it_is


def client_of(who: User) -> Client:
    """Return a browser in which ``who`` is signed in."""
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return showed_who_it_is(client)


def words(answer: Any) -> str:
    """Return what stands in the main part of a page, without tags, on one line."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def queries(client: Client, url: str) -> int:
    """Return how many queries a page takes."""
    client.get(url)  # what is cached once is cached
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
