"""What the publish page shows of one picture: who is missing, each channel, each publication."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from approvals.disclosure import words as disclosure
from approvals.models import Channel, Draft, Publication, Review, SwitchProof
from approvals.states import PublicationState, ReviewState
from approvals.web import brief_words as words
from approvals.web.brief_sheet import Eyes, whom_it_waits_for
from portal.money import money

PENDING = (PublicationState.PREPARING, PublicationState.LIVE)
TONES = {
    PublicationState.PREPARING: "wait",
    PublicationState.LIVE: "live",
    PublicationState.FAILED: "no",
    PublicationState.DOWN: "ended",
}


@dataclass(frozen=True)
class Offered:
    """One channel that was agreed to, and what would be published there."""

    name: str
    title: str
    size: str
    medium: str
    picture: str
    alt_text: str
    caption: str
    chosen: bool
    refused: str
    todo: str


@dataclass(frozen=True)
class Shown:
    """One publication and how it stands."""

    pk: str
    title: str
    word: str
    tone: str
    note: str
    address: str
    page: str
    picture: str
    kit: str
    todo: str
    live: bool
    steps: list[str]
    proofs: list[str]


@dataclass(frozen=True)
class Progress:
    """The publications of one picture."""

    rows: list[Shown]
    moving: bool

    @property
    def version(self) -> str:
        """A name for exactly this content, so that an unchanged list is not sent again."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def newest_round(draft: Draft) -> Review | None:
    """Return the newest round of judging."""
    rounds = draft.reviews.prefetch_related("stages__organisation", "stages__twin__owner__user")
    return rounds.order_by("-number").first()


def agreed_rounds(draft: Draft) -> list[Review]:
    """Return the agreed rounds, the newest first."""
    return list(draft.reviews.filter(state=ReviewState.AGREED).order_by("-number"))


def standing_of(review: Review | None, eyes: Eyes) -> str:
    """Say in a sentence why the picture cannot be published yet; nothing when all agreed."""
    if review is None:
        return _("Nobody was asked about this picture yet.")
    sentences = {
        ReviewState.OPEN: _("It waits for the answer of: %(who)s.")
        % {"who": whom_it_waits_for(review, eyes)},
        ReviewState.CHANGE: _("A change was asked for; the new version comes to the brief."),
        ReviewState.REFUSED: _("Somebody said no to this picture. It is not published."),
        ReviewState.ENDED: _("Consent ended before everybody had answered."),
    }
    return sentences.get(ReviewState(review.state), "")


def later(review: Review | None, eyes: Eyes) -> str:
    """Return who is asked after those who are asked now."""
    if review is None or review.state != ReviewState.OPEN:
        return ""
    names = dict.fromkeys(eyes.name(each) for each in review.stages.all() if each.state == "later")
    return ", ".join(names)


def progress_of(draft: Draft) -> Progress:
    """Return the publications of the picture, the newest first."""
    publications = draft.publications.select_related("channel", "use", "draft").prefetch_related(
        "switch_proofs__person__user"
    )
    rows = [_shown(each) for each in publications.order_by("-asked_at", "id")]
    return Progress(rows, moving=any(row.tone == "wait" for row in rows))


def offered_in(
    draft: Draft,
    rounds: Iterable[Review],
    *,
    typed: Mapping[str, str],
    ticked: Iterable[str] = (),
    refused: Mapping[str, str] | None = None,
) -> list[Offered]:
    """Return the agreed channels in which the picture is neither live nor being prepared."""
    names = {name for review in rounds for name in review.offer["channels"]}
    taken = set(draft.publications.filter(state__in=PENDING).values_list("channel", flat=True))
    said, chosen = refused or {}, set(ticked)
    return [
        Offered(
            name=channel.name,
            title=str(channel),
            size=words.pixels(channel.width, channel.height),
            medium=words.medium(channel.medium),
            picture=reverse("rendition", args=[draft.pk, channel.name]),
            alt_text=typed.get(f"alt-{channel.name}", draft.brief.title),
            caption=typed.get(f"caption-{channel.name}", ""),
            chosen=channel.name in chosen,
            refused=said.get(channel.name, ""),
            todo=todo_of(channel, draft.digital_source_type),
        )
        for channel in Channel.objects.filter(name__in=names - taken)
    ]


