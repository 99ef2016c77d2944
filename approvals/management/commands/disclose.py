"""The disclosure pipeline alone: one file in, the channel's disclosed picture out.

Signed with the development certificate whatever is configured, since what it states is made up.
"""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from approvals import marking
from approvals.disclosure.c2pa import ManifestSigner
from approvals.disclosure.certificates import development_chain
from approvals.disclosure.channels import CHANNELS
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.pipeline import Disclosed, Mark, disclose
from approvals.disclosure.watermark import PAYLOAD_BYTES
from approvals.disclosure.words import LANGUAGES, SOURCE_TYPES, alt_text
from portal.imaging import CleanPicture, sanitise
from portal.management.sentences import SentenceCommand, read_picture


class Command(SentenceCommand):
    help = "Run the disclosure pipeline alone on a file, as a test that says that it is one."
    needs_database = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file, a channel and where to write."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--channel", required=True, metavar="NAME", help=", ".join(CHANNELS))
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--source-type",
            default="trainedAlgorithmicMedia",
            choices=sorted(SOURCE_TYPES),
            help="how the picture was made (IPTC); the default is the strictest",
        )
        parser.add_argument("--language", default="en", choices=LANGUAGES)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the disclosed picture and say what it is."""
        if options["channel"] not in CHANNELS:
            raise CommandError(
                f"There is no channel “{options['channel']}”; there are {', '.join(CHANNELS)}."
            )
        picture = sanitise(read_picture(options["file"]))
        began = time.perf_counter()
        try:
            disclosed = _disclose(picture, options)
        except ValueError as error:  # too small, or not of a size that the channel can have
            raise CommandError(str(error)) from error
        seconds = round(time.perf_counter() - began, 3)
        options["out"].write_bytes(disclosed.picture)
        self.answer(
            options,
            {
                "path": str(options["out"]),
                "sha256": disclosed.sha256,
                "media_type": disclosed.media_type,
                "width": disclosed.width,
                "height": disclosed.height,
                "channel": options["channel"],
                "digital_source_type": options["source_type"],
                "fingerprint": disclosed.fingerprint.hex(),
                "seconds": seconds,
            },
            f"Wrote {options['out']}: {disclosed.width} by {disclosed.height}, labelled, described "
            f"and signed as a test in {seconds} seconds.",
        )


def _disclose(picture: CleanPicture, options: dict[str, Any]) -> Disclosed:
    return disclose(
        picture.data,
        channel=CHANNELS[options["channel"]],
        crop=None,
        label_corner="top-right",
        label_variant="dark",
        fields=_fields(picture, options["source_type"], options["language"]),
        signer=ManifestSigner(development_chain(settings.CERTIFICATES_DIR)),
        mark=Mark(payload=bytes(PAYLOAD_BYTES), key=marking.keys()[0]),
        language=options["language"],
    )


def _fields(picture: CleanPicture, source_type: str, language: str) -> DisclosureFields:
    """Facts that belong to nobody and say so."""
    return DisclosureFields(
        publication_id="test-disclosure",
        public_url=f"{settings.SITE_URL}/verify",
        brand="Test disclosure",
        licence_id="test-disclosure",
        licence_start=None,
        licence_end=None,
        usage_terms="A test of the disclosure. It grants no right to anything.",
        creators=(),
        credit="Test disclosure",
        alt_text=alt_text("A test of the disclosure.", source_type, language),
        language=language,
        ai_system="not stated",
        digital_source_type=source_type,
        model_release_id="test-disclosure",
        master_sha256=picture.sha256,
    )
