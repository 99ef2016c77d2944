"""Mails leave through the queue: once, whoever dies; late rather than never; and not for ever."""

import json
import smtplib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail as django_mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from portal.actions import mail as acts
from portal.celery import app
from portal.mailer import Letter, NotTaken
from portal.models import Mail, User
from portal.models.mail import MOST_ATTEMPTS
from portal.sealing import unseal
from portal.settings import mail_from
from portal.tasks import send_mail as task
from tests.people import World, a_world, user
from twins import stop_mail

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
WORDS = Letter("Your code", "It is 123456.")
MILA, BO = "mila@example.test", "bo@example.test"

type Sent = list[Any]


class Killed(BaseException):
    """What no worker survives."""


class Server:
    """The mail server: it keeps what it takes, and answers each address as it was told."""

    def __init__(self) -> None:
        self.taken: Sent = []
        self.answers: dict[str, BaseException] = {}

    def take(self, messages: list[Any]) -> int:
        (message,) = messages
        answer = self.answers.get(message.to[0])
        if isinstance(answer, Exception):
            raise answer
        self.taken.append(message)
        if answer is not None:
            raise answer
        return 1

    def to(self, address: str) -> Sent:
        return [each for each in self.taken if each.to == [address]]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(EmailBackend, "send_messages", made.take)
    return made


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    bells: list[int] = []
    monkeypatch.setattr(acts, "enqueue", lambda _task, mail_id: bells.append(mail_id))
    return bells


@pytest.fixture(autouse=True)
def nobody_asked_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def posted(address: str = MILA, **more: Any) -> Mail:
    return acts.post(name="login_code", address=address, letter=WORDS, at=AT, **more)


def send(mail: Mail, at: datetime = AT) -> Mail:
    acts.send_mail(mail_id=mail.pk, at=at)
    mail.refresh_from_db()
    return mail


def sweep(rung: list[int], at: datetime) -> list[int]:
    rung.clear()
    acts.purge_mails(at=at)
    acts.ring_again(at=at)
    return list(rung)


# --- on its way -----------------------------------------------------------------------------------


def test_a_mail_goes_out_and_its_words_go_with_it(server: Server) -> None:
    mail = posted()
    assert "123456" not in mail.sealed
    assert json.loads(unseal(mail.sealed)) == ["Your code", "It is 123456.", "", ""]
    send(mail)
    (message,) = server.taken
    assert (message.to, message.subject, message.body) == ([MILA], WORDS.subject, WORDS.text)
    assert (mail.state, mail.sealed, mail.ended_at) == ("sent", "", AT)


def test_whoever_asks_waits_for_no_mail_server(server: Server) -> None:
    user("Mila")
    Client().post(reverse("account_request_login_code"), {"email": MILA})
    assert server.taken == []
    assert Mail.objects.get().state == "waiting"


def test_the_bell_names_the_row(rung: list[int]) -> None:
    mail = posted()
    assert rung == [mail.pk]
    app.loader.import_default_modules()
    assert {"portal.send_mail", "portal.sweep_mails"} <= set(app.tasks)


def test_who_rings_twice_sends_once(server: Server) -> None:
    mail = posted()
    with time_machine.travel(AT, tick=False):
        task(mail.pk)
        task(mail.pk)
    assert len(server.taken) == 1


