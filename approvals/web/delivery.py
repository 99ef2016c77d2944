"""A delivery: for each missing picture a file and what its maker declares of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from approvals.actions import generate
from approvals.models import Run
from approvals.reading_marks import note_marks
from approvals.web.declared import DeclarationForm
from approvals.web.upload import sent_bytes
from portal import uploads
from portal.errors import Invalid
from portal.models import User


@dataclass(kw_only=True)
class Slot:
    """A place that waits for its picture; ``sentence`` says why what was sent is not taken."""

    place: int
    form: DeclarationForm
    sentence: str = ""
    name: str = ""

    @property
    def file_field(self) -> str:
        """The name of the file's field in the form."""
        return f"file-{self.place}"


@dataclass(frozen=True, kw_only=True)
class Result:
    """How many were taken, and the places that still wait, with all that was typed."""

    taken: int
    refused: int
    slots: list[Slot]
    sentence: str = ""


def slots(run: Run, data: QueryDict | None = None) -> list[Slot]:
    """Return a slot for each place of the order that has no picture yet."""
    filled = set(run.drafts.values_list("place", flat=True))
    return [
        Slot(place=place, form=_form(place, data))
        for place in range(1, run.count + 1)
        if place not in filled
    ]


def deliver(
    run: Run,
    data: QueryDict,
    files: MultiValueDict[str, "UploadedFile[bytes]"],
    *,
    actor: User,
    at: datetime,
) -> Result:
    """Deliver each chosen file to its place. One that is refused takes no other with it.

    Takes seconds for each file. Raises ``Gone`` when consent was taken back meanwhile: then
    nothing is stored (RULINGS 8).
    """
    waiting = slots(run, data)
    chosen = [slot for slot in waiting if isinstance(_file(files, slot), UploadedFile)]
    if not chosen:
        sentence = _("No picture arrived. Choose at least one.")
        return Result(taken=0, refused=1, slots=_unchecked(run, data, ()), sentence=sentence)
    refused = [slot for slot in chosen if not _take(run, slot, files, actor, at)]
    taken = len(chosen) - len(refused)
    return Result(taken=taken, refused=len(refused), slots=_unchecked(run, data, refused))


def _take(
    run: Run,
    slot: Slot,
    files: Mapping[str, "UploadedFile[bytes]"],
    actor: User,
    at: datetime,
) -> bool:
    """Deliver one slot; False when it was refused, with the sentence in it."""
    file = _file(files, slot)
    slot.name = (file.name or "") if file else ""
    if file is None or not slot.form.is_valid():
        slot.sentence = _("See what is missing beside it, then choose the picture again.")
        return False
    try:
        picture = uploads.clean(file)
        draft = generate.deliver(
            run=run,
            place=slot.place,
            picture=picture,
            declaration=slot.form.declaration(),
            actor=actor,
            at=at,
        )
    except Invalid as error:
        slot.sentence = error.sentence
        return False
    if draft.master_id != hashlib.sha256(picture.data).hexdigest():
        slot.sentence = _("Somebody else delivered this place meanwhile. Choose another one.")
        return False
    note_marks(draft.master, sent_bytes(file), at=at)
    return True


def _unchecked(run: Run, data: QueryDict, refused: list[Slot] | tuple[()]) -> list[Slot]:
    """The places that still wait, all as they were typed; only refused ones say what is wrong."""
    by_place = {slot.place: slot for slot in refused}
    left = {slot.place: slot for slot in slots(run, None)}
    for place, slot in left.items():
        if place in by_place:
            left[place] = by_place.pop(place)
        else:
            slot.form = DeclarationForm(prefix=str(place), initial=_typed(place, data))
    return [left[place] for place in sorted(left)] + list(by_place.values())


def _typed(place: int, data: QueryDict) -> dict[str, str]:
    written = {name: data.get(f"{place}-{name}", "") for name in DeclarationForm.base_fields}
    return {name: words for name, words in written.items() if words}


def _form(place: int, data: QueryDict | None) -> DeclarationForm:
    return DeclarationForm(data, prefix=str(place))


def _file(files: Mapping[str, "UploadedFile[bytes]"], slot: Slot) -> "UploadedFile[bytes] | None":
    return files.get(slot.file_field)
