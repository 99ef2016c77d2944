"""Walk every audit chain; name the first broken event of each."""

from typing import Any

from django.core.management.base import CommandError

from portal import audit
from portal.audit import ChainReport
from portal.management.sentences import SentenceCommand


class Command(SentenceCommand):
    help = "Walk every audit chain; name the first broken event of each."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Report each chain. Exits with 1 when one is broken."""
        reports = audit.verify_all()
        broken = [report for report in reports if report.broken_at is not None]
        content = {
            "chains": [_as_json(report) for report in reports],
            "broken": len(broken),
            "events": sum(report.events for report in reports),
        }
        self.answer(options, content, "\n".join(_as_sentence(report) for report in reports))
        if broken:
            raise CommandError(f"{len(broken)} of {len(reports)} audit chains are broken.")


def _as_json(report: ChainReport) -> dict[str, Any]:
    return {
        "chain": str(report.chain),
        "events": report.events,
        "intact": report.broken_at is None,
        "broken_at": report.broken_at,
        "reason": report.reason,
    }


def _as_sentence(report: ChainReport) -> str:
    if report.broken_at is None:
        return f"Chain {report.chain}: {report.events} events, unbroken."
    return f"Chain {report.chain}: broken at event {report.broken_at}, {report.reason}."
