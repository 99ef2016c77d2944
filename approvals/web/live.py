"""Parts of pages that change without a reload, at a cost that a small server carries.

An open page asks now and then for its part (``static/js/live.js``). Nearly always nothing has
happened, and that is known without making the part anew: every act that changes what somebody
sees is written into an audit chain of hers, or of an organisation that gave her a right
(approvals.trail). While the heads of these chains and her rights are what they were when the part
was last made, she has it already. Where one moved, the part is made and compared: she hears of
what her page shows, not of what was done (RULINGS 23).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from portal import access
from portal.models import AuditChain, User

LONGEST_SECONDS = 600
"""After this long a part is made anew in any case: days pass, consents and deadlines run out."""


@dataclass(frozen=True)
class Watch:
    """One part of a page as one person sees it: its name, and all that could change it."""

    key: str
    stamp: str

    def is_still(self, request: HttpRequest) -> bool:
        """Say whether the page that asks is known to have this part as it is now."""
        seen = request.GET.get("seen", "")
        return bool(seen) and cache.get(self.key) == [self.stamp, seen]

    def keep(self, version: str) -> None:
        """Remember what the part is, made after the stamp was taken."""
        cache.set(self.key, [self.stamp, version], LONGEST_SECONDS)


def watch(user: User, part: str, *more: object) -> Watch:
    """Return the watch over ``part``; ``more`` is what else could change it.

    Two questions: what she may, and the heads of the chains.
    """
    held = access.held(user)
    name = digest(user.pk, get_language(), part, sorted(held.rows))
    chains = {user.person_id, *(by for _right, by, _over in held.rows)}
    return Watch(key=f"live:{name}", stamp=digest(sorted(_heads(chains)), more))


def unchanged(request: HttpRequest, watched: Watch, version: str) -> bool:
    """Keep what was just made; say whether the page that asks has exactly this."""
    watched.keep(version)
    return request.GET.get("seen") == version


def nothing_new() -> HttpResponse:
    """The answer to a page that has it all."""
    return HttpResponse(status=204)


def digest(*things: object) -> str:
    """Return a short name for exactly these things, by how they are written."""
    return hashlib.sha256(repr(things).encode()).hexdigest()[:16]


def _heads(chains: Iterable[UUID]) -> Iterable[tuple[UUID, int]]:
    return AuditChain.objects.filter(pk__in=chains).values_list("pk", "length")
