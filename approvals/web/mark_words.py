"""What a file said of itself, in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from approvals.models import FoundMarks
from approvals.reading_marks import says_ai


def said_of_itself(marks: Iterable[FoundMarks]) -> str:
    """Return in sentences what was read from a photograph as it was sent; nothing of none."""
    return " ".join(dict.fromkeys(sentence for each in marks for sentence in _sentences(each)))


def _sentences(marks: FoundMarks) -> list[str]:
    said = []
    if says_ai(marks):
        said.append(_("This photograph says of itself that it was made with AI."))
    elif marks.digital_source_type:
        said.append(_("This photograph says how it was made, and names no AI."))
    if marks.manifest and marks.manifest_holds:
        said.append(_("It is signed (C2PA), and unchanged since."))
    elif marks.manifest:
        said.append(_("It carries a signature (C2PA) that does not hold."))
    if marks.has_watermark:
        said.append(_("It carries our invisible mark: it shows a digital twin."))
    return said
