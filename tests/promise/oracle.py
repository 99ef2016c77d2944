"""The promise as sentences, judged by what people said and by raw rows alone.

Not one of the system's own answers counts here: no policy, no coverage, no state machine. The only
thing that is asked of the system is what the serving gate would do, for that is what is judged.
"""

import hashlib
import json
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from approvals import policies, rights
from approvals.models import (
    Approval,
    BriefTwin,
    Decision,
    Draft,
    LedgerEntry,
    Pin,
    Publication,
    Review,
    Run,
)
from approvals.reasons import BUILT_IN
from approvals.viewer import viewer_of
from portal import audit
from portal.errors import DomainError
from portal.models import User
from tests.promise import shadow as heard
from tests.promise.shadow import INSTANT, Shadow, area

MEDIA = {
    "web": "web",
    "instagram-feed": "social",
    "instagram-story": "social",
    "merchant": "ecommerce",
}
NEWEST = 3
"""So many publications are judged after each step; every one of them at the end."""


class Broken(AssertionError):
    """A sentence of the promise does not hold."""


def must(holds: bool, sentence: str) -> None:
    """Raise ``Broken`` with the sentence unless it holds."""
    if not holds:
        raise Broken(sentence)


def is_shown(publication: UUID, at: datetime) -> bool:
    """Ask the serving gate, as every address does."""
    row = Publication.objects.get(pk=publication)
    try:
        policies.check_may_be_shown(row, rights.publication_gaps(row, at=at))
    except DomainError:
        return False
    return True


def readers_of(pk: UUID) -> set[UUID]:
    """Return the persons whose page of the picture shows it."""
    row = Pin.objects.select_related("draft").get(pk=pk)
    return {
        user.person_id
        for user in User.objects.all()
        if Draft.objects.visible_to(user).filter(pk=row.draft_id).exists()
        and Pin.objects.read_by(viewer_of(user, row.draft)).filter(pk=pk).exists()
    }


