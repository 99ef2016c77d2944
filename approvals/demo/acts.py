"""The acts that the demo's story is told in; each goes through the actions."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from approvals.actions import brief as briefs
from approvals.actions import generate, publish, review
from approvals.actions.takedown import handle_consent_event
from approvals.demo.cast import Role
from approvals.demo.figures import garment, mood
from approvals.demo.pictures import Pictures
from approvals.disclosing import disclose_publication
from approvals.models import Brief, Channel, CrewMember, Draft, Run, Stage
from approvals.states import RunState
from portal import uploads
from portal.models import Organisation, StoredFile, Upload, User
from twins.actions import consent
from twins.models import ConsentEvent, Twin

Say = Callable[[str], None]


@dataclass
class Everybody:
    """Who is in the story."""

    ada: User
    bo: User
    bram: User
    odo: User
    sam: User
    ida: User
    agency: Organisation
    nordlicht: Organisation
    sudwind: Organisation
    studio: Organisation


@dataclass
class Model:
    """One model of the story."""

    number: int
    role: Role
    user: User
    twin: Twin


class Acts:
    """What happens to briefs and pictures, at instants before ``now``."""

    pictures: Pictures
    now: datetime
    who: Everybody

    def _brief(
        self,
        title: str,
        idea: str,
        cast: Sequence[Model],
        days_ago: float,
        pictures: int,
        generator: str = "studio",
        *,
        product_line: str = "coats and knitwear",
        by: User | None = None,
        submit: bool = True,
    ) -> Brief:
        author = by or self.who.bram
        brand = self.who.sudwind if author == self.who.odo else self.who.nordlicht
        at = self._ago(days_ago)
        seed = Brief.objects.count() + 1
        wish = briefs.Wish(
            title=title,
            idea=idea,
            product_line=product_line,
            territories=("EU",),
            starts_on=at.date(),
            ends_on=_months_later(self.now.date(), 6),
            due_on=self.now.date() + timedelta(days=3 + seed % 9),
            channels=("instagram-feed", "web"),
            twins=tuple(model.twin for model in cast),
            generator=generator,
            pictures=pictures,
            seed=seed,
        )
        brief = briefs.write_brief(
            brand=brand, wish=wish, actor=author, at=at, uploads=self._uploads(author, brand, seed)
        )
        self._crew(brief)
        if submit:
            brief = briefs.submit_brief(brief=brief, actor=author, at=at)
        return brief

    def _uploads(self, author: User, brand: Organisation, seed: int) -> list[Upload]:
        kinds = [("garment", seed % 9), ("garment", (seed + 4) % 9), ("mood", seed % 6)]
        return [
            Upload.objects.create(
                organisation=brand,
                user=author,
                kind=kind,
                file=_still(kind, number),
                name=f"{kind}-{number}.jpg",
            )
            for kind, number in kinds
        ]

    def _crew(self, brief: Brief) -> None:
        for name, role in (("Greta Falk", "stylist"), ("Jonas Reh", "photographer")):
            known = User.objects.filter(name=name, email__isnull=True).first()
            known = known or User.objects.create_user(None, name=name, is_active=False)
            CrewMember.objects.create(brief=brief, person=known.person, role=role, fee=350)

    def _deliver(self, brief: Brief, model: Model) -> list[Draft]:
        return self._deliver_run(brief.runs.get(state=RunState.ORDERED), model)

    def _deliver_run(self, run: Run, model: Model) -> list[Draft]:
        return [self._picture(run, model, place) for place in range(1, run.count + 1)]

    def _picture(self, run: Run, model: Model, place: int) -> Draft:
        take = Draft.objects.count() + place
        data = self.pictures.delivery(model.number, model.role, take)
        return generate.deliver(
            run=run,
            place=place,
            picture=uploads.clean(io.BytesIO(data)),
            declaration=self.pictures.declaration,
            actor=self.who.sam,
            at=run.requested_at + timedelta(hours=20 + place),
        )

    def _version(self, parent: Draft, model: Model) -> Draft:
        return self._picture(parent.reorders.get(), model, 1)

    def _agreed(
        self, title: str, idea: str, model: Model, days_ago: float, line: str = ""
    ) -> Draft:
        by = self.who.odo if line else self.who.bram
        brief = self._brief(
            title, idea, [model], days_ago, 1, by=by, product_line=line or "coats and knitwear"
        )
        (draft,) = self._deliver(brief, model)
        for side, who in (("brand", by), ("agency", self.who.bo), ("model", model.user)):
            self._say(draft, side, who, "yes")
        return draft

    def _say(self, draft: Draft, side: str, who: User, verdict: str, *, comment: str = "") -> None:
        stage = Stage.objects.select_related("review").get(review__draft=draft, side=side)
        review.decide(
            stage=stage,
            verdict=verdict,
            draft_sha256=draft.master_id,
            offer_sha256=stage.review.offer_sha256,
            actor=who,
            at=draft.created_at + timedelta(hours=4),
            comment=comment,
        )

    def _publish(self, draft: Draft, channels: int) -> None:
        at = draft.created_at + timedelta(hours=9)
        by = self.who.odo if draft.brief.brand == self.who.sudwind else self.who.bram
        for channel in Channel.objects.filter(briefs=draft.brief)[:channels]:
            begun = publish.publish(draft=draft, channel=channel, actor=by, at=at)
            taken = publish.claim_publication(publication_id=begun.pk, at=at)
            if taken is not None:
                publish.complete_publication(
                    publication=taken, disclosed=disclose_publication(taken), at=at
                )

    def _withdraw(self, model: Model) -> None:
        at = self._ago(2)
        consent.withdraw_consent(twin=model.twin, actor=model.user, at=at)
        for event in ConsentEvent.objects.filter(handled_at__isnull=True, kind="withdrawn"):
            handle_consent_event(event_id=event.pk, at=at)

    def _ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)


@cache
def _still(kind: str, number: int) -> StoredFile:
    draw = garment if kind == "garment" else mood
    return uploads.keep(io.BytesIO(draw(number, size=(1200, 1500))))


def _months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
