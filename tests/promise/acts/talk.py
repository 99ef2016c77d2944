"""What people write beside pictures, to whom, and who is told."""

from dataclasses import dataclass

from approvals.actions import pin
from approvals.models import Draft, Notice, Pin, Seat
from approvals.walls import Audience
from portal.models import User
from tests.promise import shadow as heard
from tests.promise.acts.orders import OrderActs
from tests.promise.oracle import readers_of


@dataclass
class TalkActs(OrderActs):
    """What people write beside pictures."""

    def talk(self, draft: heard.Draft, audience: Audience, by: User) -> heard.Said | None:
        """Somebody writes beside a picture, and names everybody whom there is."""
        row = Draft.objects.get(pk=draft.id)
        names = " ".join(f"@{each}" for each in ("Linden", "Nord", "Bo", "Ada", "Dora", "Odo"))
        done = self.attempt(
            lambda: pin.say(draft=row, text=names, audience=audience, actor=by, at=self.at),
            name="write beside a picture",
        )
        return self._hear(done, draft, by) if done else None

    def talk_back(self, it: heard.Said, audience: Audience, by: User) -> heard.Said | None:
        """Somebody answers what was written."""
        row = Pin.objects.select_related("draft").get(pk=it.id)
        done = self.attempt(
            lambda: pin.answer(pin=row, text="Seen", audience=audience, actor=by, at=self.at),
            name="answer beside a picture",
        )
        return self._hear(done, self.told.drafts[it.draft], by, it) if done else None

    def tick_off(self, it: heard.Said, by: User) -> None:
        """Somebody ticks off what was written."""
        row = Pin.objects.select_related("draft").get(pk=it.id)
        done = self.attempt(
            lambda: pin.tick(pin=row, done=True, actor=by, at=self.at), name="tick off"
        )
        if done is not None:
            brief = self.told.drafts[it.draft].brief
            seat = Seat.objects.get(brief=brief, person=by.person_id)
            self.told.speaks(brief, by.person_id, seat.side)
            self.oracle.may_tick(it, by.person_id)
            self.reached["something was ticked off"] += 1

    def _hear(
        self, done: Pin, draft: heard.Draft, by: User, first: heard.Said | None = None
    ) -> heard.Said:
        it = heard.Said(
            id=done.pk,
            draft=draft.id,
            at=done.at,
            person=by.person_id,
            side=done.side,
            audience=(done.wall, done.among_id, done.beside_id),
            answers=first.id if first else None,
        )
        self.told.said[it.id] = it
        self.told.speaks(draft.brief, by.person_id, done.side)
        self.reached["something was written"] += 1
        self.oracle.may_be_written(it)
        self.oracle.is_heard_by(it, readers_of(it.id))
        told = Notice.objects.filter(about=it.id).values_list("user__person", flat=True)
        self.oracle.is_heard_by(it, set(told))
        return it
