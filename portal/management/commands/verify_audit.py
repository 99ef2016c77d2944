"""Walk every audit chain and compare it with what was signed; name the first broken event."""

from argparse import ArgumentParser
from email import message_from_bytes, policy
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from portal import audit, checkpoints
from portal.audit import ChainReport
from portal.management.sentences import SentenceCommand
from portal.models import AuditCheckpoint


class Command(SentenceCommand):
    help = "Walk every audit chain; name the first broken event of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the mails that were kept outside."""
        super().add_arguments(parser)
        parser.add_argument(
            "--against",
            metavar="FILE",
            nargs="+",
            default=[],
            help="mails with checkpoints that were kept outside",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Report each chain. Exits with 1 when one is broken."""
        reports = audit.verify_all(outside=_kept_outside(options["against"]))
        broken = [report for report in reports if report.broken_at is not None]
        content = {
            "chains": [_as_json(report) for report in reports],
            "broken": len(broken),
            "events": sum(report.events for report in reports),
            "checkpoints": sum(report.checkpoints for report in reports),
        }
        self.answer(options, content, "\n".join(_as_sentence(report) for report in reports))
        if broken:
            raise CommandError(f"{len(broken)} of {len(reports)} audit chains are broken.")


def _kept_outside(files: list[str]) -> list[AuditCheckpoint]:
    """Raises ``CommandError`` for a file that proves nothing."""
    found = {name: checkpoints.read(_text_of(Path(name))) for name in files}
    for name, kept in found.items():
        if not kept:
            raise CommandError(f"{name} holds no checkpoint.")
        if not all(map(checkpoints.is_ours, kept)):
            raise CommandError(f"{name} holds a checkpoint that none of our keys signed.")
    return list(chain.from_iterable(found.values()))


def _text_of(file: Path) -> str:
    """What a mail says, saved whole or only its words."""
    content = file.read_bytes()
    body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    words = str(body.get_content()) if body is not None else ""
    return f"{content.decode(errors='replace')}\n{words}"


def _as_json(report: ChainReport) -> dict[str, Any]:
    return {
        "chain": str(report.chain),
        "events": report.events,
        "intact": report.broken_at is None,
        "broken_at": report.broken_at,
        "reason": report.reason,
        "head": report.head,
        "checkpoints": report.checkpoints,
        "contradicts": _checkpoint(report.contradicts) if report.contradicts else None,
    }


def _checkpoint(signed: AuditCheckpoint) -> dict[str, Any]:
    return {
        "at": signed.at.isoformat(),
        "length": signed.length,
        "head": signed.head,
        "key": signed.key_id,
    }


def _as_sentence(report: ChainReport) -> str:
    if report.broken_at is None:
        said = f"Chain {report.chain}: {report.events} events, unbroken"
        return (
            f"{said}; {report.checkpoints} checkpoints agree." if report.checkpoints else f"{said}."
        )
    said = f"Chain {report.chain}: broken at event {report.broken_at}, {report.reason}"
    if report.contradicts is None:
        return f"{said}."
    signed = report.contradicts
    return (
        f"{said}; see the checkpoint of {signed.at:%Y-%m-%d %H:%M} UTC over {signed.length} events."
    )
