"""The machine: everything that the system can do, in any order, by anybody.

Some rules are single acts by whoever comes along, most of which are refused. Others go a whole way,
or nearly, so that pictures are really published, taken back, replaced and asked about again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from approvals.actions.brief import Wish
from approvals.models import Brief, Stage, Use
from approvals.walls import EVERYBODY, Audience
from portal.models import User
from tests.once import once
from tests.people import NOON
from tests.promise import shadow as heard
from tests.promise.cast import Cast, found, sign_whole_licence

CHANNELS = ("web", "instagram-feed", "instagram-story", "merchant")
HOURS = (1, 2, 5, 24, 72, 24 * 10, 24 * 45)
ACTS_A_STEP, STEPS_AHEAD = 3, 5
"""A life has so many acts a step on the average: whole stories, and single acts among them."""

some = st.integers(0, 5)
"""Which of the newest."""
anybody = st.integers(0, 9)
"""Which of the ten people."""
casting = st.sampled_from(["mila", "nora", "both", "mila for sud"])
channels = st.sampled_from([("web",), ("instagram-feed", "web"), ("instagram-feed",)])
verdicts = st.sampled_from(["yes", "yes", "yes", "change", "no"])
models = st.sampled_from(["mila", "nora"])
REASONS = ("Hands or fingers look wrong", "The collar sits wrong", "Not for this use")
reasons = st.lists(st.sampled_from(REASONS), max_size=2)
"""Built-in ones, and one that an agency may come to offer."""


def pick[T](things: Collection[T], number: int) -> T:
    """One of the newest things, the newest for nought."""
    newest_first = list(things)[::-1]
    return newest_first[number % len(newest_first)]


def has_room(machine: "Promise") -> bool:
    """Whether a life was not so full of acts already that single steps should follow."""
    return machine.acts.tried < ACTS_A_STEP * (machine.steps + STEPS_AHEAD)


story = precondition(has_room)
"""A rule of many acts."""


class Promise(RuleBasedStateMachine):
    """One life of the world, from its founding on; rolled back when it is over."""

    cast: ClassVar[Cast]
    reached: ClassVar[Counter[str]] = Counter()
    """What has come about, over all lives."""

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.acts = self.cast.acts(self.reached)
        self.told = self.acts.told
        self.steps = -1  # the invariants are asked once before the first step
        self.reached["lives"] += 1

    def teardown(self) -> None:
        self.end()

    def end(self) -> None:
        """Judge the end, and forget everything."""
        try:
            self.acts.oracle.judge_the_end()
        finally:
            self.forget()

    def forget(self) -> None:
        """Undo this life."""
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @invariant()
    def the_promise_holds(self) -> None:
        """After every step."""
        self.steps += 1
        self.reached["steps"] += self.steps > 0
        self.acts.oracle.judge()

    # --- somebody -----------------------------------------------------------------------------

    def person(self, number: int) -> User:
        """One of the people, by number."""
        return self.cast.everybody()[number % 10]

    def someone(self, name: str) -> User:
        """One of the people, by name."""
        return self.cast.people[name]

    def buyer(self, brief: UUID) -> User:
        """Who usually acts for the brand of a brief."""
        is_nord = self.told.briefs[brief].brand == self.cast.organisations["nord"].pk
        return self.someone("bram" if is_nord else "odo")

    def judge_of(self, stage: Stage) -> User:
        """Who usually answers for a stage."""
        if stage.twin_id and not stage.organisation_id:
            return self.cast.known(self.told.owners[stage.twin_id])
        names = {"Linden": "bo", "Birke": "bea", "Nord": "bram", "Sud": "odo"}
        assert stage.organisation is not None
        name = names[stage.organisation.name]
        two = stage.side == "brand" and not stage.review.policy.author_may_judge
        return self.someone("dora" if two and name == "bram" else name)

    # --- briefs and orders --------------------------------------------------------------------

    def wish(self, who: str, where: Sequence[str], days: int = 90, **changed: object) -> Wish:
        """A wish from yesterday on."""
        today = self.acts.at.astimezone(heard.BERLIN).date()
        twins = [self.cast.twins[name] for name in ("mila", "nora") if who in (name, "both")]
        terms: dict[str, object] = {
            "title": "Winter knits",
            "idea": "Soft light, early morning",
            "product_line": "knitwear",
            "territories": ("EU", "US") if who == "nora" else ("EU",),
            "starts_on": today,
            "ends_on": today + timedelta(days=days),
            "channels": tuple(where),
            "twins": twins or [self.cast.twins["mila"]],
            "generator": "studio",
            "together": who == "both",
        } | changed
        return Wish(**terms)  # type: ignore[arg-type]

    def ordered(
        self, who: str, where: Sequence[str], days: int = 90, **changed: object
    ) -> heard.Run | None:
        """A brief written and submitted by whom it should be; its order, if there is one."""
        brand = self.cast.organisations["sud" if who == "mila for sud" else "nord"]
        by = self.someone("odo" if who == "mila for sud" else "bram")
        brief = self.acts.write(brand, self.wish(who, where, days, **changed), by)
        runs = self.acts.submit(brief, by) if brief else []
        return runs[0] if runs else None

    def delivered(self, run: heard.Run | None, place: int = 1) -> heard.Draft | None:
        """A picture for an order from whom it should come."""
        if run is None:
            return None
        if run.studio:
            return self.acts.deliver(run, self.someone("sam"), place=place)
        if run.lease is None:
            self.acts.claim_run(run)
        return self.acts.deliver(run, None, lease=run.lease, place=place)

    def stages(self, draft: heard.Draft) -> list[Stage]:
        """The stages of a draft's newest round: brand, agencies, models."""
        rounds = [each for each in self.told.rounds.values() if each.draft == draft.id]
        rows = Stage.objects.select_related("organisation", "review__policy").in_bulk(
            rounds[-1].stages
        )
        return [rows[pk] for pk in rounds[-1].stages]

    def agreed(self, draft: heard.Draft | None) -> heard.Draft | None:
        """Everybody says yes to a draft, if they may."""
        for stage in self.stages(draft) if draft else []:
            self.side_agrees(stage)
        return draft

    def side_agrees(self, stage: Stage) -> None:
        """As many of a side as it needs say yes."""
        self.acts.say(stage.pk, "yes", self.judge_of(stage))
        needs = self.told.asked[stage.pk][1].needs
        if stage.side == "agency" and len(self.told.said_yes(stage.pk)) in range(1, needs):
            self.acts.say(stage.pk, "yes", self.someone("ada"))

    def made(self, who: str, where: Sequence[str]) -> heard.Draft | None:
        """A draft that everybody agreed to."""
        return self.agreed(self.delivered(self.ordered(who, where)))

    def begun(self, draft: heard.Draft | None) -> heard.Publication | None:
        """A publication of a draft in the first channel of its brief, claimed by a worker."""
        if draft is None:
            return None
        channel = self.told.briefs[draft.brief].channels[0]
        begun = self.acts.publish(draft, channel, self.buyer(draft.brief))
        if begun is not None:
            self.acts.claim_publication(begun)
        return begun

    @initialize(who=casting, where=channels)
    def something_was_published(self, who: str, where: Sequence[str]) -> None:
        self.whole_way(who, where)

    @rule(hours=st.sampled_from(HOURS))
    def time_passes(self, hours: int) -> None:
        self.told.at += timedelta(hours=hours)

    @rule(
        who=casting,
        where=channels,
        days=st.sampled_from([2, 30, 90, 300]),
        generator=st.sampled_from(["studio", "layout"]),
        pictures=st.sampled_from([1, 1, 2]),
        territories=st.sampled_from([("EU",), ("DE",), ("US",), ("EU", "US")]),
        contexts=st.sampled_from([(), (), ("swimwear",), ("alcohol",)]),
    )
    def the_brand_orders(
        self,
        who: str,
        where: Sequence[str],
        days: int,
        generator: str,
        pictures: int,
        territories: Sequence[str],
        contexts: Sequence[str],
    ) -> None:
        self.ordered(
            who,
            where,
            days,
            generator=generator,
            pictures=pictures,
            territories=territories,
            contexts=contexts,
        )

    @rule(by=anybody, brand=st.sampled_from(["nord", "sud", "linden"]), who=casting, day=some)
    def somebody_writes(self, by: int, brand: str, who: str, day: int) -> None:
        wish = self.wish(who, ("web",), starts_on=self.acts.at.date() + timedelta(days=day))
        self.acts.write(self.cast.organisations[brand], wish, self.person(by))

    @precondition(lambda self: self.told.briefs)
    @rule(which=some, by=anybody)
    def somebody_submits(self, which: int, by: int) -> None:
        self.acts.submit(pick(self.told.briefs.values(), which), self.person(by))

    @precondition(lambda self: self.told.briefs)
    @rule(which=some, by=anybody)
    def somebody_closes(self, which: int, by: int) -> None:
        self.acts.close(pick(self.told.briefs.values(), which), self.person(by))

    @precondition(lambda self: self.told.runs)
    @rule(which=some, place=st.sampled_from([1, 1, 2]))
    def a_picture_is_delivered(self, which: int, place: int) -> None:
        self.delivered(pick(self.told.runs.values(), which), place)

    @precondition(lambda self: self.told.runs)
    @rule(which=some, by=anybody, place=st.integers(0, 2))
    def somebody_delivers(self, which: int, by: int, place: int) -> None:
        run = pick(self.told.runs.values(), which)
        self.acts.deliver(run, self.person(by), lease=run.lease, place=place)

    @precondition(lambda self: self.told.runs)
    @rule(which=some)
    def a_worker_claims(self, which: int) -> None:
        self.acts.claim_run(pick(self.told.runs.values(), which))

    @precondition(lambda self: self.acts.claims)
    @rule(which=some, place=st.sampled_from([1, 1, 2]))
    def a_worker_delivers_perhaps_late(self, which: int, place: int) -> None:
        claim = pick(self.acts.claims, which)
        run = self.told.runs[claim.run.pk]
        self.acts.deliver(run, None, lease=claim.lease, place=place)

    @precondition(lambda self: self.acts.claims)
    @rule(which=some, permanent=st.booleans())
    def a_worker_fails(self, which: int, permanent: bool) -> None:
        self.acts.fail_run(pick(self.acts.claims, which), permanent=permanent)

    @precondition(lambda self: self.told.runs)
    @rule(which=some, by=anybody)
    def somebody_orders_again(self, which: int, by: int) -> None:
        self.acts.order_again(pick(self.told.runs.values(), which), self.person(by))

    @precondition(lambda self: self.told.runs)
    @rule(which=some)
    def a_worker_is_lost(self, which: int) -> None:
        self.acts.lose_lease(pick(self.told.runs.values(), which))

    @precondition(lambda self: self.told.runs)
    @rule(which=some, by=anybody)
    def somebody_cancels(self, which: int, by: int) -> None:
        self.acts.cancel(pick(self.told.runs.values(), which), self.person(by))

    # --- review -------------------------------------------------------------------------------

    @precondition(lambda self: self.told.rounds)
    @rule(which=some, place=some, verdict=verdicts, why=reasons)
    def the_right_one_answers(self, which: int, place: int, verdict: str, why: list[str]) -> None:
        stages = self.stages(pick(self.told.drafts.values(), which))
        stage = stages[place % len(stages)]
        self.acts.say(stage.pk, verdict, self.judge_of(stage), reasons=why)

    @precondition(lambda self: self.told.rounds)
    @rule(which=some, place=some, verdicts=st.lists(verdicts, min_size=1, max_size=2))
    def what_was_kept_is_sent_twice(self, which: int, place: int, verdicts: list[str]) -> None:
        answers = []
        for ahead, verdict in enumerate(verdicts):
            stages = self.stages(pick(self.told.drafts.values(), which + ahead))
            stage = stages[place % len(stages)]
            answers.append((stage.pk, verdict, self.judge_of(stage)))
        self.acts.send_batch(answers)

    @precondition(lambda self: self.told.rounds)
    @rule(which=some, place=some, verdict=verdicts, by=anybody, stale=some, key=some)
    def somebody_answers(
        self, which: int, place: int, verdict: str, by: int, stale: int, key: int
    ) -> None:
        round_ = pick(self.told.rounds.values(), which)
        stage = round_.stages[place % len(round_.stages)]
        seen = self.something_older(round_) if stale == 0 else None
        self.acts.say(
            stage, verdict, self.person(by), seen=seen, key=f"key {key}" if key < 2 else ""
        )

    def something_older(self, round_: heard.Round) -> tuple[str, str]:
        """Another picture and another offer than those of the round, where there are any."""
        own = self.told.drafts[round_.draft]
        shas = [each.sha256 for each in self.told.drafts.values()] + [own.sha256]
        others = [each.offer for each in self.told.rounds.values() if each.offer != round_.offer]
        return (shas[0] if not others else own.sha256, (others or [round_.offer])[0])

    @precondition(lambda self: self.told.drafts)
    @rule(which=some)
    def everybody_agrees(self, which: int) -> None:
        self.agreed(pick(self.told.drafts.values(), which))

    @precondition(lambda self: self.told.drafts)
    @rule(which=some, where=channels, corner=st.sampled_from(["", "bottom-left"]), by=anybody)
    def somebody_asks_again(self, which: int, where: Sequence[str], corner: str, by: int) -> None:
        draft = pick(self.told.drafts.values(), which)
        who = self.buyer(draft.brief) if by % 2 else self.person(by)
        self.acts.ask_again(draft, where, corner, who)

    @precondition(lambda self: self.told.drafts)
    @rule(which=some, by=anybody)
    def somebody_withdraws_a_draft(self, which: int, by: int) -> None:
        draft = pick(self.told.drafts.values(), which)
        self.acts.withdraw_draft(draft, self.someone("sam") if by % 2 else self.person(by))

    @precondition(lambda self: self.told.drafts)
    @rule(which=some, place=some)
    def a_change_is_asked_and_made(self, which: int, place: int) -> None:
        self.changed(pick(self.told.drafts.values(), which), place)

    def changed(self, draft: heard.Draft | None, place: int = 0) -> heard.Draft | None:
        """Somebody asks for a change of a draft, and the new version is delivered."""
        if draft is None:
            return None
        stages = self.stages(draft)
        for stage in stages[: place % len(stages)]:
            self.acts.say(stage.pk, "yes", self.judge_of(stage))
        stage = stages[place % len(stages)]
        self.acts.say(stage.pk, "change", self.judge_of(stage))
        orders = [each for each in self.told.runs.values() if each.parent == draft.id]
        return self.delivered(orders[-1]) if orders else None

    # --- publish ------------------------------------------------------------------------------

    @precondition(lambda self: self.told.drafts)
    @rule(which=some, channel=st.sampled_from(CHANNELS), by=anybody)
    def somebody_publishes(self, which: int, channel: str, by: int) -> None:
        draft = pick(self.told.drafts.values(), which)
        self.acts.publish(draft, channel, self.buyer(draft.brief) if by % 2 else self.person(by))

    @precondition(lambda self: self.told.publications)
    @rule(which=some)
    def a_worker_claims_a_publication(self, which: int) -> None:
        self.acts.claim_publication(pick(self.told.publications.values(), which))

    @precondition(lambda self: self.told.publications)
    @rule(which=some)
    def a_worker_completes(self, which: int) -> None:
        self.acts.complete(pick(self.told.publications.values(), which))

    @precondition(lambda self: self.told.publications)
    @rule(which=some)
    def an_operator_signs_anew(self, which: int) -> None:
        self.acts.sign_anew(pick(self.told.publications.values(), which))

    @precondition(lambda self: self.told.publications)
    @rule(which=some)
    def a_worker_gives_up(self, which: int) -> None:
        self.acts.fail_publication(pick(self.told.publications.values(), which))

    @story
    @rule(who=casting, where=channels)
    def a_picture_goes_the_whole_way(self, who: str, where: Sequence[str]) -> None:
        self.whole_way(who, where)

    def whole_way(self, who: str, where: Sequence[str]) -> heard.Publication | None:
        """From the brief to the picture that is live."""
        begun = self.begun(self.made(who, where))
        return begun if begun is not None and self.acts.complete(begun) else None

    @story
    @rule(who=casting, place=some)
    def a_new_version_goes_the_whole_way(self, who: str, place: int) -> None:
        first = self.delivered(self.ordered(who, ("web",)))
        begun = self.begun(self.agreed(self.changed(first, place)))
        if begun is not None:
            self.acts.complete(begun)

    def something_happens_before_completion(self, who: str, how: str) -> None:
        draft = self.made(who, ("web",))
        begun = self.begun(draft)
        if draft is None or begun is None:
            return
        self.happens(draft, "mila" if "mila" in who else "nora", how)
        self.acts.complete(begun)

    def happens(self, draft: heard.Draft, name: str, how: str) -> None:
        """Somebody ends a ground on which a publication of the draft is being prepared."""
        model, twin = self.someone(name), self.cast.twins[name]
        if how == "consent":
            self.acts.take_back(twin, model, None)
        elif how == "consent anew":
            self.acts.take_back(twin, model, None)
            self.acts.sign_consent(twin, model)
        elif how == "no":
            self.acts.say(self.stages(draft)[-1].pk, "no", self.judge_of(self.stages(draft)[-1]))
        elif how == "licence":
            own = [pk for pk, each in self.told.licences.items() if each.twin == twin.pk]
            for pk in own:
                self.acts.end_licence(pk, model)
        elif how == "narrow":
            self.acts.sign_consent(twin, model, purposes=("storage", "listing"))
            self.acts.sign_consent(twin, model)
        else:
            self.acts.ask_again(draft, ("web",), "bottom-left", self.buyer(draft.brief))
            self.changed(draft)

    # --- and back -----------------------------------------------------------------------------

    @rule(
        name=models, by=anybody, purposes=st.sampled_from([None, None, ("making",), ("listing",)])
    )
    def consent_is_taken_back(self, name: str, by: int, purposes: Sequence[str] | None) -> None:
        who = self.someone(name) if by % 3 else self.person(by)
        self.acts.take_back(self.cast.twins[name], who, purposes)

    @rule(
        name=models,
        by=anybody,
        changed=st.sampled_from(
            [
                {},
                {},
                {"purposes": ("storage", "listing")},
                {"territories": ("US",)},
                {"excluded_contexts": ("alcohol", "swimwear")},
                {"generators": ("layout",)},
                {"days": 40},
            ]
        ),
    )
    def a_consent_is_signed(self, name: str, by: int, changed: dict[str, object]) -> None:
        terms = dict(changed)
        if days := terms.pop("days", None):
            assert isinstance(days, int)
            terms["ends_on"] = self.acts.at.date() + timedelta(days=days)
        who = self.someone(name) if by else self.person(by)
        self.acts.sign_consent(self.cast.twins[name], who, **terms)

    @rule(name=models)
    def consent_is_taken_back_and_signed_anew(self, name: str) -> None:
        model, twin = self.someone(name), self.cast.twins[name]
        self.acts.take_back(twin, model, None)
        self.told.at += timedelta(hours=1)
        self.acts.sign_consent(twin, model)

    @rule(name=models, by=anybody)
    def everything_new_is_stopped_or_goes_on(self, name: str, by: int) -> None:
        """Who stopped goes on at the next such step; one step in ten stops."""
        twin = self.cast.twins[name]
        if twin.pk in self.told.stopped:
            self.acts.go_on(twin, self.someone(name) if by else self.person(by))
        elif by in (0, 1):
            self.acts.stop(twin, self.someone(name) if by else self.person(by))

    @precondition(lambda self: self.told.events)
    @rule(which=some)
    def a_worker_hears_of_a_consent(self, which: int) -> None:
        self.acts.handle(pick(self.told.events, which))

    @rule()
    def the_sweep_comes(self) -> None:
        self.acts.sweep()
        self.acts.pass_on()
        self.acts.settle()

    @precondition(lambda self: self.told.publications)
    @rule(which=some, by=anybody)
    def a_picture_is_taken_back(self, which: int, by: int) -> None:
        it = pick(self.told.publications.values(), which)
        portrayed = sorted(self.told.drafts[it.draft].twins, key=list(self.told.owners).index)
        owner = self.cast.known(self.told.owners[portrayed[by % len(portrayed)]])
        self.acts.take_picture_back(it, owner if by % 3 else self.person(by))

    @precondition(lambda self: self.told.publications)
    @rule(which=some, by=anybody)
    def a_picture_is_unpublished(self, which: int, by: int) -> None:
        self.acts.unpublish(pick(self.told.publications.values(), which), self.person(by))

    # --- licences, agencies, people -----------------------------------------------------------

    @rule(
        name=models,
        brand=st.sampled_from(["nord", "sud"]),
        changed=st.sampled_from(
            [{}, {"image_cap": 1}, {"territories": ("DE",)}, {"media": ("web",)}]
        ),
    )
    def a_licence_is_signed_by_all(self, name: str, brand: str, changed: dict[str, object]) -> None:
        sign_whole_licence(self.cast, self.acts, name, brand, **changed)

    @rule(name=models, brand=st.sampled_from(["nord", "sud"]), by=anybody)
    def a_licence_is_proposed(self, name: str, brand: str, by: int) -> None:
        self.acts.propose_licence(
            self.cast.twins[name], self.cast.organisations[brand], self.person(by)
        )

    @precondition(lambda self: self.told.licences)
    @rule(
        which=some,
        side=st.sampled_from(["model", "agency", "brand"]),
        by=anybody,
        bound=st.sampled_from([None, "linden", "birke", "nord", "sud"]),
    )
    def somebody_signs_a_licence(self, which: int, side: str, by: int, bound: str | None) -> None:
        organisation = self.cast.organisations[bound] if bound else None
        self.acts.sign_licence(pick(self.told.licences, which), side, self.person(by), organisation)

    @precondition(lambda self: self.told.licences)
    @rule(which=some, by=anybody, bound=st.sampled_from([None, "linden", "birke", "nord", "sud"]))
    def somebody_declines_a_licence(self, which: int, by: int, bound: str | None) -> None:
        organisation = self.cast.organisations[bound] if bound else None
        side = "model" if bound is None else "brand" if bound in {"nord", "sud"} else "agency"
        self.acts.decline_licence(
            pick(self.told.licences, which), side, self.person(by), organisation
        )

    @rule(which=some, by=anybody)
    def somebody_ends_a_licence(self, which: int, by: int) -> None:
        self.acts.end_licence(pick(self.told.licences, which), self.person(by))

    @rule(which=some, by=anybody)
    def somebody_ends_a_representation(self, which: int, by: int) -> None:
        acting = pick(self.told.agencies, which)
        owner = self.cast.known(self.told.owners[acting.twin])
        self.acts.end_representation(acting, owner if by % 2 else self.person(by))

    @rule(
        name=models,
        agency=st.sampled_from(["linden", "birke", "nord"]),
        where=st.sampled_from([("WORLD",), ("EU",), ("US",)]),
        is_mother=st.booleans(),
        by=anybody,
    )
    def a_representation_is_signed(
        self, name: str, agency: str, where: tuple[str, ...], is_mother: bool, by: int
    ) -> None:
        self.acts.represent(
            self.cast.twins[name],
            self.cast.organisations[agency],
            where,
            self.someone(name) if by else self.person(by),
            is_mother=is_mother,
        )

    def she_changes_her_agency_while_a_picture_waits(self, name: str, *, swept: bool) -> None:
        draft = self.delivered(self.ordered(name, ("web",)))
        for acting in [each for each in self.told.agencies if each.until > self.acts.at]:
            if acting.twin == self.cast.twins[name].pk:
                self.acts.end_representation(acting, self.someone(name))
        twin, model = self.cast.twins[name], self.someone(name)
        self.acts.represent(
            twin, self.cast.organisations["birke"], ("WORLD",), model, is_mother=False
        )
        if swept:
            self.acts.pass_on()
        self.agreed(draft)
        self.begun(draft)

    @rule(
        by=anybody,
        where=st.sampled_from(["nord", "sud", "linden", "birke", "atelier"]),
        role=st.sampled_from(["owner", "admin", "producer", "booker", "reviewer", "maker"]),
    )
    def somebody_joins(self, by: int, where: str, role: str) -> None:
        organisation = self.cast.organisations[where]
        if organisation.roles.filter(name=role).exists():
            self.acts.join(organisation, self.person(by), role, self.someone("ada"))

    @rule(which=st.integers(0, 20))
    def somebody_leaves(self, which: int) -> None:
        current = [each for each in self.told.members if each.until is None]
        self.acts.leave(pick(current, which), self.someone("ada"))

    @rule(
        where=st.sampled_from(["linden", "linden", "nord", "birke"]),
        covered=anybody,
        colleague=anybody,
        days=st.sampled_from([0, 3, 40]),
        by=anybody,
    )
    def somebody_names_a_cover(
        self, where: str, covered: int, colleague: int, days: int, by: int
    ) -> None:
        away = self.person(covered)
        self.acts.name_cover(
            self.cast.organisations[where],
            away,
            self.person(colleague),
            days,
            away if by % 3 else self.person(by),
        )

    @precondition(lambda self: self.told.covers)
    @rule(which=some, by=anybody)
    def somebody_ends_a_cover(self, which: int, by: int) -> None:
        it = pick(self.told.covers, which)
        self.acts.end_cover(it, self.cast.known(it.covered) if by % 2 else self.person(by))

    # --- policies -----------------------------------------------------------------------------

    @rule(needs=st.sampled_from([1, 1, 2, 0]), named=some, by=anybody)
    def somebody_says_who_must_agree(self, needs: int, named: int, by: int) -> None:
        linden = self.cast.organisations["linden"]
        people = [(), ("bo",), ("bo", "ada"), ()][named % 4]
        who = self.someone("ada") if by % 2 else self.person(by)
        self.acts.set_policy(linden, needs, [self.someone(name) for name in people], who)
        self.acts.edit_reasons(linden, REASONS[named % len(REASONS)], who)

    # --- talk ---------------------------------------------------------------------------------

    def audiences(self) -> list[Audience]:
        """Behind whichever wall; not each is there for everybody."""
        places = self.cast.organisations
        own = [Audience("own", places[name].pk) for name in ("linden", "nord", "birke")]
        pairs = [
            Audience("pair", places["linden"].pk, twin.pk) for twin in self.cast.twins.values()
        ]
        return [EVERYBODY, *own, *pairs]

    @story
    @rule(who=casting, place=some, by=anybody, to=some)
    def a_change_is_talked_over(self, who: str, place: int, by: int, to: int) -> None:
        """Written beside the first version, answered and ticked off beside the second."""
        first = self.delivered(self.ordered(who, ("web",)))
        said = self.acts.talk(first, self.audiences()[to], self.person(by)) if first else None
        second = self.changed(first, place)
        if second is not None:
            self.acts.talk(second, EVERYBODY, self.buyer(second.brief))
        if said is not None:
            self.acts.talk_back(said, self.audiences()[to], self.person(by + 1))
            self.acts.tick_off(said, self.person(by + place))

    @precondition(lambda self: self.told.drafts)
    @rule(which=some, by=anybody, to=some, how=st.sampled_from(["writes", "answers", "ticks"]))
    def somebody_talks(self, which: int, by: int, to: int, how: str) -> None:
        who, audience = self.person(by), self.audiences()[to]
        if how == "writes" or not self.told.said:
            self.acts.talk(pick(self.told.drafts.values(), which), audience, who)
        elif how == "answers":
            self.acts.talk_back(pick(self.told.said.values(), which), audience, who)
        else:
            self.acts.tick_off(pick(self.told.said.values(), which), who)

    # --- guests -------------------------------------------------------------------------------

    @precondition(lambda self: self.told.briefs)
    @rule(which=some, who=anybody, by=anybody)
    def a_guest_is_invited(self, which: int, who: int, by: int) -> None:
        """By whoever comes along; the address may be that of somebody who has an account here."""
        brief = pick(self.told.briefs.values(), which)
        email = self.person(who).email or "" if who % 2 else "gwen@example.test"
        host = self.buyer(brief.id) if by % 3 else self.person(by)
        guest = self.acts.invite(brief, email, host)
        if guest is not None:
            self.acts.let_in(guest, reads_mail=bool(by))

    @precondition(lambda self: self.told.guests and self.told.drafts)
    @rule(which=some, what=some, verdict=verdicts)
    def a_guest_gives_an_opinion(self, which: int, what: int, verdict: str) -> None:
        guest = pick(self.told.guests.values(), which)
        own = [each for each in self.told.drafts.values() if each.brief == guest.brief]
        drafts = own if own and what % 3 else list(self.told.drafts.values())
        self.acts.give_opinion(guest, pick(drafts, what), verdict)

    @precondition(lambda self: self.told.guests)
    @rule(which=some, by=anybody)
    def a_guest_is_revoked(self, which: int, by: int) -> None:
        guest = pick(self.told.guests.values(), which)
        self.acts.revoke(guest, self.buyer(guest.brief) if by % 2 else self.person(by))

    # --- what one would try --- ---

    @story
    @rule(who=casting, number=anybody)
    def a_colleague_covers(self, who: str, number: int) -> None:
        """liv answers for bo while she covers him, or a moment after."""
        bo, liv = self.someone("bo"), self.someone("liv")
        cover = self.acts.name_cover(self.cast.organisations["linden"], bo, liv, number % 3, bo)
        draft = self.delivered(self.ordered(who, ("web",)))
        if number % 2 and cover is not None:
            self.told.at = max(self.told.at, cover.until - timedelta(seconds=1))
        for stage in self.stages(draft) if draft else []:
            covers = stage.side == "agency" and stage.organisation_id == (
                self.cast.organisations["linden"].pk
            )
            self.acts.say(stage.pk, "yes", liv if covers else self.judge_of(stage))
        begun = self.begun(draft)
        if begun is not None:
            self.acts.complete(begun)

    @story
    @rule(who=casting, verdict=verdicts)
    def a_guest_is_heard(self, who: str, verdict: str) -> None:
        draft = self.delivered(self.ordered(who, ("web",)))
        if draft is None:
            return
        host = self.buyer(draft.brief)
        guest = self.acts.invite(self.told.briefs[draft.brief], "gwen@example.test", host)
        if guest is not None:
            self.acts.let_in(guest, reads_mail=True)
            self.acts.give_opinion(guest, draft, verdict)
        begun = self.begun(self.agreed(draft))
        if begun is not None:
            self.acts.complete(begun)

    @story
    @rule(name=models, place=st.integers(0, 3), generator=st.sampled_from(["layout", "studio"]))
    def a_stop_comes_between(self, name: str, place: int, generator: str) -> None:
        """Before the order, the delivery, the publication, or its completion; then it goes on."""
        if place == 0:
            self.while_stopped(name, lambda: self.ordered(name, ("web",), generator=generator))
        run = self.ordered(name, ("web",), generator=generator)
        if place == 1:
            self.while_stopped(name, lambda: self.delivered(run))
        draft = self.agreed(self.delivered(run))
        if place == 2:
            self.while_stopped(name, lambda: self.begun(draft))
        begun = self.begun(draft)
        if begun is not None and place == 3:
            self.while_stopped(name, lambda: self.acts.complete(begun))
        elif begun is not None:
            self.acts.complete(begun)

    def while_stopped(self, name: str, act: Callable[[], object]) -> None:
        """Something is tried while she has stopped all that is new of her."""
        twin, model = self.cast.twins[name], self.someone(name)
        self.acts.stop(twin, model)
        act()
        self.acts.go_on(twin, model)

    @story
    @rule(who=casting, number=anybody)
    def somebody_is_left_out(self, who: str, number: int) -> None:
        draft = self.delivered(self.ordered(who, ("web",)))
        stages = self.stages(draft) if draft else []
        for place, stage in enumerate(stages):
            if place != number % len(stages):
                self.acts.say(stage.pk, "yes", self.judge_of(stage))
        self.begun(draft)

    @story
    @rule(who=casting, number=anybody)
    def somebody_answers_in_anothers_place(self, who: str, number: int) -> None:
        draft = self.delivered(self.ordered(who, ("web",)))
        stages = self.stages(draft) if draft else []
        for place, stage in enumerate(stages):
            wrong = place == number % len(stages)
            self.acts.say(stage.pk, "yes", self.person(number) if wrong else self.judge_of(stage))
        begun = self.begun(draft)
        if begun is not None:
            self.acts.complete(begun)

    @story
    @rule(who=casting)
    def somebody_answers_to_what_she_saw_before(self, who: str) -> None:
        draft = self.made(who, ("web",))
        if draft is None:
            return
        again = self.acts.ask_again(draft, ("web",), "bottom-left", self.buyer(draft.brief))
        if again is None:
            return
        for stage in self.stages(draft):
            self.acts.say(stage.pk, "yes", self.judge_of(stage), seen=self.something_older(again))
        self.begun(draft)

    @story
    @rule(who=casting)
    def an_old_version_is_published(self, who: str) -> None:
        draft = self.made(who, ("web",))
        if draft is not None:
            self.acts.ask_again(draft, ("web",), "bottom-left", self.buyer(draft.brief))
            self.changed(draft)
            self.begun(draft)

    @story
    @rule(who=casting)
    def the_use_grows_after_the_yes(self, who: str) -> None:
        draft = self.made(who, ("web",))
        if draft is None:
            return
        until = Brief.objects.values_list("ends_at", flat=True).get(pk=draft.brief)
        uses = Use.objects.filter(brief=draft.brief)
        uses.update(ends_at=until + timedelta(days=30))
        begun = self.begun(draft)
        uses.update(ends_at=until)
        if begun is not None:
            self.acts.complete(begun)

    @story
    @rule()
    def somebody_changes_sides(self) -> None:
        nord, linden = self.cast.organisations["nord"], self.cast.organisations["linden"]
        dora = self.someone("dora")
        brief = self.acts.write(nord, self.wish("mila", ("web",)), dora)
        runs = self.acts.submit(brief, self.someone("bram")) if brief else []
        draft = self.delivered(runs[0]) if runs else None
        for member in [each for each in self.told.members if each.until is None]:
            if member.person == dora.person_id and member.organisation == nord.pk:
                self.acts.leave(member, self.someone("bram"))
        self.acts.join(linden, dora, "booker", self.someone("ada"))
        for stage in self.stages(draft) if draft else []:
            by = dora if stage.side == "agency" else self.judge_of(stage)
            self.acts.say(stage.pk, "yes", by)
        self.acts.join(nord, dora, "producer", self.someone("bram"))

    @story
    @rule()
    def a_lost_worker_comes_back(self) -> None:
        run = self.ordered("mila", ("web",), generator="layout")
        if run is None:
            return
        self.acts.claim_run(run)
        stale = run.lease
        self.acts.lose_lease(run)
        self.acts.claim_run(run)
        self.acts.deliver(run, None, lease=stale)

    @story
    @rule(number=anybody)
    def a_model_joins_her_agency(self, number: int) -> None:
        name = "nora" if number % 2 else "mila"
        model = self.someone(name)
        self.acts.join(self.cast.organisations["linden"], model, "booker", self.someone("ada"))
        draft = self.delivered(self.ordered(name, ("web",)))
        for stage in self.stages(draft) if draft else []:
            by = model if stage.side == "agency" else self.judge_of(stage)
            self.acts.say(stage.pk, "yes", by)

    @story
    @rule(number=anybody)
    def a_licence_is_used_up(self, number: int) -> None:
        twin = self.cast.twins["mila"]
        for pk, licence in list(self.told.licences.items()):
            if licence.twin == twin.pk and licence.ended is None:
                self.acts.end_licence(pk, self.someone("mila"))
        sign_whole_licence(self.cast, self.acts, "mila", "nord", image_cap=1)
        drafts = [self.made("mila", ("web", "instagram-feed")) for _ in range(2)]
        for draft in drafts:
            begun = self.begun(draft)
            if begun is not None:
                self.acts.complete(begun)
                if number % 2:
                    self.begun(draft)

    @story
    @rule(who=casting, number=anybody)
    def something_comes_between(self, who: str, number: int) -> None:
        how = ("consent", "consent anew", "no", "licence", "narrow", "change")[number % 6]
        self.something_happens_before_completion(who, how)

    @story
    @rule(who=casting, number=anybody)
    def she_changes_her_agency(self, who: str, number: int) -> None:
        name = "nora" if who == "nora" else "mila"
        self.she_changes_her_agency_while_a_picture_waits(name, swept=bool(number % 2))

    @story
    @rule(who=casting, number=anybody)
    def what_was_refused_is_allowed_again(self, who: str, number: int) -> None:
        self.whole_way(who, ("web",))
        name = "nora" if who == "nora" else "mila"
        model, twin = self.someone(name), self.cast.twins[name]
        narrower: tuple[dict[str, object], ...] = (
            {"purposes": ("storage",)},
            {"territories": ("US",)},
            {"ends_on": self.acts.at.date()},
        )
        self.acts.sign_consent(twin, model, **narrower[number % 3])
        self.told.at += timedelta(days=1)
        self.acts.sign_consent(twin, model)

    @story
    @rule(who=casting)
    def a_picture_comes_back(self, who: str) -> None:
        it = self.whole_way(who, ("web",))
        if it is None:
            return
        owner = self.cast.known(self.told.owners[next(iter(self.cast.twins.values())).pk])
        self.acts.take_picture_back(it, self.someone("nora") if who == "nora" else owner)
        again = self.begun(self.told.drafts[it.draft])
        if again is not None:
            self.acts.complete(again)

    @story
    @rule(who=casting, number=anybody)
    def an_order_outlives_a_consent(self, who: str, number: int) -> None:
        run = self.ordered(who, ("web",))
        name = "nora" if who == "nora" else "mila"
        self.acts.take_back(self.cast.twins[name], self.someone(name), None)
        if number % 2:
            self.acts.sign_consent(self.cast.twins[name], self.someone(name))
        self.agreed(self.delivered(run))

    @story
    @rule(who=casting, number=anybody)
    def a_withdrawal_is_heard_of_late(self, who: str, number: int) -> None:
        self.whole_way(who, ("web",))
        self.ordered(who, ("web",))
        name = "nora" if who == "nora" else "mila"
        self.acts.take_back(self.cast.twins[name], self.someone(name), None)
        event = self.told.events[-1]
        if number % 2:
            self.acts.sign_consent(self.cast.twins[name], self.someone(name))
            self.whole_way(who, ("web",))
        self.acts.handle(event)


the_cast = once(found, at=NOON)
"""The cast, founded once and written down again for each test."""


def newborn() -> type[Promise]:
    """A machine with a world and counts of its own, in the test's transaction."""

    class Fresh(Promise):
        cast: ClassVar[Cast] = the_cast()
        reached: ClassVar[Counter[str]] = Counter()

    return Fresh
