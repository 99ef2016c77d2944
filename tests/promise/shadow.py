"""What everybody said, signed and took back, written down by one who listened.

Plain values, filled from the words of the people and never from what the system made of them: so
the oracle can judge the system by them. Nothing here may import policies, rights or coverage.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
INSTANT = timedelta(microseconds=1)
NEEDED = frozenset({"storage", "making"})

AREAS = {
    "DE": frozenset({"DE"}),
    "US": frozenset({"US"}),
    "EU": frozenset({"DE", "elsewhere in the EU"}),
    "WORLD": frozenset({"DE", "elsewhere in the EU", "US", "elsewhere"}),
}
MAY = {
    "write": {"owner", "producer"},
    "publish": {"owner", "producer"},
    "brand": {"owner", "producer", "reviewer"},
    "agency": {"admin", "booker"},
    "sign for brand": {"owner"},
    "sign for agency": {"admin", "booker"},
    "deliver": {"owner", "maker"},
    "manage": {"owner", "admin"},
    "rule": {"admin"},
}


def begins(day: date) -> datetime:
    """The first instant of a day in Berlin."""
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN)


def ends(day: date) -> datetime:
    """The instant at which a day is over in Berlin."""
    return begins(day + timedelta(days=1))


def area(codes: Iterable[str]) -> frozenset[str]:
    """All places that the codes stand for."""
    return frozenset().union(*(AREAS[code] for code in codes))


@dataclass
class Member:
    person: UUID
    organisation: UUID
    role: str
    since: datetime
    until: datetime | None = None


@dataclass
class Cover:
    """Somebody was named who decides for a colleague, from then until then."""

    id: UUID
    organisation: UUID
    covered: UUID
    colleague: UUID
    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until

    def meets(self, since: datetime, until: datetime) -> bool:
        return self.since < until and since < self.until


@dataclass
class Guest:
    """Somebody outside was asked what she thinks of a brief's pictures."""

    link: UUID
    brief: UUID
    person: UUID | None = None
    """Who she is, once she proved her address."""
    until: datetime | None = None


@dataclass
class Opinion:
    """What a guest thinks of a picture and offer: to be heard, and to count for no side."""

    guest: UUID
    draft: UUID
    verdict: str
    sha256: str
    offer: str


@dataclass
class Agency:
    """An agency represents her somewhere, from then until then."""

    twin: UUID
    agency: UUID
    territories: tuple[str, ...]
    since: datetime
    until: datetime


@dataclass
class Consent:
    """One version of what she signed, and what she took back of it."""

    at: datetime
    purposes: frozenset[str]
    generators: frozenset[str]
    territories: tuple[str, ...]
    contexts: frozenset[str]
    since: datetime
    until: datetime
    taken: dict[str, datetime] = field(default_factory=dict)

    def allows_pictures(self, at: datetime) -> bool:
        left = {each for each in self.purposes if each not in self.taken or self.taken[each] > at}
        return left >= NEEDED and self.since <= at < self.until


@dataclass
class Licence:
    twin: UUID
    brand: UUID
    media: tuple[str, ...]
    territories: tuple[str, ...]
    product_line: str
    contexts: frozenset[str]
    cap: int
    since: datetime
    until: datetime
    agencies: frozenset[UUID]
    signed: dict[tuple[str, UUID], UUID] = field(default_factory=dict)
    """Who signed, by side and by the organisation or twin that is bound."""
    ended: datetime | None = None

    def is_signed(self) -> bool:
        needed = {("model", self.twin), ("brand", self.brand)}
        return set(self.signed) >= needed | {("agency", each) for each in self.agencies}


@dataclass
class Brief:
    id: UUID
    brand: UUID
    author: UUID
    twins: tuple[UUID, ...]
    together: bool
    channels: tuple[str, ...]
    territories: tuple[str, ...]
    contexts: frozenset[str]
    product_line: str
    since: datetime
    until: datetime
    generator: str
    submitted: bool = False
    closed: bool = False


@dataclass
class Run:
    id: UUID
    brief: UUID
    twins: frozenset[UUID]
    at: datetime
    studio: bool
    parent: UUID | None
    lease: UUID | None = None


@dataclass
class Draft:
    id: UUID
    brief: UUID
    twins: frozenset[UUID]
    sha256: str
    at: datetime
    parent: UUID | None
    licences: dict[UUID, UUID]
    """Of each twin in it, the licence that it names: a fact of the row, which never changes."""
    withdrawn: bool = False


@dataclass
class Round:
    id: UUID
    draft: UUID
    offer: str
    at: datetime
    stages: list[UUID]
    ended: bool = False
    """The brief was closed before everybody had answered."""


@dataclass
class Word:
    """A verdict as it was spoken: by whom, for whom, to which picture and offer before her eyes."""

    at: datetime
    person: UUID
    stage: UUID
    round: UUID
    draft: UUID
    side: str
    bound: UUID
    twin: UUID | None
    verdict: str
    sha256: str
    offer: str
    reasons: tuple[str, ...] = ()
    instead_of: UUID | None = None
    """The colleague for whom it is kept that she answered."""


@dataclass(frozen=True)
class Said:
    """What somebody wrote beside a picture, and to whom: wall, organisation, twin."""

    id: UUID
    draft: UUID
    at: datetime
    person: UUID
    side: str
    audience: tuple[str, UUID | None, UUID | None]
    answers: UUID | None = None


