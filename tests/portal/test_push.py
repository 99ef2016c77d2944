"""Telling somebody on her device: once, nothing but a number, and not after she signed out."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import jwt
import pytest
import time_machine
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language
from pytest_django import Settings

from approvals.actions import tell
from portal import push
from portal.actions import push as acts
from portal.models import Push, PushDevice, User
from portal.push import Subscription, decoded, encoded
from portal.sealing import seal, unseal
from portal.tasks import send_push as task
from tests.people import NOON, World, a_world
from tests.portal.test_see_as import seeing

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]

LATER = NOON + timedelta(minutes=3)


class Phone:
    """A browser: its address at a push service, and what only it can read."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = bytes(range(16))
        self.endpoint = endpoint

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def said(self) -> dict[str, Any]:
        """What it says when she switches it on."""
        keys = {"p256dh": encoded(self.point), "auth": encoded(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def reads(self, body: bytes) -> dict[str, Any]:
        """What stands in a message, by RFC 8291 from the other side."""
        salt, theirs, record = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )

        def derived(secret: bytes, with_: bytes, info: bytes, length: int) -> bytes:
            return HKDF(algorithm=SHA256(), length=length, salt=with_, info=info).derive(secret)

        secret = derived(shared, self.auth, b"WebPush: info\0" + self.point + theirs, 32)
        key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        words: dict[str, Any] = json.loads(
            AESGCM(key).decrypt(nonce, record, None).rstrip(b"\x02").decode()
        )
        return words


class Service:
    """A push service on loopback, which keeps what it is given and answers as it was told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.answer, self.promises = 201, 0
        self.is_over = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.taken.append((self.path, dict(self.headers), body))
                self.send_response(service.answer)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(service.promises))
                self.end_headers()
                if service.promises:
                    self.wfile.flush()
                    service.is_over.wait(push.TIMEOUT_SECONDS * 2)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    settings.VAPID_PRIVATE_KEY = push.new_key()
    settings.PUSH_SERVICES = ["http://127.0.0.1", "push.test", ".push.apple.com"]
    settings.SITE_URL = "https://twinset.test"
    made = Service()
    yield made
    made.is_over.set()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone(service: Service) -> Phone:
    return Phone(f"{service.address}/mila")


@pytest.fixture
def mila(world: World) -> Client:
    return as_(world.mila)


def as_(person: User) -> Client:
    browser = Client(headers={"user-agent": "Mozilla/5.0 (Android 15; Mobile) Firefox/140"})
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def turn_on(browser: Client, phone: Phone, status: int = 200) -> str:
    answer = browser.post(reverse("push-on"), phone.said, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def wait_for_mila(world: World, *seeds: int) -> None:
    for seed in seeds:
        world.say("yes", world.draft(seed=seed), "brand", world.bram)


def send_all() -> None:
    for each in Push.objects.all():
        task(str(each.pk))


def test_she_is_told_of_a_batch_once_and_of_nothing_but_its_number(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    turn_on(mila, phone)
    wait_for_mila(world, 7, 8)
    tell.tell(at=NOON)
    assert not Push.objects.exists()  # more may come
    for _twice in range(2):
        tell.tell(at=LATER)
    with time_machine.travel(LATER, tick=False):
        for _twice in range(2):
            send_all()
    ((path, headers, body),) = service.taken
    assert path == "/mila"
    said = phone.reads(body)
    assert said["body"] == "2 pictures wait for your answer."
    assert said["link"] == "/"
    assert said["tag"] == headers["Topic"]
    assert set(said) == {"title", "body", "link", "tag"}
    assert b"Winter" not in json.dumps(said).encode()
    assert b"Nordlicht" not in json.dumps(said).encode()
    assert Push.objects.get().state == "sent"


def test_the_service_learns_who_sends_and_nothing_else(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    turn_on(mila, phone)
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    with time_machine.travel(NOON):
        send_all()
        ((_path, headers, body),) = service.taken
        token, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
        claims = jwt.decode(token, public, algorithms=["ES256"], audience=service.address)
    assert claims["sub"] == "https://twinset.test"
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["TTL"] == "86400"
    assert "Cookie" not in headers
    assert b"One" not in body


def test_a_message_is_encrypted_as_the_standard_shows_it() -> None:
    """RFC 8291, section 5 and appendix A."""
    number = int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    point = (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    to = Subscription("https://push.test/", point, "BTBZMqHH6r4Tts7J_aSIgg")
    body = push.encrypted(
        b"When I grow up, I want to be a watermelon",
        to,
        ec.derive_private_key(number, ec.SECP256R1()),
        decoded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert encoded(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_she_reads_it_in_her_language(
    world: World,
    mila: Client,
    phone: Phone,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def said(_one: str, _many: str, _count: int) -> str:
        return f"%(count)s, {get_language()}"

    monkeypatch.setattr(tell, "ngettext", said)
    turn_on(mila, phone)
    world.mila.language = "de"
    world.mila.save(update_fields=["language"])
    wait_for_mila(world, 7)
    for at in (NOON, LATER):
        tell.tell(at=at)
    with time_machine.travel(LATER, tick=False):
        send_all()
    assert phone.reads(service.taken[0][2])["body"] == "1, de"


def test_what_she_answered_meanwhile_is_no_news(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    turn_on(mila, phone)
    draft = world.draft()
    world.say("yes", draft, "brand", world.bram)
    tell.tell(at=NOON)
    world.say("yes", draft, "model", world.mila)
    tell.tell(at=LATER)
    assert not Push.objects.exists()


def test_what_came_before_her_device_is_not_told_there(
    world: World, mila: Client, phone: Phone
) -> None:
    wait_for_mila(world, 7)
    tell.tell(at=NOON)
    turn_on(mila, phone)
    PushDevice.objects.update(made_at=LATER)
    tell.tell(at=LATER)
    assert not Push.objects.exists()


def test_signing_out_ends_it_for_that_browser_alone(
    world: World, mila: Client, service: Service
) -> None:
    here, there = Phone(f"{service.address}/here"), Phone(f"{service.address}/there")
    other = as_(world.mila)
    turn_on(mila, here)
    turn_on(other, there)
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    mila.post(reverse("sign-out"))
    send_all()
    assert [path for path, _headers, _body in service.taken] == ["/there"]
    assert PushDevice.objects.count() == 1


def test_a_sign_in_that_was_ended_elsewhere_is_told_nothing(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    turn_on(mila, phone)
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    mila.session.delete()  # run out, or ended by staff
    send_all()
    assert service.taken == []
    assert not PushDevice.objects.exists()
    turn_on(as_(world.mila), phone)
    UserSession.objects.get().end()
    assert not PushDevice.objects.exists()


def test_a_closed_account_is_told_nothing(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    turn_on(mila, phone)
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    User.objects.filter(pk=world.mila.pk).update(is_active=False)
    send_all()
    assert service.taken == []
    assert not PushDevice.objects.exists()


def test_another_password_keeps_this_browser_told(world: World, mila: Client, phone: Phone) -> None:
    turn_on(mila, phone)
    before = mila.session.session_key
    words = {
        "oldpassword": "mila-mila",
        "password1": "four-odd-wörds",
        "password2": "four-odd-wörds",
    }
    assert mila.post(reverse("account_change_password"), words).status_code == 302
    assert mila.session.session_key != before
    assert PushDevice.objects.get().session.session_key == mila.session.session_key


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_address_is_removed_with_all_that_waits_for_it(
    world: World, mila: Client, phone: Phone, service: Service, status: int
) -> None:
    turn_on(mila, phone)
    service.answer = status
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    acts.post(user=world.mila, words="Two", link="/", at=NOON)
    acts.send_push(push_id=Push.objects.all()[0].pk, at=NOON)
    assert not PushDevice.objects.exists()
    assert not Push.objects.exists()


@pytest.mark.parametrize(
    ("status", "state"), [(503, "waiting"), (429, "waiting"), (400, "refused"), (302, "refused")]
)
def test_a_busy_service_is_asked_again_later_and_a_refusal_is_one(
    world: World, mila: Client, phone: Phone, service: Service, status: int, state: str
) -> None:
    turn_on(mila, phone)
    service.answer = status
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    for _twice in range(2):
        send_all()
    assert len(service.taken) == 1  # no redirect is followed, and its time has not come again
    assert Push.objects.get().state == state
    service.answer = 201
    if state == "waiting":
        acts.send_push(push_id=Push.objects.get().pk, at=NOON + timedelta(minutes=1))
        assert Push.objects.get().state == "sent"
        assert service.taken[0][1]["Topic"] == service.taken[1][1]["Topic"]


def test_what_a_dead_worker_took_is_sent_when_its_time_is_over(
    world: World, mila: Client, phone: Phone, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_args: object, **_more: object) -> None:
        raise Killed

    turn_on(mila, phone)
    (posted,) = acts.post(user=world.mila, words="One", link="/", at=NOON)
    with monkeypatch.context() as patch:
        patch.setattr(push, "hand_over", die)
        with pytest.raises(Killed):
            acts.send_push(push_id=posted.pk, at=NOON)
    acts.send_push(push_id=posted.pk, at=NOON)
    assert service.taken == []
    acts.send_push(push_id=posted.pk, at=NOON + acts.LEASE)
    assert len(service.taken) == 1


def test_what_is_a_day_old_is_given_up_and_forgotten(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    turn_on(mila, phone)
    (posted,) = acts.post(user=world.mila, words="One", link="/", at=NOON)
    day_after = NOON + acts.LASTS
    acts.purge_pushes(at=day_after)
    acts.send_push(push_id=posted.pk, at=day_after)
    assert service.taken == []
    assert Push.objects.get().state == "given_up"
    acts.purge_pushes(at=day_after + acts.KEPT + timedelta(seconds=1))
    assert not Push.objects.exists()


def test_a_lost_bell_is_rung_again(
    world: World, mila: Client, phone: Phone, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    turn_on(mila, phone)
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    with django_capture_on_commit_callbacks() as rung:
        acts.ring_again(at=NOON)
        acts.ring_again(at=NOON + acts.PATIENCE)
    assert len(rung) == 1


def test_a_browser_is_hers_who_switched_it_on_last(
    world: World, mila: Client, phone: Phone
) -> None:
    turn_on(mila, phone)
    turn_on(mila, phone)
    assert PushDevice.objects.get().user == world.mila
    turn_on(as_(world.bo), phone)
    assert PushDevice.objects.get().user == world.bo


def test_two_who_switch_one_browser_on_at_once_are_no_error(
    world: World, mila: Client, phone: Phone, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bo's comes between the look at what is there and the writing of mila's, who is the last."""

    def late(words: str) -> str:
        monkeypatch.setattr(acts, "seal", seal)
        turn_on(as_(world.bo), phone)
        return seal(words)

    monkeypatch.setattr(acts, "seal", late)
    turn_on(mila, phone)
    assert PushDevice.objects.get().user == world.mila


def test_its_address_is_kept_sealed(mila: Client, phone: Phone) -> None:
    turn_on(mila, phone)
    kept = PushDevice.objects.get()
    assert phone.endpoint not in kept.sealed
    assert phone.endpoint in unseal(kept.sealed)
    call_command("seal_anew", stdout=StringIO())
    assert phone.endpoint in unseal(PushDevice.objects.get().sealed)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.test/1",
        "https://push.test.evil.test/1",
        "https://evil-push.apple.com.test/1",
        "https://push.test:8443/1",
        "https://push.test@127.0.0.2/1",
        "https://127.0.0.1/1",
        "http://localhost/1",
        "file:///etc/passwd",
        "https://[/1",
        "https://127.0.0.1\\.push.apple.com/1",
        "https://169.254.169.254\\.push.apple.com/latest",
        "https://127.0.0.1%5c.push.apple.com/1",
        "https://127.0.0.1%2f.push.apple.com/1",
        "https://127.0.0.1#.push.apple.com/1",
        "https://@push.test/1",
        "https://mila:word@push.test/1",
        "https://.push.apple.com/1",
        "https://push.test/1\n",
        "https://127.0.0.1\\@push.test/1",
        "https://push.test/1\ud800",
        "https://push.tést/1",
        "",
    ],
)
def test_no_address_but_a_push_service_s_is_ever_asked(
    mila: Client, service: Service, endpoint: str
) -> None:
    assert "cannot be reached" in turn_on(mila, Phone(endpoint), 422)
    assert not PushDevice.objects.exists()


