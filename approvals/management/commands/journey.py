"""Walk the path in fresh tenants: references in, published files out, and back if asked."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from approvals.journey import Journey, Plan
from portal.management.sentences import SentenceCommand


class Command(SentenceCommand):
    help = "Walk the path from brief to published files in fresh tenants, and back if asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files to walk with."""
        super().add_arguments(parser)
        for name, needed in (("reference", True), ("garment", False), ("draft", False)):
            parser.add_argument(
                f"--{name}",
                nargs="+",
                action="extend",
                type=Path,
                default=[],
                required=needed,
                metavar="FILE",
            )
        parser.add_argument("--generator", default="", help="layout, or studio to deliver --draft")
        parser.add_argument("--ai-system", default="", metavar="NAME", help="what made the drafts")
        parser.add_argument(
            "--channel", nargs="+", action="extend", default=[], required=True, metavar="NAME"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument("--withdraw", action="store_true", help="take the consent back again")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Walk, and say how it went."""
        generator = options["generator"] or ("studio" if options["draft"] else "layout")
        journey = Journey(
            Plan(
                references=options["reference"],
                garments=options["garment"],
                drafts=options["draft"],
                ai_system=options["ai_system"],
                channels=options["channel"],
                generator=generator,
                out=options["out"],
                withdraw=options["withdraw"],
            )
        )
        journey.walk()
        self.answer(options, _as_json(journey), _as_sentences(journey))


def _as_json(journey: Journey) -> dict[str, Any]:
    content: dict[str, Any] = {
        "steps": [{"name": name, "seconds": seconds} for name, seconds in journey.steps],
        "seconds": round(sum(seconds for _name, seconds in journey.steps), 3),
        "published": [asdict(each) for each in journey.published],
    }
    if journey.plan.withdraw:
        content["withdrawn"] = [asdict(each) for each in journey.withdrawn]
    return content


def _as_sentences(journey: Journey) -> str:
    lines = [f"{name}: {seconds} s" for name, seconds in journey.steps]
    lines += [f"Published {each.path} at {each.address}." for each in journey.published]
    lines += [
        f"{each.address} answered {each.before} before the withdrawal and {each.after} after it."
        for each in journey.withdrawn
    ]
    return "\n".join(lines)