@dataclass
class Publication:
    id: UUID
    draft: UUID
    round: UUID
    channel: str
    at: datetime
    was_live: bool = False
    was_refused: bool = False
    is_over: bool = False
    """Taken back, taken down or failed, by what people said."""


@dataclass
class Event:
    """A consent was signed or taken back, and a worker has been told or not."""

    id: UUID
    twin: UUID
    at: datetime
    takes_back: bool
    handled: bool = False


@dataclass(frozen=True)
class Rule:
    """What an agency says of its own part: so many people, and of these where any are named."""

    needs: int = 1
    named: frozenset[UUID] = frozenset()


@dataclass
class Shadow:
    """All that was said so far."""

    at: datetime
    owners: dict[UUID, UUID] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    guests: dict[UUID, Guest] = field(default_factory=dict)
    opinions: list[Opinion] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    consents: dict[UUID, list[Consent]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    licences: dict[UUID, Licence] = field(default_factory=dict)
    briefs: dict[UUID, Brief] = field(default_factory=dict)
    runs: dict[UUID, Run] = field(default_factory=dict)
    drafts: dict[UUID, Draft] = field(default_factory=dict)
    rounds: dict[UUID, Round] = field(default_factory=dict)
    rules: dict[UUID, Rule] = field(default_factory=dict)
    asked: dict[UUID, tuple[UUID | None, Rule]] = field(default_factory=dict)
    """By stage: the organisation that is asked, and its rule as it was when it was."""
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    said: dict[UUID, Said] = field(default_factory=dict)
    publications: dict[UUID, Publication] = field(default_factory=dict)
    seats: dict[tuple[UUID, UUID], set[str]] = field(default_factory=dict)
    taken_pictures: set[UUID] = field(default_factory=set)
    stopped: set[UUID] = field(default_factory=set)
    """The twins of whom nothing new may be made or published, at their owners' word."""
    owed: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    # --- who is who ---------------------------------------------------------------------------

    def may(self, person: UUID, what: str, organisation: UUID) -> bool:
        """Whether the person has a role in the organisation now that includes this."""
        return any(
            each.person == person and each.organisation == organisation and each.role in MAY[what]
            for each in self._present()
        )

    def covered_by(self, person: UUID, organisation: UUID) -> list[UUID]:
        """The colleagues for whom the person decides in the organisation now."""
        return [
            each.covered
            for each in self.covers
            if (each.colleague, each.organisation) == (person, organisation) and each.holds(self.at)
        ]

    def belongs(self, person: UUID, organisation: UUID) -> bool:
        """Whether the person has any role in the organisation now."""
        return any(
            each.person == person and each.organisation == organisation for each in self._present()
        )

    def _present(self) -> Iterator[Member]:
        return (each for each in self.members if each.until is None)

    def acting(self, twin: UUID, territories: Iterable[str], at: datetime) -> set[UUID]:
        """The agencies that represent her in one of these places at that instant."""
        wanted = area(territories)
        return {
            each.agency
            for each in self.agencies
            if each.twin == twin
            and each.since <= at < each.until
            and wanted & area(each.territories)
        }

    def was_alone(
        self, twin: UUID, territories: Iterable[str], since: datetime, until: datetime
    ) -> bool:
        """Whether at some instant between the two nobody represented her in these places."""
        ended = [each.until for each in self.agencies if since <= each.until <= until]
        return any(not self.acting(twin, territories, instant) for instant in ended)

    def speaks(self, brief: UUID, person: UUID, side: str) -> None:
        """The person acted for a side in a brief."""
        self.seats.setdefault((brief, person), set()).add(side)

    # --- consent ------------------------------------------------------------------------------

    def consent(self, twin: UUID, at: datetime) -> Consent | None:
        """The version that counted at that instant."""
        signed = [each for each in self.consents.get(twin, []) if each.at <= at]
        return signed[-1] if signed else None

    def took_back(self, twins: Iterable[UUID], since: datetime) -> bool:
        """Whether one of them took back what pictures need, from then until now."""
        those = set(twins)
        return any(
            each.takes_back and each.twin in those and since <= each.at <= self.at
            for each in self.events
        )

    def allow_pictures(self, twins: Iterable[UUID], generator: str = "") -> bool:
        """Whether all of them let pictures of theirs be made and kept now."""
        consents = [self.consent(twin, self.at) for twin in twins]
        return all(
            each is not None
            and each.allows_pictures(self.at)
            and (not generator or generator in each.generators)
            for each in consents
        )

    # --- pictures -----------------------------------------------------------------------------

    def is_current(self, draft: Draft) -> bool:
        """Whether the version was neither withdrawn nor replaced."""
        replaced = any(
            each.parent == draft.id and not each.withdrawn for each in self.drafts.values()
        )
        return not draft.withdrawn and not replaced

    def said_yes(self, stage: UUID) -> set[UUID]:
        """In whose seats yes was said in a stage, and nothing else since: hers, or hers for whom
        a colleague spoke."""
        said = [each for each in self.words if each.stage == stage]
        last = {each.instead_of or each.person: each.verdict for each in said}
        return {person for person, verdict in last.items() if verdict == "yes"}

    def last_word(self, draft: UUID, offer: str, side: str, bound: UUID, twin: UUID | None) -> str:
        """What was said last for that side to that very picture and offer, "" for nothing."""
        said = [
            each.verdict
            for each in self.words
            if (each.draft, each.offer, each.side, each.bound, each.twin)
            == (draft, offer, side, bound, twin)
            and each.sha256 == self.drafts[draft].sha256
        ]
        return said[-1] if said else ""
