"""Read what a file that somebody sends says of itself; nothing that it points to is fetched.

Read from the bytes as they were sent: cleaning takes every mark but the watermark away.
"""

from datetime import datetime

from approvals import signing
from approvals.actions.verify import mark_in
from approvals.disclosure.inspect import Findings, inspect
from approvals.disclosure.words import SOURCE_TYPES, is_generative
from approvals.models import FoundMarks
from portal import storage
from portal.models import StoredFile


def note_marks(file: StoredFile, sent: bytes, *, at: datetime) -> FoundMarks | None:
    """Keep what ``sent``, of which ``file`` is the clean copy, says of itself; None if nothing.

    Takes a second as a rule; a hostile file takes as long as reading is allowed, and may wait as
    long for its turn: call it outside transactions.
    """
    findings = inspect(sent, signing.trust_root(), signing.revoked())
    mark = mark_in(storage.read(file.sha256))
    source = _known(findings.digital_source_type)
    if not (source or findings.manifest.found or mark.found):
        return None
    found, _is_new = FoundMarks.objects.get_or_create(
        file=file,
        sent_sha256=findings.sha256,
        defaults={
            "digital_source_type": source,
            **_manifest(findings),
            "has_watermark": mark.found,
            "publication": mark.publication,
            "found_at": at,
        },
    )
    return found


def says_ai(marks: FoundMarks) -> bool:
    """Say whether a picture says of itself that it was made with AI, or is a twin's of ours."""
    return is_generative(marks.digital_source_type)


def _known(source: str | None) -> str:
    """A type that the standard knows: the text stands on pages, and anybody can write one."""
    return source if source in SOURCE_TYPES else ""


def _manifest(findings: Findings) -> dict[str, object]:
    manifest = findings.manifest
    if not manifest.found:
        return {}
    return {
        "manifest": (manifest.label or "unnamed")[:200],
        "manifest_holds": manifest.valid,
        "manifest_detail": manifest.detail[:300],
    }
