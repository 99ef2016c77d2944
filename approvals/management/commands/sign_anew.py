"""Sign anew what an expired or revoked certificate signed; nothing that may not be shown."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from approvals.actions.sign_anew import sign_anew
from approvals.models import Publication
from approvals.models.publication import PublicationQuerySet
from portal.errors import DomainError
from portal.management.sentences import SentenceCommand

log = logging.getLogger(__name__)


class Command(SentenceCommand):
    help = "Give publications new bytes, signed with the certificate of now, at the same address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which publications: those of expired certificates, of one certificate, or one."""
        super().add_arguments(parser)
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--expired",
            action="store_true",
            help="live ones whose certificate has ended, or was never noted",
        )
        which.add_argument(
            "--signed-with",
            metavar="SHA256",
            help="live ones signed by this certificate, which was revoked",
        )
        which.add_argument("--publication", metavar="ID", help="one, by the id in its address")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Sign each on its own: what is refused is said and stops no other."""
        done, refused = [], []
        for publication in _chosen(options).iterator():
            try:
                made = sign_anew(publication=publication, at=timezone.now())
            except DomainError as error:
                refused.append({"publication": publication.public_id, "why": error.sentence})
            except Exception:
                log.exception("publication %s could not be signed anew", publication.pk)
                why = "The picture could not be signed."
                refused.append({"publication": publication.public_id, "why": why})
            else:
                done.append({"publication": publication.public_id, "sha256": made.sha256})
        self.answer(options, {"signed": done, "refused": refused}, _as_sentences(done, refused))
        if refused and options["publication"]:
            raise CommandError(refused[0]["why"])


def _chosen(options: dict[str, Any]) -> PublicationQuerySet:
    publications = Publication.objects.select_related("draft__brief__brand", "channel", "use")
    if options["publication"]:
        one = publications.filter(public_id=options["publication"])
        if not one.exists():
            raise CommandError("There is no publication with this id.")
        return one
    if options["signed_with"]:
        return publications.signed_by(options["signed_with"].replace(":", "").lower())
    return publications.signed_by_expired(timezone.now())


def _as_sentences(done: list[dict[str, str]], refused: list[dict[str, str]]) -> str:
    lines = [f"Signed anew: {len(done)}. Left as they are: {len(refused)}."]
    lines += [f"  {each['publication']}: {each['why']}" for each in refused]
    return "\n".join(lines)