def todo_of(channel: Channel, source_type: str) -> str:
    """Return what is to be done by hand on the platform when the picture is posted there."""
    as_it_is = _("Use the file as it is; saving it anew would drop its marks.")
    if channel.medium != "social":
        return as_it_is
    if not disclosure.is_generative(source_type):
        return _("Leave the platform's own AI switch off: no AI model made this picture.")
    if "switch" in channel.reads:
        return _("When you post it, turn on %(title)s's own switch for AI-generated content.") % {
            "title": channel
        }
    if "C2PA" in channel.reads or "IPTC" in channel.reads:
        return _(
            "Post the file as it is: the platform reads its marks. See that its AI note appears."
        )
    return as_it_is


def _shown(publication: Publication) -> Shown:
    state = PublicationState(publication.state)
    live = state == PublicationState.LIVE
    made_by_ai = disclosure.is_generative(publication.draft.digital_source_type)
    steps = live and made_by_ai and bool(publication.channel.switch_steps)
    return Shown(
        pk=str(publication.pk),
        title=str(publication.channel),
        word=str(state.label),
        tone=TONES[state],
        note=note_of(publication),
        address=publication.address,
        page=publication.get_absolute_url() if live else "",
        picture=_rendition(publication) if state in PENDING else "",
        kit=reverse("publication-kit", args=[publication.public_id]) if live else "",
        todo=todo_of(publication.channel, publication.draft.digital_source_type) if live else "",
        live=live,
        steps=publication.channel.switch_steps.splitlines() if steps else [],
        proofs=[_proof(each) for each in publication.switch_proofs.all()] if steps else [],
    )


def _proof(proof: SwitchProof) -> str:
    return _("%(proof)s (%(who)s, %(day)s)") % {
        "proof": proof.proof,
        "who": proof.person,
        "day": _day(proof.at),
    }


def _rendition(publication: Publication) -> str:
    """The channel's form with the label that this very publication has."""
    label = {"corner": publication.label_corner, "variant": publication.label_variant}
    address = reverse("rendition", args=[publication.draft_id, publication.channel_id])
    return f"{address}?{urlencode(label)}"


def note_of(publication: Publication) -> str:
    """Return in a sentence what the state means for this publication."""
    use = publication.use
    if publication.state == PublicationState.LIVE:
        return _("May be shown until %(day)s.") % {"day": words.until(use.ends_at, use.zone)}
    if publication.state == PublicationState.FAILED:
        return publication.failure
    if publication.state == PublicationState.DOWN:
        return _("%(why)s, on %(day)s.") % {
            "why": down_words(publication.down_because),
            "day": _day(publication.down_at),
        }
    return _("The label, the marks and the signature are being added. It goes on if you leave.")


def down_words(because: str) -> str:
    """Return why a publication came down, in a reader's words."""
    known = {
        "consent withdrawn": _("The model took her consent back"),
        "taken back by the model": _("The model took this picture back"),
        "taken down by the brand": _("Taken down by the brand"),
    }
    return known.get(because, _("The right to show it ended"))


def price_of(publication: Publication) -> str:
    """Return what the brand owes for this publication, from its fetched ledger entries."""
    sums: dict[str, Decimal] = {}
    for entry in publication.ledger.all():
        owed = entry.gross + entry.client_fee
        sums[entry.currency] = sums.get(entry.currency, Decimal()) + owed
    return " + ".join(money(amount, currency) for currency, amount in sorted(sums.items()))


def _day(instant: datetime | None) -> str:
    return date_format(instant, "DATE_FORMAT") if instant else ""
