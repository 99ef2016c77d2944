"""A certificate's record in words: the same parts for the page and for the PDF."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.certificate import Record
from approvals.models import SentHow
from approvals.reasons import told
from approvals.web import brief_words
from portal.instants import last_day
from portal.wording import say


@dataclass(frozen=True, kw_only=True)
class Row:
    """One term with its words; ``mono`` for hashes, which are compared and not read."""

    term: str
    words: str
    mono: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """One block of the certificate."""

    title: str
    rows: list[Row]


def parts(record: Record) -> list[Part]:
    """Return the whole certificate in words."""
    return [
        _picture(record),
        _offer(record["offer"]),
        *(part for each in record["approvals"] for part in _approval(each)),
        *_asked_before(record["asked_before"]),
    ]


def title(record: Record) -> str:
    """Return what the certificate is called."""
    about = record["publication"]
    return _("Approval of a picture in “%(brief)s”") % {"brief": about["brief"]}


def lead(licence: str) -> str:
    """Return in a sentence what it proves, and whether the picture may be shown now.

    ``licence`` is what ``verify.licence_of`` says of it.
    """
    proves = _("Everybody named here said yes to this very picture, as it was offered.")
    if licence == "in_force":
        return f"{proves} " + _("It may be shown.")
    if licence == "withdrawn":
        return f"{proves} " + _("The person in it took it back: nobody may show it any more.")
    return f"{proves} " + _("The right to show it has ended.")


def _picture(record: Record) -> Part:
    about, picture = record["publication"], record["picture"]
    rows = [
        Row(term=_("Brand"), words=about["brand"]),
        Row(term=_("Channel"), words=say(about["channel"])),
        Row(term=_("Address"), words=about["address"]),
        Row(term=_("Published"), words=_moment(about["live_at"])),
        Row(term=_("Made with"), words=f"{picture['ai_system']} {picture['ai_version']}".strip()),
        Row(term=_("Source type"), words=picture["digital_source_type"]),
        Row(term=_("Picture, SHA-256"), words=picture["master_sha256"], mono=True),
    ]
    rows += [
        Row(term=_("File, SHA-256"), words=each["sha256"], mono=True) for each in picture["files"]
    ]
    rows.append(Row(term=_("Approvals, SHA-256"), words=record["approvals_sha256"], mono=True))
    return Part(title=_("The picture"), rows=rows)


def _offer(offer: dict[str, Any]) -> Part:
    zone = offer["zone"]
    first = datetime.fromisoformat(offer["starts_at"]).astimezone(ZoneInfo(zone)).date()
    last = last_day(datetime.fromisoformat(offer["ends_at"]), zone)
    until = _("%(start)s until %(end)s, both days included (%(zone)s)") % {
        "start": date_format(first, "DATE_FORMAT"),
        "end": date_format(last, "DATE_FORMAT"),
        "zone": zone,
    }
    return Part(
        title=_("What was offered"),
        rows=[
            Row(term=_("Where"), words=brief_words.territory_names(offer["territories"])),
            Row(term=_("Time"), words=until),
            Row(term=_("Label"), words=_label(offer["label"])),
            Row(term=_("Offer, SHA-256"), words=offer["sha256"], mono=True),
        ],
    )


def _label(label: dict[str, Any]) -> str:
    corner, variant = label["corner"], label["variant"]
    return f"{brief_words.CORNERS[corner]}, {brief_words.VARIANTS[variant]}"


def _approval(approval: dict[str, Any]) -> list[Part]:
    version = approval["consent"]["version"] if "consent" in approval else None
    said = [_said(each, version) for each in approval["decisions"]]
    yes = Part(title=_("Yes to %(model)s") % {"model": approval["model"]}, rows=said)
    if "consent" not in approval:  # papers of others
        return [yes]
    consent, licence = approval["consent"], approval["licence"]
    rights = [
        Row(
            term=_("Consent"),
            words=_("version %(number)s, signed on %(day)s")
            % {"number": consent["version"], "day": _moment(consent["signed_at"])},
        ),
        Row(term=_("Consent, SHA-256"), words=consent["document_sha256"], mono=True),
        Row(term=_("Licence"), words=licence["id"], mono=True),
    ]
    if approval["represents_herself"]:
        rights.append(Row(term=_("Agency"), words=_("none: the model represents herself")))
    return [yes, Part(title=_("On the ground of"), rows=rights)]


def _said(decision: dict[str, Any], consent: int | None) -> Row:
    """What one person said, and on which version of her consent where that is not ``consent``."""
    words = _("yes, %(day)s, %(how)s") % {
        "day": _moment(decision["sent_at"]),
        "how": SentHow(decision["sent_how"]).label,
    }
    if decision["person"]:
        words = f"{decision['person']}: {words}"
    if decision["instead_of"]:
        words += ", " + _("for %(whom)s") % {"whom": decision["instead_of"]}
    given_on = decision.get("on", {}).get("consent_version")
    if given_on and given_on != consent:
        words += ", " + _("on consent version %(number)s") % {"number": given_on}
    return Row(term=decision["for"], words=words)


def _asked_before(asked: list[dict[str, Any]]) -> list[Part]:
    """What was asked of the versions before, in the reasons that were chosen."""
    rows = [
        Row(
            term=each["for"],
            words=_("%(day)s: %(reasons)s")
            % {"day": _moment(each["sent_at"]), "reasons": ", ".join(told(each["reasons"]))}
            if each["reasons"]
            else _moment(each["sent_at"]),
        )
        for each in asked
    ]
    return [Part(title=_("Changes asked of the versions before"), rows=rows)] if rows else []


def _moment(instant: str) -> str:
    if not instant:
        return "—"
    return date_format(datetime.fromisoformat(instant).astimezone(UTC), "DATETIME_ZONE_FORMAT")
