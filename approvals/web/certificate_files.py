"""The certificate of approval as files: JSON as it is, and PDF to print and to keep."""

import json
from dataclasses import asdict

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from approvals.certificate import Record
from approvals.documents import as_pdf
from approvals.web import certificate_words as words


def pdf_of(record: Record, lead: str) -> bytes:
    """Return the record set as PDF in the language of now."""
    data = {
        "title": words.title(record),
        "lead": lead,
        "language": (get_language() or "en")[:2],
        "parts": [asdict(part) for part in words.parts(record)],
        "seal": {"name": _("Certificate, SHA-256"), "hash": record["sha256"]},
    }
    return as_pdf("certificate", data)


def json_of(record: Record) -> bytes:
    """Return the record as programs read it."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()
