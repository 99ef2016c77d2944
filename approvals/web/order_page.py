"""Everything that the page of one order shows to the studio."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from approvals import reasons, rights
from approvals.actions.order import reference_files
from approvals.models import Asset, Run
from approvals.states import RunState
from approvals.web import brief_words, pictures
from approvals.web.delivery import Slot
from approvals.web.desk_words import due_day
from approvals.web.said import Place, pin_text
from portal.models import StoredFile

LARGE = (640, 1280)
SMALL = (320,)


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """One file of the order that may be fetched."""

    name: str
    kind: str
    size: str
    url: str
    src: str
    fetched: int


def context(run: Run, *, at: datetime, slots: list[Slot], error: str = "") -> dict[str, Any]:
    """Return what ``orders/order.html`` needs."""
    is_open = run.state == RunState.ORDERED
    return {
        "run": run,
        "asked": reasons.told(run.asked),
        "brief": run.brief,
        "names": ", ".join(sorted(str(twin) for twin in run.twins.all())),
        "facts": _facts(run, at),
        "files": _files(run, at) if is_open else [],
        "slots": slots if is_open else [],
        "error": error,
        "left": run.count - run.done,
        "open": is_open,
        "delivered": _delivered(run, at),
        **_before(run, at),
    }


def file_name(run: Run, sha256: str, *, at: datetime) -> str:
    """Return what a fetched file is called, without its ending."""
    references = [file.pk for file in reference_files(run, at)]
    if sha256 in references:
        return f"reference-{references.index(sha256) + 1}"
    asset = run.brief.assets.filter(file=sha256).first()
    return f"{asset.kind}-{sha256[:8]}" if asset else "file"


def _facts(run: Run, at: datetime) -> list[tuple[str, str]]:
    brief = run.brief
    told = [
        (_("For"), brief.brand.name),
        (_("Of"), ", ".join(sorted(str(twin) for twin in run.twins.all()))),
        (_("Pictures"), str(run.count)),
        (_("Due"), due_day(brief.due_at, brief.zone, at)),
        (_("Product line"), brief.product_line),
        (_("Shown in"), brief_words.territory_names(brief.territories)),
        (_("Channels"), ", ".join(str(channel) for channel in brief.channels.all())),
    ]
    return [(term, words) for term, words in told if words]


def _files(run: Run, at: datetime) -> list[FileLine]:
    fetched: dict[str, int] = {}
    for sha256 in run.downloads.values_list("file_id", flat=True):
        fetched[sha256] = fetched.get(sha256, 0) + 1
    references = [
        _line(
            run, file, _("Photograph %(number)s") % {"number": number}, _("reference"), "", fetched
        )
        for number, file in enumerate(reference_files(run, at), start=1)
    ]
    assets = [
        _line(run, asset.file, asset.name, asset.get_kind_display(), _thumbnail(asset), fetched)
        for asset in run.brief.assets.select_related("file")
    ]
    return references + assets


def _line(
    run: Run, file: StoredFile, name: str, kind: str, src: str, fetched: dict[str, int]
) -> FileLine:
    return FileLine(
        name=name,
        kind=kind,
        size=f"{file.width} × {file.height}",  # noqa: RUF001 - that is how sizes are written
        url=reverse("order-file", args=[run.pk, file.pk]),
        src=src,
        fetched=fetched.get(file.pk, 0),
    )


def _thumbnail(asset: Asset) -> str:
    return f"{reverse('asset-preview', args=[asset.pk])}?edge=320"


def _before(run: Run, at: datetime) -> dict[str, Any]:
    """The picture of which a new version is asked, with the places that were pointed at."""
    parent = run.parent
    if parent is None or not rights.is_wanted(parent) or rights.draft_gaps(parent, at=at):
        return {"before": None, "pins": []}
    return {
        "before": pictures.picture(parent, edges=LARGE, alt=pictures.described(parent)),
        "pins": _pins(run),
    }


def _pins(run: Run) -> list[Place]:
    pins = run.parent.pins.of_verdicts().select_related("decision") if run.parent else []
    return [
        Place(
            number=number,
            x=pin.x,
            y=pin.y,
            w=pin.width,
            h=pin.height,
            text=pin_text(pin),
            asked=False,
            by="",
            when=date_format(localtime(pin.at), "MONTH_DAY_FORMAT"),
        )
        for number, pin in enumerate(pins, start=1)
    ]


def _delivered(run: Run, at: datetime) -> list[pictures.Picture]:
    drafts = run.drafts.select_related("master", "brief").prefetch_related(
        "portrayals__twin__owner__user", "reviews", "publications"
    )
    return [
        pictures.picture(
            draft,
            edges=SMALL,
            drawn=rights.is_wanted(draft),
            href=draft.get_absolute_url(),
            alt=pictures.described(draft),
            word=_("taken back") if draft.withdrawn_at else "",
            tone="ended",
        )
        for draft in drafts.order_by("place")
        if not rights.draft_gaps(draft, at=at)
    ]
