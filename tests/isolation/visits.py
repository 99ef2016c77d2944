"""Asks any address as any person, and undoes whatever the visit did."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from approvals.actions.door import send_code
from tests.isolation.story import Story
from tests.isolation.table import PEOPLE, SIGN_IN, SIGNED_OUT, Row
from tests.people import showed_who_it_is

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
A_MOMENT = timedelta(minutes=5)
_TOKEN = re.compile(rb"""(csrfmiddlewaretoken" value="|X-CSRFToken": "|token": ")[A-Za-z0-9]{64}""")


@dataclass(frozen=True)
class Answer:
    """What came back, but for what differs each time."""

    status: int
    body: bytes
    headers: frozenset[tuple[str, str]]

    def tells(self, *words: str) -> list[str]:
        """Return which of ``words`` stand in it."""
        return [word for word in words if word.encode().lower() in self.body.lower()]


@contextmanager
def undone() -> Iterator[None]:
    """Roll back everything that happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Visits:
    """Everybody's sessions in one story; each row's answers are kept."""

    story: Story
    browser: Client = field(default_factory=Client)
    sessions: dict[str, str] = field(default_factory=dict)
    kept: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in PEOPLE:
            if name not in SIGNED_OUT:
                client = Client()
                client.force_login(
                    getattr(self.story, name),
                    backend="allauth.account.auth_backends.AuthenticationBackend",
                )
                showed_who_it_is(client)
                self.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
        guest, crew, before = self.story.guest, self.story.crew, self.story.at - A_MOMENT
        code = send_code(link=guest.link, at=before).secret
        self.sessions["wanda"] = _let_in(reverse("guest-code", args=[guest.secret]), code)
        code = send_code(link=crew.link, at=before).secret
        self.sessions["greta"] = _let_in(reverse("crew-code", args=[crew.secret]), code)

    def client(self, name: str) -> Client:
        """Return the browser, in which ``name`` is signed in now, and that forgot all else.

        A program has none: it sends its key with each request, to whatever address.
        """
        self.browser.cookies.clear()
        self.browser.defaults.pop("HTTP_AUTHORIZATION", None)
        if name in self.story.keys:
            key = self.story.keys[name].secret
            self.browser.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        if name in self.sessions:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return self.browser

    def row(self, row: Row, name: str, method: str, *, made_up: bool = False) -> Answer:
        """Ask a row's address as ``name``; ``made_up``: one like it, of a thing there is not."""
        key = (str(row), name, method, str(made_up))
        if key not in self.kept:
            self.kept[key] = self.ask(row, name, method, made_up=made_up)
        return self.kept[key]

    def ask(
        self, row: Row, name: str, method: str, *, made_up: bool = False, **more: Any
    ) -> Answer:
        """Ask as ``row`` does, whatever was answered before."""
        of = list(row.of(self.story)) if row.of else []
        if made_up:
            of[0] = _made_up(of[0])
        query: dict[str, Any] = dict(row.query)
        if row.asks:
            query[row.asks], of = of, []
        address = reverse(row.name, args=of)
        if method == "post":
            more["data"] = row.sends(self.story)
        with undone():
            return self.visit(name, method, address, query_params=query, **more)

    def visit(self, name: str, method: str, address: str, **more: Any) -> Answer:
        """Ask ``address`` as ``name``."""
        cache.clear()  # nobody asked too often
        send: Callable[..., Any] = getattr(self.client(name), method)
        answer = send(address, **more)
        whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = frozenset(
            (key, value) for key, value in answer.headers.items() if key != "Content-Length"
        )
        return Answer(_status(answer), _TOKEN.sub(rb"\1", whole), headers)


def _let_in(door: str, code: str) -> str:
    """Type the code that was mailed; returns the session."""
    browser = Client()
    browser.post(door, {"code": code})
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _made_up(pk: object) -> object:
    """Something like ``pk`` that nothing is called."""
    if isinstance(pk, int):
        return pk - 1
    return uuid4() if isinstance(pk, UUID) else "unknown-unknown-"


def _status(answer: Any) -> int:
    """The status; a redirect to the sign-in page counts as one of its own."""
    is_asked_in = answer.status_code == 302 and answer["Location"].startswith(reverse("sign-in"))
    return SIGN_IN if is_asked_in else int(answer.status_code)
