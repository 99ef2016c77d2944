"""Who says what to a picture; and what guests think."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from approvals.actions import door, guest, policy, reason, review
from approvals.models import (
    Brief,
    Channel,
    Decision,
    Draft,
    GuestLink,
    Stage,
)
from portal.models import Organisation, User
from tests.promise import shadow as heard
from tests.promise.acts.attempt import CORNERS
from tests.promise.acts.talk import TalkActs
from tests.promise.oracle import must


@dataclass
class ReviewActs(TalkActs):
    """Who says what to a picture; and what guests think."""

    def set_policy(self, agency: Organisation, needs: int, named: Sequence[User], by: User) -> None:
        """Somebody says how many people of an agency must agree, and which."""
        rule = policy.Rule(agency_needs=needs, agency_people=[each.person for each in named])
        done = self.attempt(
            lambda: policy.set_policy(agency=agency, rule=rule, actor=by, at=self.at),
            name="set a policy",
        )
        if done is None:
            return
        must(
            self.told.may(by.person_id, "rule", agency.pk),
            "Only its people say who must agree for an agency",
        )
        people = frozenset(each.person_id for each in named)
        self.told.rules[agency.pk] = heard.Rule(needs or len(people), people)
        self.reached["a policy was set"] += 1

    def edit_reasons(self, agency: Organisation, words: str, by: User) -> None:
        """Somebody offers one more reason for a change or a no, or the same one no more."""
        acts = (
            lambda: reason.add_reason(
                agency=agency, words=words, given_for="both", actor=by, at=self.at
            ),
            lambda: reason.retire_reason(agency=agency, words=words, actor=by, at=self.at),
        )
        edited = [self.attempt(act, name="edit reasons") for act in acts]
        if any(edited):
            must(
                self.told.may(by.person_id, "rule", agency.pk),
                "Only its people say which reasons an agency offers",
            )
            self.reached["reasons were edited"] += 1

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

    def settle(self) -> None:
        """The sweep settles stages for which enough have spoken, once others have left."""
        for stage in review.stages_to_settle():
            settled = self.attempt(
                partial(review.settle_stage, stage=stage, at=self.at), name="settle"
            )
            if settled is not None and settled.state == "yes":
                self.reached["a stage settled"] += 1

    def say(
        self,
        stage: UUID,
        verdict: str,
        by: User,
        *,
        seen: tuple[str, str] | None = None,
        key: str = "",
        reasons: Sequence[str] = (),
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
                reasons=reasons,
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
            reasons=tuple(done.reasons),
            sha256=sha256,
            offer=offer,
            instead_of=done.for_person.pk if done.for_person else None,
        )
        self._judge_word(word)
        self.told.words.append(word)
        self.told.speaks(draft.brief, by.person_id, row.side)
        self._hear_runs(draft.brief)
        return word

    def send_batch(self, answers: Sequence[tuple[UUID, str, User]]) -> None:
        """Somebody sends answers that were kept; the reply is lost, and they are sent again."""
        kept = [(*each, f"kept {self.tried} {place}") for place, each in enumerate(answers)]
        taken = [
            (stage, verdict, by, key)
            for stage, verdict, by, key in kept
            if self.say(stage, verdict, by, key=key) is not None
        ]
        before = self._stages(), Decision.objects.count()
        for stage, verdict, by, key in taken[-1:]:
            self.say(stage, verdict, by, key=key)
            self.reached["an answer sent again"] += 1
        must((self._stages(), Decision.objects.count()) == before, "What is sent twice counts once")

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
        sent = self.attempt(lambda: door.send_code(link=row, at=self.at), name="mail a code")
        if sent is None:
            return
        code = sent.secret if reads_mail else "no mail"
        done = self.attempt(
            lambda: door.verify_code(link=row, code=code, at=self.at), name="let a guest in"
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