def test_what_a_service_says_is_neither_read_nor_waited_for(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    service.promises = 1_000_000  # of which not one byte comes while somebody waits
    turn_on(mila, phone)
    acts.post(user=world.mila, words="One", link="/", at=NOON)
    send_all()
    assert Push.objects.get().state == "sent"


def test_known_services_are(service: Service) -> None:
    assert push.is_push_service("https://push.test/1")
    assert push.is_push_service("https://web.push.apple.com/1")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"{}",
        b'{"endpoint": 1, "keys": {"p256dh": 2, "auth": 3}}',
        b'{"endpoint": "https://push.test/1", "keys": {"p256dh": "\\ud800", "auth": "\\ud800"}}',
        b'{"endpoint": "\\ud800", "keys": {"p256dh": "", "auth": ""}}',
        b"\xff",
        b"[" * 4000,
        b'{"a":' * 800,
    ],
)
def test_what_is_no_browser_is_refused(mila: Client, service: Service, said: bytes) -> None:
    answer = mila.post(reverse("push-on"), said, content_type="application/json")
    assert answer.status_code == 422


def test_who_sees_the_pages_as_bo_does_sees_none_of_his_devices(
    world: World, phone: Phone, service: Service
) -> None:
    turn_on(as_(world.bo), phone)
    assert "Firefox on Android" in as_(world.bo).get(reverse("notice-choices")).text
    page = seeing(world, world.bo).get(reverse("notice-choices"))
    assert page.status_code == 200
    assert "Firefox on Android" not in page.text


