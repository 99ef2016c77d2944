"""Every act that there is: tried through the actions, and heard by the shadow when it was done.

A refusal in words is fine and leaves nothing behind. Anything else that an act raises is a failure
of the system and is not caught here.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any
from uuid import UUID

import numpy as np
import time_machine
from PIL import Image

from approvals.actions import brief as briefs
from approvals.actions import generate, guest, order, publish, review, takedown
from approvals.disclosure.label import Box
from approvals.disclosure.pipeline import Disclosed
from approvals.disclosure.rendition import CropBox
from approvals.models import (
    Brief,
    Channel,
    Decision,
    Draft,
    GuestLink,
    Publication,
    Review,
    Run,
    Stage,
)
from portal.actions import cover as covering
from portal.actions import organisation as people
from portal.errors import DomainError
from portal.imaging import CleanPicture
from portal.models import Cover, Membership, Organisation, User
from tests.people import DECLARED
from tests.promise import shadow as heard
from tests.promise.oracle import Oracle, must
from tests.promise.shadow import NEEDED, Shadow, begins, ends
from twins.actions import consent, licence, representation, stop
from twins.models import ConsentEvent, Licence, Representation, Twin

PICTURES = 12
"""So many different ones: studios deliver the same bytes again, for other briefs too."""
CORNERS = {"top-right", "top-left", "bottom-right", "bottom-left"}


@cache
def picture(number: int) -> CleanPicture:
    """A tiny clean picture that differs with its number; made here, since nobody sent it."""
    pixels = np.random.default_rng(number).integers(0, 255, (20, 16, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    data = out.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    return CleanPicture(
        data=data, media_type="image/png", width=16, height=20, sha256=sha256, had=frozenset()
    )


@cache
def disclosed(master: str, channel: str) -> Disclosed:
    """A stand-in with bytes of its own, for speed: the pipeline itself is tested elsewhere."""
    data = f"{master} in {channel}".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    print_ = hashlib.sha256(sha256.encode()).digest()
    whole = CropBox(0, 0, 1, 1)
    return Disclosed(data, "image/jpeg", sha256, 16, 20, print_, Box(0, 0, 1, 1), whole)


@dataclass
class Claim:
    """A worker holds a run, or thinks so."""

    run: Run
    lease: UUID | None


@dataclass
class Acts:
    """The acts. Each returns what was made, or None when it was refused."""

    told: Shadow
    oracle: Oracle
    reached: Counter[str]
    claims: list[Claim] = field(default_factory=list)
    pictures: int = 0
    tried: int = 0

    def attempt[T](self, act: Callable[[], T], *, name: str) -> T | None:
        """Do an act one second later than the last; None when it was refused in words."""
        self.told.at += timedelta(seconds=1)
        self.tried += 1
        try:
            with time_machine.travel(self.told.at, tick=False):  # covers begin and end by the clock
                done = act()
        except DomainError as e:
            self.reached[f"refused: {name}"] += 1
            if name in ("submit", "publish", "say yes", "deliver"):
                self.reached[f"why {name}: {e.sentence[:70]}"] += 1
            return None
        self.reached[name] += 1
        return done

    @property
    def at(self) -> datetime:
        """Now."""
        return self.told.at

    # --- people -------------------------------------------------------------------------------

    def found(self, kind: str, name: str, founder: User) -> Organisation:
        """Somebody founds an organisation, and is the first in it."""
        made = people.found_organisation(kind=kind, name=name, founder=founder, at=self.at)
        first = {"brand": "owner", "agency": "admin", "studio": "owner"}[kind]
        self.told.members.append(heard.Member(founder.person_id, made.pk, first, self.at))
        return made

    def join(self, organisation: Organisation, user: User, role: str, by: User) -> None:
        """Somebody is given a role."""
        done = self.attempt(
            lambda: people.add_member(
                organisation=organisation, user=user, role=role, actor=by, at=self.at
            ),
            name="join",
        )
        if done is not None:
            member = heard.Member(user.person_id, organisation.pk, role, self.at)
            self.told.members.append(member)

    def leave(self, member: heard.Member, by: User) -> None:
        """A role is taken from somebody."""
        row = Membership.objects.current().get(
            user__person=member.person, role__name=member.role, organisation=member.organisation
        )
        done = self.attempt(
            lambda: people.end_membership(membership=row, actor=by, at=self.at), name="leave"
        )
        if done is not None:
            member.until = self.at
            for each in self.told.covers:
                pair = (each.covered, each.colleague)
                gone = member.person in pair and each.organisation == member.organisation
                if gone and not self.told.belongs(member.person, member.organisation):
                    each.until = min(each.until, self.at)

    def name_cover(
        self, organisation: Organisation, covered: User, colleague: User, days: int, by: User
    ) -> heard.Cover | None:
        """Somebody names who decides for somebody, from today on."""
        first = self.at.astimezone(heard.BERLIN).date()
        last = first + timedelta(days=days)
        done = self.attempt(
            lambda: covering.name_cover(
                organisation=organisation,
                covered=covered,
                colleague=colleague,
                period=covering.Period(first=first, last=last),
                actor=by,
                at=self.at,
            ),
            name="name a cover",
        )
        if done is None:
            return None
        it = heard.Cover(
            done.pk,
            organisation.pk,
            covered.person_id,
            colleague.person_id,
            max(begins(first), self.at),
            ends(last),
        )
        self.oracle.may_be_covered(it, by.person_id)
        self.told.covers.append(it)
        return it

    def end_cover(self, it: heard.Cover, by: User) -> None:
        """Somebody ends a cover."""
        row = Cover.objects.get(pk=it.id)
        done = self.attempt(
            lambda: covering.end_cover(cover=row, actor=by, at=self.at), name="end a cover"
        )
        if done is not None:
            must(
                by.person_id in (it.covered, it.colleague)
                or self.told.may(by.person_id, "manage", it.organisation),
                "A cover is ended by the two or by who manages people",
            )
            it.until = self.at

    # --- consent, representation, licence -----------------------------------------------------

    def sign_consent(self, twin: Twin, by: User, **changed: Any) -> None:
        """A model signs a consent, wide unless told otherwise."""
        terms: dict[str, Any] = {
            "purposes": ("storage", "making", "listing"),
            "generators": ("layout", "studio"),
            "territories": ("WORLD",),
            "excluded_contexts": ("swimwear",),
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2029, 6, 30),
        } | changed
        statement = consent.Statement(**terms, is_adult=True, identity_confirmed=True)
        done = self.attempt(
            lambda: consent.sign_consent(twin=twin, statement=statement, actor=by, at=self.at),
            name="sign consent",
        )
        if done is None:
            return
        must(by.person_id == self.told.owners[twin.pk], "Nobody but the model signs a consent")
        purposes = frozenset(terms["purposes"])
        signed = heard.Consent(
            at=self.at,
            purposes=purposes,
            generators=frozenset(terms["generators"]),
            territories=tuple(terms["territories"]),
            contexts=frozenset(terms["excluded_contexts"]),
            since=begins(terms["starts_on"]),
            until=ends(terms["ends_on"]),
        )
        self.told.consents.setdefault(twin.pk, []).append(signed)
        self._hear_event(twin, takes_back=not purposes >= NEEDED)

    def take_back(self, twin: Twin, by: User, purposes: Sequence[str] | None) -> None:
        """A model takes her consent back, wholly or in part."""
        done = self.attempt(
            lambda: consent.withdraw_consent(twin=twin, actor=by, at=self.at, purposes=purposes),
            name="take consent back",
        )
        if done is None:
            return
        must(by.person_id == self.told.owners[twin.pk], "Nobody but the model takes it back")
        signed = self.told.consents[twin.pk][-1]
        wanted = signed.purposes if purposes is None else signed.purposes & set(purposes)
        new = [each for each in wanted if each not in signed.taken]
        signed.taken |= dict.fromkeys(new, self.at)
        if NEEDED & set(new):
            self.reached["consent is taken back"] += 1
            preparing = Publication.objects.filter(
                approvals__twin=twin, state="preparing", lease_until__isnull=False
            )
            if preparing.exists():
                self.reached["consent is taken back between claim and completion"] += 1
        self._hear_event(twin, takes_back=bool(NEEDED & set(new)))

    def stop(self, twin: Twin, by: User) -> None:
        """A model stops all that is new of her."""
        done = self.attempt(
            lambda: stop.place_stop(twin=twin, actor=by, at=self.at, how="session"), name="stop"
        )
        if done is not None:
            must(by.person_id == self.told.owners[twin.pk], "Nobody but the model stops")
            self.told.stopped.add(twin.pk)

    def go_on(self, twin: Twin, by: User) -> None:
        """A model lets it go on."""
        done = self.attempt(
            lambda: (stop.lift_stop(twin=twin, actor=by, at=self.at),), name="go on"
        )
        if done is not None:
            must(by.person_id == self.told.owners[twin.pk], "Nobody but the model goes on")
            self.told.stopped.discard(twin.pk)

    def _hear_event(self, twin: Twin, *, takes_back: bool) -> None:
        row = ConsentEvent.objects.filter(consent__twin=twin).latest("at")
        self.told.events.append(heard.Event(row.pk, twin.pk, self.at, takes_back))

    def handle(self, event: heard.Event) -> None:
        """A worker hears of a consent event, early, late or twice."""
        younger = self._states_of_what_came_after(event)
        done = self.attempt(
            lambda: takedown.handle_consent_event(event_id=event.id, at=self.at), name="handle"
        )
        must(bool(done) != event.handled, "A consent event is handled once")
        event.handled = True
        self._hear_takedowns()
        self.oracle.what_ended_is_over(event)
        if event.takes_back:
            must(
                younger == self._states_of_what_came_after(event),
                "A withdrawal ends nothing that began after it",
            )

    def _states_of_what_came_after(self, event: heard.Event) -> list[tuple[object, ...]]:
        publications = Publication.objects.filter(draft__created_at__gt=event.at)
        runs = Run.objects.filter(requested_at__gt=event.at)
        return [
            *publications.order_by("pk").values_list("pk", "state"),
            *runs.order_by("pk").values_list("pk", "state"),
        ]

    def _hear_takedowns(self) -> None:
        for pk in Publication.objects.filter(state__in=["down", "failed"]).values_list(
            "pk", flat=True
        ):
            if not self.told.publications[pk].is_over:
                self.told.publications[pk].is_over = True
                self.reached["taken down"] += self.told.publications[pk].was_live

    def represent(
        self,
        twin: Twin,
        agency: Organisation,
        territories: tuple[str, ...],
        by: User,
        *,
        is_mother: bool,
        days: int = 900,
    ) -> None:
        """A model lets an agency act for her from today on."""
        today = self.at.astimezone(heard.BERLIN).date()
        last = today + timedelta(days=days)
        done = self.attempt(
            lambda: representation.sign_representation(
                twin=twin,
                agency=agency,
                territories=territories,
                commission=Decimal(20 if is_mother else 15),
                starts_on=today,
                ends_on=last,
                actor=by,
                at=self.at,
                is_mother=is_mother,
            ),
            name="sign representation",
        )
        if done is not None:
            must(by.person_id == self.told.owners[twin.pk], "She chooses who acts for her")
            since = max(begins(today), self.at)
            self.told.agencies.append(
                heard.Agency(twin.pk, agency.pk, territories, since, ends(last))
            )

    def end_representation(self, acting: heard.Agency, by: User) -> None:
        """A model parts from an agency."""
        row = Representation.objects.get(
            twin=acting.twin, agency=acting.agency, signed_at=acting.since
        )
        done = self.attempt(
            lambda: representation.end_representation(representation=row, actor=by, at=self.at),
            name="end representation",
        )
        if done is not None:
            must(by.person_id == self.told.owners[acting.twin], "She chooses who acts for her")
            acting.until = self.at

    def pass_on(self) -> None:
        """The sweep passes open questions on to the agencies that follow."""
        for stage in review.stages_to_pass_on(self.at):
            before = stage.organisation_id
            passed = self.attempt(
                partial(review.pass_on_stage, stage=stage, at=self.at), name="pass on"
            )
            if passed is not None and passed.organisation_id != before:
                self.reached["a question passed on"] += 1
            self._hear_stages(stage.review_id)

    def propose_licence(
        self, twin: Twin, brand: Organisation, by: User, **changed: Any
    ) -> heard.Licence | None:
        """Somebody proposes a licence."""
        today = self.at.astimezone(heard.BERLIN).date()
        terms: dict[str, Any] = {
            "scope": "Pictures of the digital twin",
            "purpose": "Advertising",
            "product_line": "knitwear",
            "media": ("social", "web"),
            "territories": ("EU",),
            "starts_on": today,
            "ends_on": today + timedelta(days=400 + len(self.told.licences)),
            "image_cap": 4,
        } | changed
        done = self.attempt(
            lambda: licence.propose_licence(
                twin=twin, brand=brand, terms=licence.Terms(**terms), actor=by, at=self.at
            ),
            name="propose licence",
        )
        if done is None:
            return None
        proposed = heard.Licence(
            twin=twin.pk,
            brand=brand.pk,
            media=tuple(terms["media"]),
            territories=tuple(terms["territories"]),
            product_line=terms["product_line"],
            contexts=frozenset(terms.get("prohibited_contexts", ())),
            cap=terms["image_cap"],
            since=begins(terms["starts_on"]),
            until=ends(terms["ends_on"]),
            agencies=frozenset(self.told.acting(twin.pk, terms["territories"], self.at)),
        )
        must(
            self.told.may(by.person_id, "sign for brand", brand.pk)
            or any(
                self.told.may(by.person_id, "sign for agency", each) for each in proposed.agencies
            ),
            "Only who may sign a licence proposes one",
        )
        self.told.licences[done.pk] = proposed
        return proposed

    def sign_licence(self, pk: UUID, side: str, by: User, bound: Organisation | None) -> None:
        """Somebody signs a licence for a side."""
        done = self.attempt(
            lambda: licence.sign_licence(
                licence=Licence.objects.get(pk=pk),
                side=side,
                actor=by,
                organisation=bound,
                at=self.at,
            ),
            name="sign licence",
        )
        if done is None:
            return
        it = self.told.licences[pk]
        if side == "model":
            must(by.person_id == self.told.owners[it.twin], "Only the model signs as the model")
        else:
            must(
                bound is not None and self.told.may(by.person_id, f"sign for {side}", bound.pk),
                "A side is signed for by its people",
            )
            acting = self.told.acting(it.twin, ("WORLD",), self.at)
            must(
                side == "brand" or (bound is not None and bound.pk in acting),
                "An agency that she left signs nothing for her",
            )
        key = (side, bound.pk if bound else it.twin)
        others = {person for (other, _), person in it.signed.items() if other != side}
        must(by.person_id not in others, "Nobody signs for two sides")
        it.signed[key] = by.person_id

    def end_licence(self, pk: UUID, by: User) -> None:
        """A model ends a licence."""
        done = self.attempt(
            lambda: licence.end_licence(
                licence=Licence.objects.get(pk=pk), actor=by, at=self.at, because="enough"
            ),
            name="end licence",
        )
        if done is not None:
            it = self.told.licences[pk]
            must(by.person_id == self.told.owners[it.twin], "Only the model ends her licence")
            it.ended = self.at

    # --- brief and runs -----------------------------------------------------------------------

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

    # --- review -------------------------------------------------------------------------------

    def say(
        self,
        stage: UUID,
        verdict: str,
        by: User,
        *,
        seen: tuple[str, str] | None = None,
        key: str = "",
    ) -> heard.Word | None:
        """Somebody gives a verdict on what she sees: what there is, or something older."""
        row = Stage.objects.select_related("review").get(pk=stage)
        round_ = self.told.rounds[row.review_id]
        draft = self.told.drafts[round_.draft]
        sha256, offer = seen or (draft.sha256, round_.offer)
        before = Decision.objects.count()
        done = self.attempt(
            lambda: review.decide(
                stage=row,
                verdict=verdict,
                draft_sha256=sha256,
                offer_sha256=offer,
                actor=by,
                at=self.at,
                comment="Warmer light" if verdict == "change" else "",
                idempotency_key=key,
            ),
            name=f"say {verdict}",
        )
        if done is None or (key and Decision.objects.count() == before):
            return None
        word = heard.Word(
            at=self.at,
            person=by.person_id,
            stage=stage,
            round=round_.id,
            draft=draft.id,
            side=row.side,
            bound=row.organisation_id or (self.told.owners[row.twin_id] if row.twin_id else stage),
            twin=row.twin_id,
            verdict=verdict,
            sha256=sha256,
            offer=offer,
            instead_of=done.for_person.pk if done.for_person else None,
        )
        self._judge_word(word)
        self.told.words.append(word)
        self.told.speaks(draft.brief, by.person_id, row.side)
        self._hear_runs(draft.brief)
        return word

    def _judge_word(self, word: heard.Word) -> None:
        own = [each for each in self.told.words if each.stage == word.stage]
        late_no = (
            word.side == "model"
            and word.verdict == "no"
            and [each.verdict for each in own] == ["yes"]
        )
        self.oracle.may_be_said(word, over_her_yes=late_no)
        if late_no:
            live = [
                each
                for each in self.told.publications.values()
                if each.round == word.round and each.was_live and not each.is_over
            ]
            must(not live, "Her late no comes before publication")
            self.reached["a late no"] += 1

    def ask_again(
        self, draft: heard.Draft, channels: Sequence[str], corner: str, by: User
    ) -> heard.Round | None:
        """Somebody asks everybody again."""
        row = Draft.objects.get(pk=draft.id)
        chosen = list(Channel.objects.filter(name__in=channels))
        done = self.attempt(
            lambda: review.ask_again(
                draft=row, channels=chosen, actor=by, at=self.at, corner=corner
            ),
            name="ask again",
        )
        if done is None:
            return None
        brand = self.told.briefs[draft.brief].brand
        must(self.told.may(by.person_id, "write", brand), "Only its people ask again for a brand")
        must(self.told.is_current(draft), "Nobody is asked about a version that was replaced")
        must(not self.told.took_back(draft.twins, draft.at), "Nobody is asked after a withdrawal")
        must(self.told.allow_pictures(draft.twins), "Nobody is asked without consent in force")
        self.told.speaks(draft.brief, by.person_id, "brand")
        must(not corner or corner in CORNERS, "The label stands in a corner of the picture")
        return self._hear_round(draft)

    def withdraw_draft(self, draft: heard.Draft, by: User) -> None:
        """Somebody takes a version back before anybody judged it."""
        row = Draft.objects.get(pk=draft.id)
        done = self.attempt(
            lambda: review.withdraw_draft(draft=row, actor=by, at=self.at), name="withdraw a draft"
        )
        if done is not None:
            judged = [each for each in self.told.words if each.draft == draft.id]
            must(not judged, "What was judged is not withdrawn")
            must(self.told.is_current(draft), "What was replaced is not withdrawn")
            draft.withdrawn = True

    # --- guests -------------------------------------------------------------------------------

    def invite(self, it: heard.Brief, email: str, by: User) -> heard.Guest | None:
        """Somebody asks a guest to look at a brief's pictures."""
        row = Brief.objects.get(pk=it.id)
        sent = self.attempt(
            lambda: guest.invite_guest(brief=row, email=email, name="Gwen", actor=by, at=self.at),
            name="invite a guest",
        )
        if sent is None:
            return None
        must(self.told.may(by.person_id, "write", it.brand), "Only its people invite for a brand")
        made = heard.Guest(sent.link.pk, it.id)
        self.told.guests[made.link] = made
        self.told.speaks(it.id, by.person_id, "brand")
        return made

    def revoke(self, it: heard.Guest, by: User) -> None:
        """Somebody takes a guest's link back."""
        row = GuestLink.objects.get(pk=it.link)
        done = self.attempt(
            lambda: guest.revoke(link=row, actor=by, at=self.at), name="revoke a guest"
        )
        if done is not None:
            brand = self.told.briefs[it.brief].brand
            must(self.told.may(by.person_id, "write", brand), "Only its people take a link back")
            it.until = self.at

    def let_in(self, it: heard.Guest, *, reads_mail: bool) -> None:
        """Somebody has a code mailed to a guest, and enters it, or six noughts."""
        row = GuestLink.objects.get(pk=it.link)
        sent = self.attempt(lambda: guest.send_code(link=row, at=self.at), name="mail a code")
        if sent is None:
            return
        code = sent.secret if reads_mail else "no mail"
        done = self.attempt(
            lambda: guest.verify_code(link=row, code=code, at=self.at), name="let a guest in"
        )
        if done is not None:
            must(reads_mail, "A guest reads the mail that goes to her address")
            it.person = done.person_id

    def give_opinion(
        self, it: heard.Guest, draft: heard.Draft, verdict: str
    ) -> heard.Opinion | None:
        """A guest says what she thinks of a picture as it is offered now."""
        link = GuestLink.objects.get(pk=it.link)
        row = Draft.objects.get(pk=draft.id)
        offer = [each for each in self.told.rounds.values() if each.draft == draft.id][-1].offer
        before = self._stages()
        done = self.attempt(
            lambda: guest.give_opinion(
                link=link,
                draft=row,
                verdict=verdict,
                comment="Warmer light",
                draft_sha256=draft.sha256,
                offer_sha256=offer,
                at=self.at,
            ),
            name="give an opinion",
        )
        must(self._stages() == before, "No guest's opinion moves a stage")
        if done is None:
            return None
        opinion = heard.Opinion(it.link, draft.id, verdict, draft.sha256, offer)
        self.oracle.may_be_thought(opinion, it)
        self.told.opinions.append(opinion)
        assert it.person is not None
        self.told.speaks(draft.brief, it.person, "brand")
        return opinion

    def _stages(self) -> list[tuple[object, ...]]:
        return list(Stage.objects.order_by("pk").values_list("pk", "state", "review__state"))

    # --- publish ------------------------------------------------------------------------------

    def publish(self, draft: heard.Draft, channel: str, by: User) -> heard.Publication | None:
        """Somebody begins to publish."""
        row = Draft.objects.get(pk=draft.id)
        where = Channel.objects.get(name=channel)
        begun = self.attempt(
            lambda: publish.publish(draft=row, channel=where, actor=by, at=self.at), name="publish"
        )
        if begun is None:
            return None
        it = heard.Publication(begun.pk, draft.id, begun.review_id, channel, self.at)
        self.told.publications[it.id] = it
        brand = self.told.briefs[draft.brief].brand
        must(self.told.may(by.person_id, "publish", brand), "Only its people publish for a brand")
        self.told.speaks(draft.brief, by.person_id, "brand")
        self.oracle.may_be_published(it)
        return it

    def claim_publication(self, it: heard.Publication) -> None:
        """A worker takes a publication to prepare."""
        self.attempt(
            lambda: publish.claim_publication(publication_id=it.id, at=self.at),
            name="claim a publication",
        )

    def complete(self, it: heard.Publication) -> bool:
        """A worker, perhaps a late one, completes a publication; True when it went live."""
        row = Publication.objects.get(pk=it.id)
        bytes_ = disclosed(row.master_sha256, it.channel)
        done = self.attempt(
            lambda: publish.complete_publication(publication=row, disclosed=bytes_, at=self.at),
            name="complete",
        )
        self._hear_takedowns()
        if done is None or done.state != "live" or it.was_live or it.is_over:
            self.reached["stopped between claim and completion"] += (
                done is not None and done.state == "failed" and row.state == "preparing"
            )
            return False
        it.was_live = True
        self.oracle.may_be_published(it)
        self.oracle.owe(it)
        self.reached["live"] += 1
        self.reached["live: a group picture"] += len(self.told.drafts[it.draft].twins) > 1
        self.reached["live: a second version"] += self.told.drafts[it.draft].parent is not None
        taken = [each for each in self.told.events if each.takes_back]
        self.reached["live: after she had taken consent back"] += any(
            each.twin in self.told.drafts[it.draft].twins for each in taken
        )
        return True

    def fail_publication(self, it: heard.Publication) -> None:
        """A worker gives a publication up."""
        row = Publication.objects.get(pk=it.id)
        self.attempt(
            lambda: publish.fail_publication(publication=row, sentence="No.", at=self.at),
            name="fail a publication",
        )
        self._hear_takedowns()

    def take_picture_back(self, it: heard.Publication, by: User) -> None:
        """A model takes one picture back."""
        row = Publication.objects.get(pk=it.id)
        done = self.attempt(
            lambda: takedown.withdraw_picture(publication=row, actor=by, at=self.at),
            name="take a picture back",
        )
        if done is not None:
            draft = self.told.drafts[it.draft]
            owners = {self.told.owners[twin] for twin in draft.twins}
            must(by.person_id in owners, "Only who is in a picture takes it back")
            self.told.taken_pictures.add(it.draft)
            self._hear_takedowns()
            must(it.is_over, "A picture that was taken back is down")

    def unpublish(self, it: heard.Publication, by: User) -> None:
        """Somebody takes a picture down for the brand."""
        row = Publication.objects.get(pk=it.id)
        done = self.attempt(
            lambda: takedown.unpublish(publication=row, actor=by, at=self.at), name="unpublish"
        )
        if done is not None:
            brand = self.told.briefs[self.told.drafts[it.draft].brief].brand
            must(self.told.may(by.person_id, "publish", brand), "Only its people unpublish")
            self._hear_takedowns()
            must(it.is_over, "What the brand took down is down")

    def sweep(self) -> None:
        """The sweep takes down what has run out."""
        over = list(Publication.objects.may_have_run_out(self.at))
        self.attempt(
            lambda: takedown.take_down_uncovered(over, at=self.at), name="take down uncovered"
        )
        self._hear_takedowns()
