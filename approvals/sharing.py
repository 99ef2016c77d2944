"""What a publication tells strangers: in words, to machines, and as a kit for the channel."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.disclosing import credits_of, usage_terms
from approvals.disclosure import words
from approvals.models import Publication, PublishedFile
from portal import storage
from portal.instants import last_day
from twins import territories

SCHEMA_ORG = "https://schema.org/"
MEDIA = {
    "social": gettext_lazy("on social media"),
    "web": gettext_lazy("on the web"),
    "ecommerce": gettext_lazy("in online shops"),
    "print": gettext_lazy("in print"),
}
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif"}


def until(publication: Publication) -> date:
    """Return the last day of the use, in its own zone."""
    return last_day(publication.use.ends_at, publication.use.zone)


def licence_sentence(publication: Publication) -> str:
    """Return who may show the picture, where and until when."""
    use = publication.use
    return _("%(brand)s may show this picture %(medium)s in %(territories)s until %(day)s.") % {
        "brand": publication.draft.brief.brand,
        "medium": MEDIA.get(use.medium, use.medium),
        "territories": territories.told(use.territories),
        "day": date_format(until(publication), "DATE_FORMAT"),
    }


def made_with(publication: Publication) -> str:
    """Return the AI system that made the picture; nothing where no trained model ran."""
    draft = publication.draft
    if not words.is_generative(draft.digital_source_type):
        return ""
    return f"{draft.ai_system} {draft.ai_version}".strip()


def picture_address(publication: Publication) -> str:
    """Return where the bytes are, with the host."""
    path = reverse("publication-picture", args=[publication.public_id])
    return f"{settings.SITE_URL}{path}"


def image_object(publication: Publication, file: PublishedFile) -> dict[str, Any]:
    """Return the picture as schema.org's ``ImageObject`` describes it, for JSON-LD."""
    brand = publication.draft.brief.brand.name
    source = publication.draft.digital_source_type
    described = {
        "@context": SCHEMA_ORG.rstrip("/"),
        "@type": "ImageObject",
        "@id": publication.address,
        "url": publication.address,
        "contentUrl": picture_address(publication),
        "encodingFormat": file.media_type,
        "width": file.width,
        "height": file.height,
        "sha256": file.sha256,
        "name": brand,
        "caption": publication.caption,
        "description": publication.alt_text,
        "accessibilityFeature": ["alternativeText"],
        "inLanguage": publication.language,
        "datePublished": publication.live_at.isoformat() if publication.live_at else "",
        "expires": publication.use.ends_at.isoformat(),
        "digitalSourceType": f"{SCHEMA_ORG}{source[:1].upper()}{source[1:]}DigitalSource",
        "creator": {"@type": "Organization", "name": brand},
        "creditText": ", ".join((brand, *credits_of(publication))),
        "copyrightNotice": usage_terms(publication),
        "license": f"{publication.address}#licence",
        "acquireLicensePage": f"{publication.address}#licence",
    }
    return {name: value for name, value in described.items() if value}


def file_name(publication: Publication, file: PublishedFile) -> str:
    """Return a name for the file that says whose it is and for which channel."""
    brand = slugify(publication.draft.brief.brand.name) or "picture"
    suffix = SUFFIXES.get(file.media_type, "bin")
    return f"{brand}-{publication.channel_id}-{publication.public_id[:6].lower()}.{suffix}"


def content(file: PublishedFile) -> bytes:
    """Return the published bytes; whether they may be shown was asked before."""
    return storage.read(file.sha256)


def kit(publication: Publication, file: PublishedFile) -> Iterator[tuple[str, bytes]]:
    """Yield what whoever posts the picture needs: name and content, the hashes last."""
    own = publication.language
    yield file_name(publication, file), content(file)
    yield "caption.txt", _caption(publication, own)
    for language in publication.channel.other_languages(own):
        yield f"caption.{language}.txt", _caption(publication, language)
    yield "alt-text.txt", f"{publication.alt_text}\n".encode()
    yield "licence.json", _licence(publication)


def _caption(publication: Publication, language: str) -> bytes:
    """The words for a post as the channel wants them; the brand's own text is not translated."""
    draft, channel = publication.draft, publication.channel
    caption = words.caption(
        publication.caption,
        draft.digital_source_type,
        language,
        brand=draft.brief.brand.name,
        credits_=credits_of(publication),
        template=channel.caption_template,
        hashtags=channel.hashtags,
    )
    return f"{caption}\n".encode()


def _licence(publication: Publication) -> bytes:
    use = publication.use
    summary = {
        "publication": publication.public_id,
        "address": publication.address,
        "licences": sorted(str(each.licence_id) for each in publication.approvals.all()),
        "brand": publication.draft.brief.brand.name,
        "channel": publication.channel_id,
        "medium": use.medium,
        "territories": sorted(use.territories),
        "starts": use.starts_at.isoformat(),
        "until": until(publication).isoformat(),
        "zone": use.zone,
        "digital_source_type": words.SOURCE_TYPES[publication.draft.digital_source_type],
        "terms": usage_terms(publication),
    }
    return (json.dumps(summary, ensure_ascii=False, indent=2) + "\n").encode()
