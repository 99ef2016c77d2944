"""From the verify page to the agency's case, and who sees that there is one."""

import re
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from approvals.actions.case import Seen, report_misuse
from approvals.models import MisuseCase, Publication
from approvals.web import report as page
from portal import storage
from portal.models import StoredFile, User
from tests.people import NOON, World, a_world, clean_picture, picture_bytes

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def noon() -> object:
    cache.clear()
    with time_machine.travel(NOON, tick=False) as moment:
        yield moment


@pytest.fixture
def world() -> World:
    return a_world()


def as_(who: User) -> Client:
    client = Client()
    client.force_login(who, backend=BACKEND)
    return client


def text(response: HttpResponseBase) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def bytes_of(publication: Publication) -> bytes:
    file = publication.current_file
    assert file is not None
    return storage.read(file.sha256)


def verified(client: Client, data: bytes) -> str:
    return text(client.post(reverse("verify"), {"file": SimpleUploadedFile("a.jpg", data)}))


def slip(said: str) -> str:
    found = re.search(r'name="report-slip" value="([^"]+)"', said)
    return found[1] if found else ""


def send(client: Client, slip_: str, data: bytes | None = None, **typed: str) -> HttpResponseBase:
    form: dict[str, object] = {"report-slip": slip_, "report-where": "https://shop.test/"}
    form |= {f"report-{name}": value for name, value in typed.items()}
    if data is not None:
        form["report-file"] = SimpleUploadedFile("a.jpg", data)
    return client.post(reverse("report-misuse"), form)


def a_case(world: World) -> MisuseCase:
    seen = Seen(
        answer="recognised", sha256="5" * 64, where="Shop, <b>2nd</b> floor", email="f@example.test"
    )
    return report_misuse(
        publication=world.published(), seen=seen, picture=clean_picture(51), at=NOON
    )


def test_a_stranger_verifies_and_reports_and_only_then_is_it_kept(world: World) -> None:
    data, stranger = bytes_of(world.published()), Client(enforce_csrf_checks=True)
    kept = StoredFile.objects.count()
    found = slip(verified(stranger, data))
    assert (StoredFile.objects.count(), MisuseCase.objects.count()) == (kept, 0)
    answer = send(stranger, found, data, words="In a window", email="finder@example.test")
    assert answer.status_code == 302
    assert "It is reported." in text(stranger.get(answer["Location"]))
    case = MisuseCase.objects.get()
    assert (case.answer, case.words) == ("intact", "In a window")
    assert case.file is not None


def test_the_file_need_not_be_sent_again(world: World) -> None:
    client = Client()
    assert send(client, slip(verified(client, bytes_of(world.published())))).status_code == 302
    assert MisuseCase.objects.get().file is None


def test_there_is_nothing_to_report_of_a_picture_that_is_unknown(world: World) -> None:
    draft = world.draft()
    for data in (picture_bytes(99), storage.read(draft.master_id)):
        assert slip(verified(Client(), data)) == ""


@pytest.mark.parametrize("forged", ["", "x", "eyJ9:1:abc"])
def test_without_a_slip_of_ours_nothing_is_taken(world: World, forged: str) -> None:
    world.published()
    assert send(Client(), forged, picture_bytes(5)).status_code == 422
    assert not MisuseCase.objects.exists()


def test_a_slip_runs_out(world: World, noon: time_machine.Traveller) -> None:
    client = Client()
    found = slip(verified(client, bytes_of(world.published())))
    noon.shift(page.SLIP_SECONDS + 1)
    answer = send(client, found)
    assert (answer.status_code, "too old" in text(answer)) == (422, True)


def test_another_file_than_the_one_that_was_asked_about_is_not_kept(world: World) -> None:
    client = Client()
    answer = send(client, slip(verified(client, bytes_of(world.published()))), picture_bytes(5))
    assert (answer.status_code, MisuseCase.objects.exists()) == (422, False)
    assert "another file" in text(answer)
    assert "https://shop.test/" in text(answer), "what was typed is still there"


def test_a_report_says_where_and_no_sign_that_cannot_be_kept(world: World) -> None:
    client = Client()
    found = slip(verified(client, bytes_of(world.published())))
    for where in ("", " ", "a\0b", "x" * 501):
        assert send(client, found, where=where).status_code == 422
    assert not MisuseCase.objects.exists()


def test_who_reports_too_often_is_asked_to_wait() -> None:
    client = Client()
    for _ in range(page.MOST_AN_HOUR):
        assert send(client, "x").status_code == 422
    assert send(client, "x").status_code == 429


def test_a_body_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_READ", 100)
    assert send(Client(), "x", picture_bytes(1)).status_code == 422


def test_the_agency_reads_it_and_nothing_in_it_is_markup(world: World) -> None:
    case = a_case(world)
    assert "Mila" in text(as_(world.bo).get(reverse("cases")))
    raw = as_(world.bo).get(case.get_absolute_url()).content.decode()
    assert "Shop, &lt;b&gt;2nd&lt;/b&gt; floor" in raw
    assert "f@example.test" in raw
    assert as_(world.bo).get(reverse("case-file", args=[case.pk])).status_code == 200


def test_mila_sees_hers_and_not_who_reported_it(world: World) -> None:
    case = a_case(world)
    client = as_(world.mila)
    assert case.get_absolute_url() in text(client.get(reverse("my-twin")))
    said = text(client.get(case.get_absolute_url()))
    assert "2nd" in said
    assert "f@example.test" not in said
    assert reverse("note-case", args=[case.pk]) not in said


def test_the_brand_sees_that_there_is_a_case_and_no_more(world: World) -> None:
    case = a_case(world)
    said = text(as_(world.bram).get(reverse("published")))
    assert "Reported as misused" in said
    assert "2nd" not in said
    assert as_(world.bram).get(case.get_absolute_url()).status_code == 404


def test_bo_notes_forgets_and_closes_it_on_the_page(world: World) -> None:
    case, client = a_case(world), as_(world.bo)
    for name, sent in (
        ("note-case", {"text": "Wrote to the shop"}),
        ("forget-reporter", {}),
        ("close-case", {"outcome": "removed"}),
    ):
        assert client.post(reverse(name, args=[case.pk]), sent).status_code == 302
    said = text(client.get(case.get_absolute_url()))
    assert "Wrote to the shop" in said
    assert "f@example.test" not in said
    assert "It was taken down there" in said
    assert reverse("close-case", args=[case.pk]) not in said


def test_the_list_asks_the_database_no_more_for_more_cases(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case, client = a_case(world), as_(world.bo)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("cases"))
        return len(captured)

    one = asked()
    for number in range(3):
        seen = Seen(answer="recognised", sha256=f"{number}" * 64, where="Elsewhere")
        report_misuse(publication=case.publication, seen=seen, picture=None, at=NOON)
    assert asked() == one