def test_she_sees_her_devices_and_stops_each(
    world: World, mila: Client, phone: Phone, service: Service
) -> None:
    turn_on(as_(world.mila), phone)
    page = mila.get(reverse("notice-choices")).text
    assert "Firefox on Android" in page
    assert "Stop there" in page
    device = PushDevice.objects.get()
    stop = reverse("remove-push-device", args=[device.pk])
    assert as_(world.bo).post(stop).status_code == 404
    assert mila.post(stop).status_code == 302
    assert not PushDevice.objects.exists()
    turn_on(mila, phone)
    assert mila.post(reverse("push-off")).status_code == 200
    assert not PushDevice.objects.exists()


def test_without_a_key_nobody_is_asked(mila: Client, settings: Settings) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    assert "data-push" not in mila.get(reverse("notice-choices")).text
    assert "Nobody is told on a device here." in turn_on(mila, Phone("https://push.test/"), 409)


def test_a_key_is_made_for_the_environment(settings: Settings) -> None:
    out = StringIO()
    call_command("make_push_key", stdout=out, stderr=StringIO())
    name, key = out.getvalue().strip().split("=")
    settings.VAPID_PRIVATE_KEY = key
    assert name == "VAPID_PRIVATE_KEY"
    assert len(decoded(push.public_key())) == push.POINT_LENGTH
