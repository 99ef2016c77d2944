"""Briefs, orders, and the pictures that are delivered."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from approvals.actions import brief as briefs
from approvals.actions import generate, order
from approvals.models import (
    Brief,
    Review,
    Run,
    Stage,
)
from portal.models import Organisation, User
from tests.people import DECLARED
from tests.promise import shadow as heard
from tests.promise.acts.attempt import PICTURES, Claim, picture
from tests.promise.acts.rights import RightsActs
from tests.promise.oracle import must
from tests.promise.shadow import begins, ends


@dataclass
class OrderActs(RightsActs):
    """Briefs, orders, and the pictures that are delivered."""

    def write(self, brand: Organisation, wish: briefs.Wish, by: User) -> heard.Brief | None:
        """Somebody writes a brief for a brand."""
        done = self.attempt(
            lambda: briefs.write_brief(brand=brand, wish=wish, actor=by, at=self.at), name="write"
        )
        if done is None:
            return None
        must(self.told.may(by.person_id, "write", brand.pk), "Only its people write for a brand")
        it = heard.Brief(
            id=done.pk,
            brand=brand.pk,
            author=by.person_id,
            twins=tuple(twin.pk for twin in wish.twins),
            together=wish.together,
            channels=tuple(wish.channels),
            territories=tuple(wish.territories),
            contexts=frozenset(wish.contexts),
            product_line=wish.product_line,
            since=begins(wish.starts_on),
            until=ends(wish.ends_on),
            generator=wish.generator,
        )
        self.told.briefs[it.id] = it
        self.told.speaks(it.id, by.person_id, "brand")
        return it

    def submit(self, it: heard.Brief, by: User) -> list[heard.Run]:
        """Somebody submits a brief; returns what was ordered with it."""
        row = Brief.objects.get(pk=it.id)
        done = self.attempt(
            lambda: briefs.submit_brief(brief=row, actor=by, at=self.at), name="submit"
        )
        if done is None:
            return []
        must(self.told.may(by.person_id, "write", it.brand), "Only its people submit for a brand")
        must(
            self.told.allow_pictures(it.twins, it.generator),
            "Nothing is ordered while a consent does not allow it",
        )
        for twin, pk in row.casting.values_list("twin", "licence"):
            held = self.told.licences[pk]
            must(
                held.is_signed()
                and held.ended is None
                and (held.twin, held.brand) == (twin, it.brand),
                "Nothing is ordered without a licence",
            )
        it.submitted = True
        self.told.speaks(it.id, by.person_id, "brand")
        return self._hear_runs(it.id)

    def close(self, it: heard.Brief, by: User) -> None:
        """Somebody closes a brief."""
        row = Brief.objects.get(pk=it.id)
        done = self.attempt(
            lambda: briefs.close_brief(brief=row, actor=by, at=self.at), name="close"
        )
        if done is not None:
            must(self.told.may(by.person_id, "write", it.brand), "Only its people close a brief")
            it.closed = True
            for round_ in self.told.rounds.values():
                said = {each.stage for each in self.told.words if each.round == round_.id}
                if self.told.drafts[round_.draft].brief == it.id and not said >= {*round_.stages}:
                    round_.ended = True

    def _hear_runs(self, brief: UUID) -> list[heard.Run]:
        new = []
        for row in Run.objects.filter(brief=brief).order_by("seed"):
            if row.pk in self.told.runs:
                continue
            must(not self.told.briefs[brief].closed, "Nothing is ordered for a closed brief")
            twins = frozenset(row.twins.values_list("pk", flat=True))
            must(not twins & self.told.stopped, "Nothing is ordered of who stopped all that is new")
            run = heard.Run(row.pk, brief, twins, self.at, row.studio_id is not None, row.parent_id)
            self.told.runs[row.pk] = run
            new.append(run)
        return new

    def order_again(self, run: heard.Run, by: User) -> None:
        """Somebody orders again what a failed order still owes."""
        row = Run.objects.get(pk=run.id)
        done = self.attempt(
            lambda: order.order_again(run=row, actor=by, at=self.at), name="order again"
        )
        if done is None:
            return
        brief = self.told.briefs[run.brief]
        must(self.told.may(by.person_id, "write", brief.brand), "Only its people order for a brand")
        must(not brief.closed, "Nothing is ordered for a closed brief")
        must(not run.twins & self.told.stopped, "Nothing is ordered of who stopped all that is new")
        must(
            self.told.allow_pictures(run.twins, brief.generator),
            "Nothing is ordered while a consent does not allow it",
        )
        run.at = self.at

    def cancel(self, run: heard.Run, by: User) -> None:
        """Somebody calls an order off."""
        row = Run.objects.get(pk=run.id)
        done = self.attempt(lambda: order.cancel_run(run=row, actor=by, at=self.at), name="cancel")
        if done is not None:
            brand = self.told.briefs[run.brief].brand
            must(self.told.may(by.person_id, "write", brand), "Only its people call orders off")
            run.lease = None

    def claim_run(self, run: heard.Run) -> None:
        """A worker takes a run."""
        taken = self.attempt(
            lambda: generate.claim_run(run_id=run.id, at=self.at), name="claim a run"
        )
        if taken is not None:
            must(run.lease is None, "One worker has a run at a time")
            must(not run.twins & self.told.stopped, "No worker takes up what she has halted")
            run.lease = taken.lease_id
            self.claims.append(Claim(taken, taken.lease_id))

    def lose_lease(self, run: heard.Run) -> None:
        """A worker is not heard of any more; the sweep puts its run back."""
        self.told.at += timedelta(minutes=1)
        for row in Run.objects.lost(self.at).filter(pk=run.id):
            generate.release_run(row)
            run.lease = None
            self.reached["lease is lost"] += 1

    def fail_run(self, claim: Claim, *, permanent: bool) -> None:
        """A worker gives up."""
        row = Run.objects.get(pk=claim.run.pk)
        row.lease_id = claim.lease
        self.attempt(
            lambda: generate.fail_run(run=row, sentence="No.", permanent=permanent, at=self.at),
            name="fail a run",
        )
        if self.told.runs[claim.run.pk].lease == claim.lease:
            self.told.runs[claim.run.pk].lease = None

    def deliver(
        self,
        run: heard.Run,
        by: User | None,
        *,
        lease: UUID | None = None,
        place: int = 1,
        declared: generate.Declaration = DECLARED,
    ) -> heard.Draft | None:
        """Somebody delivers a picture; returns the draft if it is new."""
        self.pictures += 1
        row = Run.objects.get(pk=run.id)
        row.lease_id = lease
        made = self.attempt(
            lambda: generate.deliver(
                run=row,
                place=place,
                picture=picture(self.pictures % PICTURES),
                declaration=declared,
                at=self.at,
                actor=by,
            ),
            name="deliver",
        )
        if made is None or made.pk in self.told.drafts:
            return None
        self._judge_delivery(run, by, lease)
        must(
            bool(made.ai_system and made.digital_source_type),
            "Every picture says what made it",
        )
        parent = self.told.drafts.get(run.parent) if run.parent else None
        sha256 = picture(self.pictures % PICTURES).sha256
        licences = dict(made.portrayals.values_list("twin", "licence"))
        draft = heard.Draft(made.pk, run.brief, run.twins, sha256, self.at, run.parent, licences)
        self.told.drafts[made.pk] = draft
        if by is not None:
            self.told.speaks(run.brief, by.person_id, "studio")
        if parent is not None:
            self.reached["a second version"] += 1
        if not Run.objects.filter(pk=run.id, state="running").exists():
            run.lease = None
        self._hear_round(draft)
        return draft

    def _judge_delivery(self, run: heard.Run, by: User | None, lease: UUID | None) -> None:
        self.oracle.may_be_stored(run)
        if run.studio:
            studio = Run.objects.values_list("studio", flat=True).get(pk=run.id)
            must(
                by is not None
                and studio is not None
                and self.told.may(by.person_id, "deliver", studio),
                "A studio's order is delivered by its people",
            )
        else:
            must(
                by is None and lease is not None and lease == run.lease,
                "A machine's order is delivered by the worker that has it",
            )

    def _hear_round(self, draft: heard.Draft) -> heard.Round:
        row = Review.objects.filter(draft=draft.id).latest("number")
        self.told.offers[row.offer_sha256] = row.offer
        self.told.rounds[row.pk] = heard.Round(row.pk, draft.id, row.offer_sha256, self.at, [])
        self._hear_stages(row.pk)
        return self.told.rounds[row.pk]

    def _hear_stages(self, pk: UUID) -> None:
        order_ = {"brand": 0, "agency": 1, "model": 2}
        twins = list(self.told.owners)
        rows = Stage.objects.filter(review=pk).select_related("organisation")
        for row in rows:
            rule = self.told.rules.get(row.organisation_id, heard.Rule())  # type: ignore[arg-type]
            if self.told.asked.get(row.pk, (None, rule))[0] != row.organisation_id:
                self.told.asked[row.pk] = (row.organisation_id, rule)
            self.told.asked.setdefault(row.pk, (row.organisation_id, rule))
        self.told.rounds[pk].stages = [
            row.pk
            for row in sorted(
                rows,
                key=lambda row: (
                    order_[row.side],
                    twins.index(row.twin_id) if row.twin_id else -1,
                    row.organisation.name if row.organisation else "",
                ),
            )
        ]
