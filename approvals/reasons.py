"""Why somebody asks for a change or says no: what is offered, and how it reads. Never required.

A verdict keeps the words that were chosen, as they stood: an agency may retire them, and what was
said stays readable. The built-in ones are kept in English and read in each reader's language.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from approvals.models import Decision, GivenFor, Reason, Review, Verdict
from portal.canonical import canonical_sha256
from portal.models import Organisation
from portal.wording import mark, say


@dataclass(frozen=True)
class Offered:
    """One reason that is offered."""

    words: str
    given_for: str

    def suits(self, verdict: str) -> bool:
        """Say whether it is offered with this answer."""
        return self.given_for in (verdict, GivenFor.BOTH) and verdict != Verdict.YES


BUILT_IN = (
    Offered(mark("Hands or fingers look wrong"), "both"),
    Offered(mark("The face does not look right"), "both"),
    Offered(mark("Skin or hair look wrong"), "both"),
    Offered(mark("The shape of the body was changed"), "both"),
    Offered(mark("The garment looks wrong"), "change"),
    Offered(mark("Light or colours are off"), "change"),
    Offered(mark("The pose does not suit"), "both"),
    Offered(mark("Too much skin is shown"), "both"),
    Offered(mark("The place does not suit"), "both"),
    Offered(mark("Not for this use"), "no"),
    Offered(mark("Not good enough to be shown"), "no"),
)

_BUILT_IN_WORDS = frozenset(each.words for each in BUILT_IN)


def of_agency(agency: Organisation) -> list[Offered]:
    """Return what an agency offers now, in its order: its own list, or the built-in one."""
    own = list(Reason.objects.of_agency(agency))
    if not own:
        return list(BUILT_IN)
    return [Offered(each.words, each.given_for) for each in own if each.retired_at is None]


def fixed(agencies: Iterable[Organisation]) -> list[list[str]] | None:
    """Return what a round keeps of the first agency's list; nothing for the built-in one.

    Like offer and policy it stays as it was when the round began: what is on somebody's screen,
    or kept on her phone, can still be sent.
    """
    agency = next(iter(agencies), None)
    if agency is None or not Reason.objects.of_agency(agency).exists():
        return None
    return [[each.words, each.given_for] for each in of_agency(agency)]


def joined(review: Review, agencies: Iterable[Organisation]) -> list[list[str]] | None:
    """Return what a round offers once more agencies come to it: nothing that stood is lost."""
    more = fixed(agencies)
    if more is None:
        return review.reasons
    stood = [[each.words, each.given_for] for each in offered_in(review)]
    return [*stood, *(each for each in more if each not in stood)]


def offered_in(review: Review) -> list[Offered]:
    """Return what is offered in a round."""
    return list(BUILT_IN) if review.reasons is None else [Offered(*each) for each in review.reasons]


def still_offered(review: Review, verdict: str, chosen: Iterable[str]) -> list[str]:
    """Return those of ``chosen`` that are offered with this answer, each once."""
    offered = {each.words for each in offered_in(review) if each.suits(verdict)}
    return [each for each in dict.fromkeys(chosen) if each in offered]


def told(words: Iterable[str]) -> list[str]:
    """Return reasons as the reader's language says them; an agency's own as they were written."""
    return [say(each) if each in _BUILT_IN_WORDS else each for each in words]


def in_short(words: Iterable[str]) -> str:
    """Return reasons as one line, in the words in which they are kept."""
    return ", ".join(words)


def said_sha256(decision: Decision) -> str:
    """Return the hash of all that was said with a verdict: reasons, words, and places with theirs.

    It stands in the audit trail beside the picture's and the offer's: whoever holds the words can
    prove that they are what was sent.
    """
    places = decision.pins.values_list("x", "y", "width", "height", "text")
    return canonical_sha256(
        {
            "verdict": decision.verdict,
            "reasons": decision.reasons,
            "comment": decision.comment,
            "pins": sorted(map(list, places)),
        }
    )
