"""Say of a file whether it is one of ours, what it is, and whether it may still be shown."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from approvals import verdict_words
from approvals.actions.verify import Answer, verify
from portal.management.sentences import SentenceCommand, read_picture


class Command(SentenceCommand):
    help = "Say of a file whether it is one of ours, what it is, and whether it may still be shown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the answer; it is 0 whatever the answer, and 1 where there is none."""
        answer = verify(data=read_picture(options["file"]), at=timezone.now())
        self.answer(options, answer.as_json(), _as_sentences(answer))


def _as_sentences(answer: Answer) -> str:
    verdict = verdict_words.ANSWERS[answer.state]
    lines = [f"{verdict.word}: {verdict.title} {verdict.text}"]
    if answer.publication:
        lines.append(f"{verdict_words.licence(answer)} {answer.publication.address}")
    lines += [f"  {row.name}: {row.word}. {row.detail}" for row in verdict_words.techniques(answer)]
    return "\n".join(lines)
