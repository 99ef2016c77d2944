"""Say who may do what with one organisation, twin or brief, and why."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.utils import timezone

from portal.effective import Reason, reasons
from portal.management.sentences import SentenceCommand
from portal.models import Organisation
from portal.models.grants import personal_tables
from portal.roles import EVERY_RIGHT


class Command(SentenceCommand):
    help = "Say who may do what with an organisation, a twin or a brief, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the object's id."""
        super().add_arguments(parser)
        parser.add_argument("object", metavar="OBJECT", help="the id of what it is about")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Find the object among all that rights are granted over, and say every reason."""
        over = _found(options["object"])
        found = [
            (organisation, each)
            for organisation in _organisations(over)
            for each in reasons(over, organisation)
        ]
        rights = [_as_json(organisation, each) for organisation, each in found]
        content = {"object": str(over.pk), "kind": over._meta.model_name, "rights": rights}
        lines = [_as_sentence(organisation, each) for organisation, each in found]
        self.answer(options, content, "\n".join(lines) or "Nobody holds a right over it.")


def _found(text: str) -> Any:
    try:
        pk = UUID(text)
    except ValueError:
        raise CommandError(f"“{text}” is no id.") from None
    for table in personal_tables():
        model: Any = table.content_object.field.related_model  # type: ignore[attr-defined]
        if (found := model.objects.filter(pk=pk).first()) is not None:
            return found
    raise CommandError(f"There is no organisation, twin or brief {pk}.")


def _organisations(over: Any) -> list[Organisation]:
    """Those that give rights over it; over an organisation its own."""
    if isinstance(over, Organisation):
        return [over]
    at = timezone.now()
    return [each for each in Organisation.objects.order_by("name") if over.concerns(each, at)]


def _as_json(organisation: Organisation, reason: Reason) -> dict[str, Any]:
    return {
        "person": str(reason.user.person_id),
        "name": str(reason.user),
        "organisation": str(organisation.pk),
        "right": reason.right,
        "by": "cover" if reason.instead_of else "role" if reason.role else "grant",
        "role": reason.role or None,
        "whole_organisation": reason.whole,
        "given_by": str(reason.given_by.pk) if reason.given_by else None,
        "given_at": reason.given_at.isoformat(),
        "until": reason.until.isoformat() if reason.until else None,
        "why": reason.why,
        "instead_of": str(reason.instead_of.person_id) if reason.instead_of else None,
    }


def _as_sentence(organisation: Organisation, reason: Reason) -> str:
    return (
        f"{reason.user} ({organisation}): {EVERY_RIGHT[reason.right].sentence}; {reason.words()}."
    )
