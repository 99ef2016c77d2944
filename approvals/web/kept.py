"""An answer as it was kept in a browser: read from JSON, refused in a sentence when it is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from approvals.actions.review import Place
from portal.errors import Conflict, Invalid
from portal.models import User

MOST = 100
LARGEST = 512 * 1024
MOST_PINS = 20
MOST_REASONS = 24
LONGEST_KEY = 80
LONGEST_COMMENT = 4000
LONGEST_WORD = 100


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One answer that was kept; all of it is said by the browser."""

    key: str
    stage: str
    verdict: str
    draft_sha256: str
    offer_sha256: str
    reasons: list[str]
    comment: str
    pins: list[Place]
    phone_said: datetime | None


def batch(body: bytes, user: User) -> list[Mapping[str, Any]]:
    """Return the answers of a batch, unread. Raises ``Invalid``, and ``Conflict`` for another's."""
    if len(body) > LARGEST:
        raise Invalid(_("These are too many answers to send at once."))
    try:
        said = json.loads(body)
    except ValueError as error:
        raise Invalid(_("These are no answers.")) from error
    answers = said.get("answers") if isinstance(said, dict) else None
    if not isinstance(answers, list) or not all(isinstance(each, dict) for each in answers):
        raise Invalid(_("These are no answers."))
    if len(answers) > MOST:
        raise Invalid(_("These are too many answers to send at once."))
    if said.get("person") != str(user.person_id):
        raise Conflict(_("These answers were given by somebody else. Nothing was sent."))
    return answers


def read(said: Mapping[str, Any]) -> Kept:
    """Return the answer that ``said`` is. Raises ``Invalid``."""
    key = _text(said, "key", LONGEST_KEY)
    if not key:
        raise Invalid(_("This answer has no name, so it could be sent twice."))
    return Kept(
        key=key,
        stage=_text(said, "stage", LONGEST_WORD),
        verdict=_text(said, "verdict", LONGEST_WORD),
        draft_sha256=_text(said, "draft_sha256", LONGEST_WORD),
        offer_sha256=_text(said, "offer_sha256", LONGEST_WORD),
        reasons=_reasons(said.get("reasons", [])),
        comment=_text(said, "comment", LONGEST_COMMENT),
        pins=_pins(said.get("pins", [])),
        phone_said=_instant(said.get("made_at")),
    )


def _text(said: Mapping[str, Any], name: str, longest: int) -> str:
    """A text that can be kept: JSON can hold half signs, and NUL, which no database takes."""
    text = said.get(name, "")
    if not isinstance(text, str) or len(text) > longest:
        raise Invalid(_("This answer is too long, or none at all."))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid(_("This text holds a sign that cannot be kept.")) from error
    if "\0" in text:
        raise Invalid(_("This text holds a sign that cannot be kept."))
    return text


def _reasons(said: object) -> list[str]:
    if not isinstance(said, list) or len(said) > MOST_REASONS:
        raise Invalid(_("This answer is too long, or none at all."))
    return [_text({"reason": each}, "reason", LONGEST_WORD) for each in said]


def _pins(said: object) -> list[Place]:
    if not isinstance(said, list) or len(said) > MOST_PINS:
        raise Invalid(_("A pin lies outside the picture."))
    return [_place(each) for each in said]


def _place(said: object) -> Place:
    if not isinstance(said, dict):
        raise Invalid(_("A pin lies outside the picture."))
    try:
        x, y, width, height = (float(said.get(name) or 0) for name in ("x", "y", "w", "h"))
    except (TypeError, ValueError, OverflowError) as error:
        raise Invalid(_("A pin lies outside the picture.")) from error
    return Place(x=x, y=y, width=width, height=height, text=_text(said, "text", LONGEST_COMMENT))


def _instant(said: object) -> datetime | None:
    """When her phone says it was; a remark, so what is no instant is none."""
    if not isinstance(said, str) or len(said) > LONGEST_WORD:
        return None
    try:
        found = parse_datetime(said)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
