"""Whatever is sent to any door gets an answer or a sentence: in bounded time, never an error."""

import io
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.actions.verify import State
from approvals.models import Run
from portal import storage
from portal.actions.api_key import make_key
from tests.bad_input.finds import FINDS
from tests.bad_input.mutations import broken, happened_to
from tests.bad_input.seeds import seeds
from tests.people import NOON, World, a_world

pytestmark = pytest.mark.django_db

SECONDS = 30
FEW = settings(
    max_examples=settings().max_examples // 12,  # each decodes in a process of its own
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def sent(data: bytes) -> dict[str, SimpleUploadedFile]:
    cache.clear()  # nobody sends so many in a minute
    return {"file": SimpleUploadedFile("found.jpg", data, "image/jpeg")}


def told(answer: HttpResponseBase, *statuses: int) -> str:
    """The words of an answer that has one of these statuses, or else is a refusal."""
    words: str = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code in {*statuses, 422}, words
    assert answer.status_code != 422 or "." in words
    return words


def asks_verify(data: bytes) -> None:
    """The page and the address for programs say the same."""
    client = Client()
    page = client.post(reverse("verify"), sent(data))
    told(page, 200)
    answer = client.post(reverse("api-verify"), sent(data))
    words = told(answer, 200)
    assert answer.status_code == page.status_code
    if answer.status_code == 200:
        assert json.loads(words)["state"] in set(State)


def asks_on_the_command_line(data: bytes) -> None:
    """Both commands that take a file."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "sent", Path(folder) / "out"
        path.write_bytes(data)
        for words in (["verify"], ["disclose", "--channel", "web", "--out", str(out)]):
            said = io.StringIO()
            try:
                call_command(words[0], str(path), *words[1:], "--json", stdout=said)
            except CommandError as refused:
                assert str(refused).endswith(".")  # noqa: PT017
                assert not said.getvalue()
            else:
                json.loads(said.getvalue())


@FEW
@given(broken())
def test_verify_answers_or_refuses_whatever_is_sent(db: None, data: bytes) -> None:
    begun = time.monotonic()
    asks_verify(data)
    assert time.monotonic() - begun < SECONDS


@FEW
@given(broken())
def test_the_commands_answer_or_refuse_whatever_they_are_given(db: None, data: bytes) -> None:
    begun = time.monotonic()
    asks_on_the_command_line(data)
    assert time.monotonic() - begun < SECONDS


@FEW
@given(broken())
def test_an_upload_is_kept_or_refused_whatever_is_sent(world: World, data: bytes) -> None:
    client = Client()
    client.force_login(world.bram)
    told(client.post(reverse("upload"), sent(data) | {"kind": "garment"}), 201)


@FEW
@given(broken())
def test_a_delivery_is_taken_or_refused_whatever_is_sent(
    world: World, run: Run, robot: Client, data: bytes
) -> None:
    said = {"ai_system": "Stable Diffusion", "ai_version": "3"}
    told(robot.post(f"/api/orders/{run.pk}/pictures/1", sent(data) | said), 201, 409)


@FEW
@given(st.data())
def test_what_was_published_may_come_back_in_any_state(
    world: World, published: bytes, draw: st.DataObject
) -> None:
    """Its manifest, its mark and its look are all asked for."""
    asks_verify(draw.draw(happened_to(published)))


@pytest.fixture
def published(world: World) -> bytes:
    file = world.published().current_file
    assert file is not None
    return storage.read(file.sha256)


@pytest.fixture
def run(world: World) -> Run:
    return world.brief(pictures=1).runs.get()


@pytest.fixture
def robot(world: World) -> Client:
    key = make_key(
        organisation=world.studio, name="Robot", rights=["fill_orders"], days=30,
        actor=world.sam, at=NOON,
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {key.secret}"})


@pytest.mark.parametrize("name", sorted(FINDS))
def test_what_was_found_once_gets_its_answer(name: str, db: None) -> None:
    data, refusal = FINDS[name]()
    begun = time.monotonic()
    answer = Client().post(reverse("api-verify"), sent(data))
    words = told(answer, 200)
    assert time.monotonic() - begun < SECONDS
    assert answer.status_code == (422 if refusal else 200)
    assert refusal in words
    asks_on_the_command_line(data)


@pytest.mark.parametrize("name", sorted(seeds()))
def test_every_whole_file_gets_its_answer(name: str, db: None) -> None:
    answer = Client().post(reverse("api-verify"), sent(seeds()[name]))
    assert answer.status_code == (422 if "moving" in name else 200), answer.content


BODIES = [
    (b"", "multipart/form-data; boundary=x"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
    (b"--x\r\n" * 3000, "multipart/form-data; boundary=x"),
    (b"x" * 100, "multipart/form-data"),
    (b"x" * 100, "multipart/form-data; boundary=" + "y" * 300),
    (b"{}", "application/json"),
    (b"file=abc", "application/x-www-form-urlencoded"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n?\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../\0a.jpg"\r\n\r\n'
        b"abc\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
]


@pytest.mark.parametrize("name", ["verify", "api-verify", "report-misuse"])
@pytest.mark.parametrize("number", range(len(BODIES)))
def test_a_body_that_is_no_form_is_refused(name: str, number: int, db: None) -> None:
    body, kind = BODIES[number]
    cache.clear()
    answer = Client(raise_request_exception=False).post(reverse(name), body, content_type=kind)
    assert answer.status_code in {400, 422}, answer.content


@pytest.mark.parametrize("size", ["", "abc", "-5", "9" * 40])
def test_a_size_that_is_no_number_is_refused(size: str, db: None) -> None:
    answer = Client(raise_request_exception=False).post(
        reverse("api-verify"), sent(b"GIF89a"), CONTENT_LENGTH=size
    )
    assert answer.status_code in {400, 422}, answer.content