def test_while_one_worker_sends_another_finds_nothing_to_do(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = posted()

    def meanwhile(_backend: object, messages: list[Any]) -> int:
        acts.send_mail(mail_id=mail.pk, at=AT + SECOND)
        return server.take(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", meanwhile)
    send(mail)
    assert (len(server.taken), mail.attempt) == (1, 1)


def test_a_bell_that_was_lost_is_rung_again(rung: list[int], server: Server) -> None:
    mail = posted()
    assert sweep(rung, AT + SECOND) == [], "the first bell may be on its way"
    assert sweep(rung, AT + 10 * SECOND) == [mail.pk]
    send(mail, AT + 10 * SECOND)
    assert sweep(rung, AT + HOUR) == []


# --- workers die, servers fail -------------------------------------------------------------------


def test_a_mail_whose_worker_was_killed_before_sending_is_sent_by_another(
    server: Server, rung: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = posted()

    def killed(*_args: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(acts, "hand_over", killed)
        with pytest.raises(Killed):
            send(mail)
    mail.refresh_from_db()
    assert mail.state == "sending", "the row does not know yet"
    assert send(mail, AT + acts.LEASE - SECOND).state == "sending"
    late = AT + acts.LEASE + acts.PATIENCE
    assert sweep(rung, late) == [mail.pk]
    assert send(mail, late).state == "sent"
    assert len(server.taken) == 1


def test_a_worker_killed_between_the_two_yeses_sends_twice_under_one_message_id(
    server: Server,
) -> None:
    """At least once, on purpose: the other way she might never be told."""
    mail = posted()
    server.answers[MILA] = Killed()
    with pytest.raises(Killed):
        send(mail)
    server.answers.clear()
    assert send(mail, AT + acts.LEASE).state == "sent"
    first, second = server.taken
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    other = posted()
    send(other)
    assert server.taken[-1].extra_headers["Message-ID"] != first.extra_headers["Message-ID"]


def test_a_worker_given_up_for_dead_ends_nothing_when_it_comes_back(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = posted()

    def slow(*_args: object, **_more: object) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(acts, "hand_over", lambda *_a, **_m: None)
            acts.send_mail(mail_id=mail.pk, at=AT + acts.LEASE)
        raise NotTaken("timed out", permanent=True)

    monkeypatch.setattr(acts, "hand_over", slow)
    assert send(mail).state == "sent"


PASSES = [
    smtplib.SMTPServerDisconnected("gone"),
    smtplib.SMTPConnectError(421, b"busy"),
    smtplib.SMTPAuthenticationError(535, b"wrong password"),
    smtplib.SMTPSenderRefused(550, b"not you", "us"),
    smtplib.SMTPRecipientsRefused({MILA: (451, b"greylisted")}),
    smtplib.SMTPDataError(452, b"full"),
    TimeoutError(),
    RuntimeError("a bug"),
]
STAYS = [
    smtplib.SMTPRecipientsRefused({MILA: (550, b"no such mailbox")}),
    smtplib.SMTPDataError(554, b"spam"),
    ValueError("no address"),
]


@pytest.mark.parametrize("error", PASSES, ids=lambda error: type(error).__name__)
def test_what_may_pass_is_tried_again_later(
    server: Server, rung: list[int], error: Exception
) -> None:
    mail = posted()
    server.answers[MILA] = error
    assert send(mail).state == "waiting"
    assert mail.failure
    assert mail.due_at == AT + 10 * SECOND
    assert send(mail, AT + 9 * SECOND).attempt == 1, "not before its time"
    server.answers.clear()
    assert sweep(rung, AT + 15 * SECOND) == [mail.pk]
    send(mail, AT + 15 * SECOND)
    assert (mail.state, mail.failure, len(server.taken)) == ("sent", "", 1)


def test_the_pauses_grow_to_an_hour() -> None:
    pauses = [acts.pause(attempt).total_seconds() for attempt in range(1, MOST_ATTEMPTS)]
    assert pauses[:3] == [10, 20, 40]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 3600


@pytest.mark.parametrize("error", STAYS, ids=lambda error: type(error).__name__)
def test_what_is_refused_for_good_is_recorded_and_not_tried_again(
    server: Server, rung: list[int], error: Exception
) -> None:
    mail = posted()
    server.answers[MILA] = error
    assert send(mail).state == "refused"
    assert (mail.sealed, bool(mail.failure)) == ("", True)
    server.answers.clear()
    assert sweep(rung, AT + DAY) == []
    assert send(mail, AT + DAY).state == "refused"
    assert server.taken == []


def test_one_bad_address_keeps_nobody_waiting(server: Server, rung: list[int]) -> None:
    bad, good = posted(MILA), posted(BO)
    server.answers[MILA] = smtplib.SMTPServerDisconnected("gone")
    for pk in sweep(rung, AT + 10 * SECOND):
        acts.send_mail(mail_id=pk, at=AT + 10 * SECOND)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (bad.state, good.state) == ("waiting", "sent")


# --- not for ever --------------------------------------------------------------------------------


def test_a_code_that_is_worth_nothing_any_more_is_given_up_with_its_words(
    server: Server, rung: list[int]
) -> None:
    mail = posted(lasts=timedelta(minutes=15))
    server.answers[MILA] = TimeoutError()
    send(mail, AT + timedelta(minutes=14))
    server.answers.clear()
    assert sweep(rung, AT + timedelta(minutes=15)) == []
    mail.refresh_from_db()
    assert (mail.state, mail.sealed) == ("given_up", "")
    assert send(mail, AT + DAY).state == "given_up"
    assert server.taken == []


def test_a_mail_that_kills_every_worker_is_given_up(rung: list[int]) -> None:
    mail = posted()
    Mail.objects.update(attempt=MOST_ATTEMPTS)
    assert sweep(rung, AT + HOUR) == []
    mail.refresh_from_db()
    assert mail.state == "given_up"


def test_what_ended_is_forgotten_after_two_weeks(server: Server, rung: list[int]) -> None:
    send(posted())
    waiting = posted(BO, lasts=30 * DAY)
    sweep(rung, AT + acts.KEPT)
    assert Mail.objects.count() == 2
    sweep(rung, AT + acts.KEPT + SECOND)
    assert list(Mail.objects.all()) == [waiting]


def test_a_mail_being_sent_is_not_given_up_meanwhile(
    server: Server, rung: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = posted(lasts=timedelta(minutes=15))
    almost = mail.until - SECOND

    def slow(_backend: object, messages: list[Any]) -> int:
        sweep(rung, mail.until)
        return server.take(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    assert send(mail, almost).state == "sent"


def test_waiting_words_are_sealed_under_the_newest_key_with_all_other_secrets(
    settings: Settings,
) -> None:
    mail = posted()
    settings.SECRETS_KEYS = ["a new key"]
    out = StringIO()
    call_command("seal_anew", stdout=out)
    assert "1 secrets" in out.getvalue()
    before, mail.sealed = mail.sealed, Mail.objects.get().sealed
    assert mail.sealed != before
    assert "123456" in unseal(mail.sealed)


# --- nobody learns who is here --------------------------------------------------------------------


def queries(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        act()
    return [each["sql"].split(" ", 1)[0] for each in seen]


DOORS = ["ask-for-stop", "account_request_login_code", "account_reset_password"]


def address_of(who: User) -> str:
    return str(EmailAddress.objects.get(user=who, verified=True).email)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.mark.parametrize("page", DOORS)
def test_an_address_costs_the_same_whether_somebody_has_it_or_not(world: World, page: str) -> None:
    """The same questions and the same writing, so that the time of the answer tells nothing."""

    def asked(address: str) -> list[str]:
        client = Client()
        client.get(reverse(page))
        answer: list[str] = queries(lambda: client.post(reverse(page), {"email": address}))
        return answer

    hers = asked(address_of(world.mila))
    assert hers.count("INSERT") >= 1
    assert asked("nobody@example.test") == hers
    assert [each.for_nobody for each in Mail.objects.all()] == [False, True]


def test_to_ask_for_another_code_posts_one_for_every_address() -> None:
    user("Mila")
    for address in (MILA, "nobody@example.test"):
        browser = Client()
        browser.post(reverse("account_request_login_code"), {"email": address})
        browser.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert [each.for_nobody for each in Mail.objects.all()] == [False, False, True, True]


def test_forgetting_a_password_writes_the_same_for_every_address() -> None:
    user("Mila")
    for address in (MILA, "nobody@example.test"):
        Client().post(reverse("account_reset_password"), {"email": address})
    hers, nobodys = Mail.objects.all()
    assert (hers.name, nobodys.name) == ("password_reset_code", "password_reset_code")
    assert (hers.for_nobody, nobodys.for_nobody) == (False, True)
    assert len(hers.sealed) == len(nobodys.sealed)


def test_a_mail_to_nobody_goes_nowhere_and_leaves_no_address_behind(server: Server) -> None:
    stop_mail.send_link("nobody@example.test", at=AT)
    acts.send_mail(mail_id=Mail.objects.get().pk, at=AT)
    assert server.taken == []
    assert not Mail.objects.exists()
    stop_mail.send_link("nobody@example.test", at=AT)
    acts.purge_mails(at=AT + 2 * DAY)
    assert not Mail.objects.exists()


# --- from whom ------------------------------------------------------------------------------------


def test_mails_come_from_the_address_that_is_set(settings: Settings, server: Server) -> None:
    settings.DEFAULT_FROM_EMAIL = "Twinset <mail@twinset.example>"
    send(posted())
    assert server.taken[0].from_email == "Twinset <mail@twinset.example>"


@pytest.mark.parametrize(
    ("site", "sender"),
    [
        ("https://twinset.example", "Twinset <twinset@twinset.example>"),
        ("http://127.0.0.1:8000", "Twinset <twinset@localhost>"),
        ("http://[::1]:8000", "Twinset <twinset@localhost>"),
        ("", "Twinset <twinset@localhost>"),
    ],
)
def test_an_embedded_site_writes_from_its_own_host(site: str, sender: str) -> None:
    assert mail_from.embedded(site) == sender


def test_the_mailbox_of_the_tests_is_what_workers_sent() -> None:
    posted()
    assert [each.to for each in django_mail.outbox] == [[MILA]]
    assert Mail.objects.get().state == "sent"
