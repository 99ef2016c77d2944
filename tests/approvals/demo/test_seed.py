"""The demo's story: it is told once, in order, and leaves something to do for everybody."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from approvals.demo import acts
from approvals.demo.cast import Role, drawn_cast
from approvals.demo.pictures import Drawn, Pictures
from approvals.demo.seed import tell_once
from approvals.models import Brief, Decision, Draft, Publication, Review, Run
from approvals.states import BriefState, PublicationState, ReviewState, RunState
from portal import uploads
from portal.imaging import CleanPicture
from tests.people import picture_bytes
from twins.models import Twin

pytestmark = pytest.mark.django_db


class Plain(Pictures):
    """Small pictures of as few models as the story needs."""

    declaration = Drawn.declaration

    def references(self, number: int, role: Role) -> list[bytes]:
        return [picture_bytes(1000 + number)]

    def delivery(self, number: int, role: Role, take: int) -> bytes:
        return picture_bytes(2000 + 100 * number + take)

    def cast(self) -> list[Role]:
        return drawn_cast(19)


def as_it_is(data: bytes, **_more: object) -> CleanPicture:
    """Our own small pictures are clean."""
    return CleanPicture(
        data=data,
        media_type="image/png",
        width=320,
        height=400,
        sha256=hashlib.sha256(data).hexdigest(),
        had=frozenset(),
    )


@pytest.fixture
def now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Tell the story; return the instant at which it was told."""
    monkeypatch.setattr(uploads, "sanitise", as_it_is)
    monkeypatch.setattr(acts, "garment", lambda number, size: picture_bytes(number))
    monkeypatch.setattr(acts, "mood", lambda number, size: picture_bytes(100 + number))
    acts._still.cache_clear()
    told_at = timezone.now()
    for is_first in (True, False):
        said: list[str] = []
        told = tell_once(
            Plain(), now=told_at, say=said.append, sign_ins=tmp_path / "demo-people.json"
        )
        assert (told, bool(said)) == (is_first, is_first)
    acts._still.cache_clear()
    names = {each["who"] for each in json.loads((tmp_path / "demo-people.json").read_text())}
    assert names >= {"Mila", "Bo", "Ada", "Bram", "Odo", "Sam"}
    return told_at


def test_nothing_in_the_story_lies_ahead_and_every_state_is_in_it(now: datetime) -> None:
    later = {
        "twins": Twin.objects.filter(acted_at__gt=now),
        "drafts": Draft.objects.filter(created_at__gt=now),
        "reviews": Review.objects.filter(opened_at__gt=now),
        "decisions": Decision.objects.filter(sent_at__gt=now),
        "runs": Run.objects.filter(requested_at__gt=now),
        "publications": Publication.objects.filter(live_at__gt=now),
    }
    assert {name: rows.count() for name, rows in later.items()} == dict.fromkeys(later, 0)
    assert set(Brief.objects.values_list("state", flat=True)) == set(BriefState)
    assert set(Review.objects.values_list("state", flat=True)) == set(ReviewState)
    assert set(Publication.objects.values_list("state", flat=True)) >= {
        PublicationState.LIVE,
        PublicationState.DOWN,
    }
    assert set(Run.objects.values_list("state", flat=True)) >= {
        RunState.WAITING,
        RunState.ORDERED,
        RunState.DELIVERED,
    }