class Oracle:
    """Judges after every step."""

    def __init__(self, told: Shadow, reached: Counter[str]) -> None:
        self.told = told
        self.reached = reached
        self.turn = 0

    # --- after every step ---------------------------------------------------------------------

    def judge(self) -> None:
        """All that must always hold."""
        for publication in self._to_judge():
            self._judge_publication(publication)
        self._nobody_speaks_for_two_sides()
        self._caps_hold()
        self._each_voice_counts_once()

    def _to_judge(self) -> list[heard.Publication]:
        """The newest that may be shown, every time; all others one after the other."""
        found = list(self.told.publications.values())
        hidden = [each for each in found if each.is_over or each.was_refused or not each.was_live]
        self.turn += 1
        shown = [each for each in found if each not in hidden]
        rest = hidden + shown[:-NEWEST]
        return shown[-NEWEST:] + (rest[self.turn % len(rest) :][:1] if rest else [])

    def judge_the_end(self) -> None:
        """What is too slow to ask after every step."""
        for publication in self.told.publications.values():
            self._judge_publication(publication)
        self._what_was_agreed_is_charged_once()
        for said in self.told.said.values():
            self.is_heard_by(said, readers_of(said.id))
        for report in audit.verify_all():
            must(report.broken_at is None, f"Every chain verifies: {report}")

    def _judge_publication(self, it: heard.Publication) -> None:
        if not it.was_live:
            must(not is_shown(it.id, self.told.at), "Nothing is shown before it is completed")
            return
        if not is_shown(it.id, self.told.at):
            it.was_refused = True
            return
        self.reached["shown"] += 1
        must(not it.was_refused, "What was refused once is never shown again")
        must(not it.is_over, "Nothing is shown that was taken back or taken down")
        self.everybody_agreed(it)
        self.nobody_took_it_back(it)
        self.licence_and_consent_cover(it)

    def _nobody_speaks_for_two_sides(self) -> None:
        for sides in self.told.seats.values():
            must(len(sides) == 1, f"Nobody speaks for two sides in a brief: {sides}")

    def _caps_hold(self) -> None:
        claimed: dict[UUID, set[str]] = {}
        rows = Approval.objects.exclude(publication__state="failed")
        for licence, master in rows.values_list("licence", "publication__draft__master"):
            claimed.setdefault(licence, set()).add(master)
        for licence, masters in claimed.items():
            must(
                len(masters) <= self.told.licences[licence].cap,
                "No more distinct pictures are published under a licence than its cap",
            )

    def _each_voice_counts_once(self) -> None:
        must(Decision.objects.count() == len(self.told.words), "Nobody's words are made up or lost")
        voices = Decision.objects.values("stage").annotate(people=Count("person", distinct=True))
        for stage, people in voices.filter(people__gt=1).values_list("stage", "people"):
            must(
                people <= self.told.asked[stage][1].needs,
                "No more people speak in a stage than it needs",
            )

    # --- a publication ------------------------------------------------------------------------

    def everybody_agreed(self, it: heard.Publication) -> None:
        """Brand, each agency and each person said yes to that very picture and offer."""
        told, draft = self.told, self.told.drafts[it.draft]
        brief, round_ = told.briefs[draft.brief], told.rounds[it.round]
        self._carries_what_was_offered(it)
        must(set(draft.licences) == draft.twins, "A draft names everybody who is in it")
        for twin in draft.twins:
            must(
                told.last_word(it.draft, round_.offer, "model", told.owners[twin], twin) == "yes",
                "No picture is shown unless every person in it said yes to it herself",
            )
            self._agencies_agreed(it, brief, round_, twin)
        must(
            told.last_word(it.draft, round_.offer, "brand", brief.brand, None) == "yes",
            "No picture is shown unless the brand said yes to it",
        )

    def _agencies_agreed(
        self, it: heard.Publication, brief: heard.Brief, round_: heard.Round, twin: UUID
    ) -> None:
        told = self.told
        asked = told.acting(twin, brief.territories, round_.at)
        words = {
            word.bound: told.last_word(it.draft, round_.offer, "agency", word.bound, twin)
            for word in told.words
            if word.side == "agency" and word.draft == it.draft and word.twin == twin
        }
        for agency in asked:
            word = words.get(agency, "")
            followed = agency not in told.acting(twin, brief.territories, it.at) and (
                "yes" in words.values() or told.was_alone(twin, brief.territories, round_.at, it.at)
            )
            must(
                word == "yes" or (word == "" and followed),
                "No picture is shown unless each agency said yes to it",
            )
            if word == "yes" and not followed:
                self._enough_people_agreed(round_, agency, twin)

    def _enough_people_agreed(self, round_: heard.Round, agency: UUID, twin: UUID) -> None:
        """As many as the agency's rule asked for when the round began; fewer only where of those
        named not so many are left."""
        for stage in round_.stages:
            of, rule = self.told.asked[stage]
            words = [each for each in self.told.words if each.stage == stage and each.twin == twin]
            if of != agency or not words:
                continue
            there = {each for each in rule.named if self.told.may(each, "agency", agency)}
            enough = min(rule.needs, len(there)) if there else rule.needs
            must(
                len(self.told.said_yes(stage)) >= (1 if rule.named else enough),
                "A side agrees once as many people as it needs have said yes",
            )

    def _carries_what_was_offered(self, it: heard.Publication) -> None:
        row = Publication.objects.values(
            "master_sha256",
            "offer_sha256",
            "crop",
            "label_corner",
            "label_variant",
            "use__medium",
            "use__territories",
            "use__ends_at",
            "use__starts_at",
        ).get(pk=it.id)
        draft, offer = self.told.drafts[it.draft], self.told.rounds[it.round].offer
        seen = self.told.offers[offer]
        must(row["master_sha256"] == draft.sha256, "What is shown is the picture agreed to")
        must(row["offer_sha256"] == offer == digest(seen), "It is shown as it was offered")
        (use,) = [use for use in seen["uses"] if use["medium"] == row["use__medium"]]
        must(
            row["crop"] == seen["channels"][it.channel]["crop"]
            and row["label_corner"] == seen["label"]["corner"]
            and row["label_variant"] == seen["label"]["variant"]
            and sorted(row["use__territories"]) == use["territories"]
            and row["use__starts_at"] == datetime.fromisoformat(use["starts"])
            and row["use__ends_at"] == datetime.fromisoformat(use["ends"]),
            "Crop, label and use are those that were offered",
        )

    def nobody_took_it_back(self, it: heard.Publication) -> None:
        """Nobody portrayed took her consent back since the picture was made."""
        draft = self.told.drafts[it.draft]
        must(
            not self.told.took_back(draft.twins, draft.at),
            "Nothing is shown from the instant a person in it took her consent back",
        )

    def licence_and_consent_cover(self, it: heard.Publication) -> None:
        """The use lies within its time, the licence and every consent since it was begun."""
        told, draft = self.told, self.told.drafts[it.draft]
        brief = told.briefs[draft.brief]
        medium = MEDIA[it.channel]
        must(brief.since <= told.at < brief.until, "Nothing is shown outside the time of its use")
        for twin in draft.twins:
            licence = told.licences[draft.licences[twin]]
            must(
                (licence.twin, licence.brand) == (twin, brief.brand), "It is licensed to its brand"
            )
            self._licence_covers(licence, brief, medium)
            self._consents_cover(twin, brief, it.at)

    def _licence_covers(self, licence: heard.Licence, brief: heard.Brief, medium: str) -> None:
        at = self.told.at
        must(licence.is_signed(), "Nothing is shown under a licence that a side did not sign")
        must(licence.since <= at < licence.until, "Nothing is shown outside the licence's term")
        must(licence.ended is None, "Nothing is shown under a licence that was ended")
        must(medium in licence.media, "Nothing is shown outside the licence's media")
        must(
            area(brief.territories) <= area(licence.territories),
            "Nothing is shown outside the licence's territory",
        )
        must(brief.product_line == licence.product_line, "Nothing is shown for another product")
        must(not brief.contexts & licence.contexts, "Nothing is shown in a prohibited context")

    def _consents_cover(self, twin: UUID, brief: heard.Brief, since: datetime) -> None:
        at = self.told.at
        signed = [each.at for each in self.told.consents[twin] if since < each.at <= at]
        for instant in {at, since, *signed, *(each - INSTANT for each in signed)}:
            consent = self.told.consent(twin, instant)
            must(
                consent is not None
                and consent.allows_pictures(instant)
                and area(brief.territories) <= area(consent.territories)
                and not brief.contexts & consent.contexts,
                "Nothing is shown that a consent refused since; a new consent revives nothing",
            )

    # --- moments ------------------------------------------------------------------------------

    def may_be_published(self, it: heard.Publication) -> None:
        """What must hold as a publication begins, and again as it goes live."""
        told, draft = self.told, self.told.drafts[it.draft]
        must(told.is_current(draft), "No superseded or withdrawn version is newly published")
        must(it.draft not in told.taken_pictures, "What she took back is not published again")
        must(not draft.twins & told.stopped, "Nothing is published of who stopped all that is new")
        self.everybody_agreed(it)
        self.nobody_took_it_back(it)
        self.licence_and_consent_cover(it)
        verdicts = {each.verdict for each in told.words if each.draft == it.draft}
        must(verdicts <= {"yes"}, "A no to the picture stops what was agreed to before")

    def may_be_stored(self, run: heard.Run) -> None:
        """What must hold as a picture arrives."""
        must(
            not self.told.took_back(run.twins, run.at),
            "No draft is stored after a withdrawal for a run ordered before",
        )
        must(
            not run.twins & self.told.stopped,
            "No draft is stored of who stopped all that is new",
        )
        cast = BriefTwin.objects.filter(brief=run.brief, twin__in=run.twins)
        licences = [self.told.licences[pk] for pk in cast.values_list("licence", flat=True) if pk]
        must(
            not any(each.ended for each in licences),
            "No draft is stored under a licence that was ended",
        )
        generator = self.told.briefs[run.brief].generator
        must(
            self.told.allow_pictures(run.twins, generator),
            "No draft is stored while a consent does not allow it",
        )

    def may_be_said(self, word: heard.Word, *, over_her_yes: bool) -> None:
        """What must hold as a verdict is accepted."""
        told, draft = self.told, self.told.drafts[word.draft]
        brief = told.briefs[draft.brief]
        offer = Review.objects.values_list("offer_sha256", flat=True).get(pk=word.round)
        self._gives_reasons_that_are_offered(word)
        must((word.sha256, word.offer) == (draft.sha256, offer), "A verdict is on what was seen")
        must(told.is_current(draft), "Nobody answers for a version that was replaced")
        must(not told.took_back(draft.twins, draft.at), "Nothing is judged after a withdrawal")
        must(told.allow_pictures(draft.twins), "Nothing is judged while consent is not in force")
        self._is_whom_the_stage_asks(word, draft, brief)
        earlier = [each for each in told.words if each.round == word.round]
        verdicts = {each.verdict for each in told.words if each.draft == word.draft}
        ended = told.rounds[word.round].ended or not verdicts <= {"yes"}
        must(not ended, "A round that somebody ended asks nobody any more")
        if not over_her_yes:
            self._has_not_been_answered(word)
        if word.side != "brand":
            must(any(each.side == "brand" for each in earlier), "Nobody answers before being asked")

    # --- talk -----------------------------------------------------------------------------------

    def may_be_written(self, it: heard.Said) -> None:
        """Who writes reads it, and whoever reads an answer reads what it answers."""
        must(self._hears(it, it.person), "Nobody writes behind a wall of others")
        if it.answers is not None:
            first = self.told.said[it.answers]
            is_within = first.audience[0] == "all" or first.audience == it.audience
            must(is_within, "An answer stays with those who read the first")

    def may_tick(self, it: heard.Said, person: UUID) -> None:
        """Of what one side asked, another never says that it is done."""
        brief = self.told.drafts[it.draft].brief
        must(self.told.seats[brief, person] == {it.side}, "Whoever asked ticks it off")

    def is_heard_by(self, it: heard.Said, persons: set[UUID]) -> None:
        """No comment is ever readable across its wall, nor is anybody told who does not read it."""
        for person in persons:
            must(self._hears(it, person), f"Nobody reads across a wall: {person}, {it}")

    def _hears(self, it: heard.Said, person: UUID) -> bool:
        """On which sides the person could stand, and whether one of those reads it."""
        told, draft = self.told, self.told.drafts[it.draft]
        brief = told.briefs[draft.brief]
        wall, among, beside = it.audience
        hers = {told.owners[twin] for twin in draft.twins}
        acting = {
            twin: told.acting(twin, ("WORLD",), it.at)
            for twin in ([beside] if beside else draft.twins)
        }
        agencies = {among} if wall == "own" else {each for one in acting.values() for each in one}
        if wall == "pair":
            agencies &= {among}
        models = {told.owners[beside]} if beside else hers if wall == "all" else set()
        sides = {
            "model": person in models,
            "brand": wall != "pair"
            and among in (None, brief.brand)
            and told.belongs(person, brief.brand),
            "agency": among != brief.brand
            and any(told.belongs(person, each) for each in agencies if each),
        }
        if person in hers:
            return sides["model"]
        seats = told.seats.get((draft.brief, person)) or set(sides)
        return any(reads for side, reads in sides.items() if side in seats)

    def _gives_reasons_that_are_offered(self, word: heard.Word) -> None:
        """Those of the round's own list, with the answer for which it has them; a yes has none."""
        own = Review.objects.values_list("reasons", flat=True).get(pk=word.round)
        listed = [(each.words, each.given_for) for each in BUILT_IN] if own is None else own
        offered = {words for words, given_for in listed if given_for in (word.verdict, "both")}
        must(
            set(word.reasons) <= (set() if word.verdict == "yes" else offered),
            "A reason is one that was offered",
        )

    def _has_not_been_answered(self, word: heard.Word) -> None:
        """The stage still needs somebody, and nobody's yes counts twice."""
        told = self.told
        yes, rule = told.said_yes(word.stage), told.asked[word.stage][1]
        must(
            len(yes) < rule.needs or bool(rule.named),
            "Nobody answers twice in a round but the model over her own yes",
        )
        seat = word.instead_of or word.person
        must(word.verdict != "yes" or seat not in yes, "Nobody's yes counts twice")
        seats = {
            each.instead_of or each.person
            for each in told.words
            if each.stage == word.stage and each.person == word.person
        }
        must(seats <= {seat}, "One person has one voice in a stage")

    def _is_named(self, word: heard.Word) -> None:
        """Of those named, one who still may, or who covers one of them; where none may, anybody."""
        named = self.told.asked[word.stage][1].named
        there = {each for each in named if self.told.may(each, "agency", word.bound)}
        must(
            not there or word.person in there or word.instead_of in there,
            "Where people are named, they answer",
        )

    def _is_whom_the_stage_asks(
        self, word: heard.Word, draft: heard.Draft, brief: heard.Brief
    ) -> None:
        told = self.told
        if word.side == "model":
            owner = told.owners[word.twin] if word.twin else None
            must(word.person == owner, "Nobody but the model gives her own answer")
            return
        self._holds_it_or_covers_who_does(word, draft, brief)
        portrayed = {told.owners[twin] for twin in draft.twins}
        must(word.person not in portrayed, "Who is in a picture answers for herself only")
        if word.side == "brand":
            must(word.bound == brief.brand, "The brand that asked answers")
            if self._asks_for_two_people(word.round):
                must(word.person != brief.author, "The author is not the second person")
            self._guests_agree(word, draft)
            return
        must(
            not told.belongs(word.person, brief.brand),
            "The brand's staff do not answer for agencies",
        )
        must(
            word.twin is not None
            and word.bound in told.acting(word.twin, brief.territories, word.at),
            "An agency answers while it represents her where the picture is used",
        )
        self._is_named(word)

    def _holds_it_or_covers_who_does(
        self, word: heard.Word, draft: heard.Draft, brief: heard.Brief
    ) -> None:
        """Her own right, or that of a colleague whom she covers and who could answer here."""
        told, named = self.told, self.told.asked[word.stage][1].named
        if told.may(word.person, word.side, word.bound) and word.instead_of not in named:
            must(word.instead_of is None, "Who may herself answers for nobody else")
            return
        away = [
            each
            for each in told.covered_by(word.person, word.bound)
            if told.may(each, word.side, word.bound)
        ]
        must(bool(away), f"Only its people speak for a {word.side}")
        must(word.instead_of in away, "It is kept for whom somebody answers who covers")
        assert word.instead_of is not None
        portrayed = {told.owners[twin] for twin in draft.twins}
        barred = (
            word.instead_of in portrayed
            or told.seats.get((brief.id, word.instead_of), {word.side}) != {word.side}
            or (word.side == "agency" and told.belongs(word.instead_of, brief.brand))
            or (
                word.side == "brand"
                and word.instead_of == brief.author
                and self._asks_for_two_people(word.round)
            )
        )
        must(not barred, "Nobody answers for a colleague who could not answer herself")
        self.reached["answered for a colleague"] += 1

    def _guests_agree(self, word: heard.Word, draft: heard.Draft) -> None:
        """Where the policy counts guests, each has said what she thinks, and none said no."""
        counts = Review.objects.values_list("policy__counts_guests", flat=True).get(pk=word.round)
        if word.verdict != "yes" or not counts:
            return
        for guest in self.told.guests.values():
            if guest.brief != draft.brief or guest.until is not None:
                continue
            said = [
                each.verdict
                for each in self.told.opinions
                if self._is_hers(each, guest)
                and (each.draft, each.sha256, each.offer) == (draft.id, word.sha256, word.offer)
            ]
            must(
                bool(said) and said[-1] != "no",
                "Where guests count, the brand's yes waits for each of them",
            )

    def _is_hers(self, opinion: heard.Opinion, guest: heard.Guest) -> bool:
        """Whether it is that person's, by whatever link she came."""
        said = self.told.guests[opinion.guest].person
        return guest.person is not None and said == guest.person

    def may_be_covered(self, it: heard.Cover, by: UUID) -> None:
        """What must hold as somebody is named who decides for somebody."""
        told = self.told
        must(
            by == it.covered or told.may(by, "manage", it.organisation),
            "She herself names who decides for her, or who manages people",
        )
        must(it.covered != it.colleague, "Nobody covers herself")
        must(
            told.belongs(it.covered, it.organisation)
            and told.belongs(it.colleague, it.organisation),
            "Both belong to the organisation",
        )
        own = [twin for twin, owner in told.owners.items() if owner == it.colleague]
        must(
            all(it.organisation not in told.acting(twin, ("WORLD",), told.at) for twin in own),
            "A model of the agency covers nobody there",
        )
        for each in told.covers:
            if each.organisation == it.organisation and each.meets(it.since, it.until):
                must(each.covered != it.covered, "One colleague at a time decides for her")
                must(
                    each.covered != it.colleague and each.colleague != it.covered,
                    "Nobody covers while she is covered",
                )

    def may_be_thought(self, opinion: heard.Opinion, guest: heard.Guest) -> None:
        """What must hold as a guest's opinion is accepted."""
        told, draft = self.told, self.told.drafts[opinion.draft]
        must(guest.person is not None, "A guest has proved her address before she is heard")
        must(guest.until is None, "A guest whose link was taken back is not heard")
        must(guest.brief == draft.brief, "A guest is asked about the pictures of one brief")
        must(told.is_current(draft), "No guest is asked about a version that was replaced")
        must(not told.took_back(draft.twins, draft.at), "No guest sees it after a withdrawal")
        must(told.allow_pictures(draft.twins), "No guest sees it while consent is not in force")
        verdicts = {each.verdict for each in told.words if each.draft == draft.id}
        ended = [each for each in told.rounds.values() if each.draft == draft.id][-1].ended
        must(not ended and verdicts <= {"yes"}, "No guest is asked once the round is over")
        self.reached["a guest was heard"] += 1

    def _asks_for_two_people(self, round_: UUID) -> bool:
        return not Review.objects.values_list("policy__author_may_judge", flat=True).get(pk=round_)

    def what_ended_is_over(self, event: heard.Event) -> None:
        """A handled withdrawal has ended what it ends."""
        if not event.takes_back:
            return
        live = Publication.objects.filter(
            draft__portrayals__twin=event.twin,
            draft__created_at__lte=event.at,
            state__in=["preparing", "live"],
        )
        must(not live.exists(), "A withdrawal takes down what was published before it")
        runs = Run.objects.filter(
            twins=event.twin,
            requested_at__lte=event.at,
            state__in=["waiting", "running", "ordered"],
        )
        must(not runs.exists(), "A withdrawal ends the orders placed before it")
        rounds = Review.objects.filter(
            draft__portrayals__twin=event.twin, draft__created_at__lte=event.at, state="open"
        )
        must(not rounds.exists(), "A withdrawal ends the rounds opened before it")

    # --- money --------------------------------------------------------------------------------

    def owe(self, it: heard.Publication) -> None:
        """Write down what a publication earns by the offer that she saw, each use once."""
        told = self.told
        seen = told.offers[told.rounds[it.round].offer]
        draft, medium = told.drafts[it.draft], MEDIA[it.channel]
        for twin, licence in draft.licences.items():
            for line in seen["pay"][str(twin)]:
                if line["medium"] in ("", medium):
                    about = (line["kind"], line["medium"], line["territory"])
                    asked = str(draft.brief) if line["kind"] == "use" else ""
                    key = (str(licence), line["agency"], draft.sha256, asked, *about)
                    owed = (line["gross"], line["commission"], line["client_fee"])
                    told.owed.setdefault(key, owed)

    def _what_was_agreed_is_charged_once(self) -> None:
        charged: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
        booked = LedgerEntry.objects.filter(kind__in=["use", "image"]).select_related("use")
        for row in booked:
            about = (row.kind, row.medium, row.territory)
            asked = str(row.use.brief_id) if row.use else ""
            key = (str(row.licence_id), str(row.agency_id or ""), row.master_sha256, asked, *about)
            charged[(key, (str(row.gross), str(row.commission), str(row.client_fee)))] += 1
        must(
            charged == Counter(self.told.owed.items()),
            "What is charged for a use is charged once and at the agreed price",
        )


def digest(offer: dict[str, Any]) -> str:
    """The hash of an offer, worked out without the system's own function."""
    text = json.dumps(offer, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
