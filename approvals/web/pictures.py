"""A draft as the components draw it: addresses, sizes, and the words for who cannot see it."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Draft
from portal.models import StoredFile


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture for ``components/look.html`` and ``picture_card.html``."""

    id: UUID
    title: str
    src: str
    srcset: str
    full_src: str
    width: int
    height: int
    alt: str
    href: str = ""
    word: str = ""
    tone: str = ""
    meta: str = ""


def picture(draft: Draft, *, edges: tuple[int, ...], drawn: bool = True, **more: str) -> Picture:
    """Return the draft with a preview for each of ``edges``, the smallest first.

    Where it is not ``drawn`` there are words alone.
    """
    return Picture(
        id=draft.pk,
        title=more.pop("title", "") or title(draft),
        src=preview(draft, edges[-1]) if drawn else "",
        srcset=srcset(draft, edges) if drawn else "",
        full_src=reverse("draft-picture", args=[draft.pk]) if drawn else "",
        width=draft.master.width,
        height=draft.master.height,
        **{"alt": "", **more},
    )


def title(draft: Draft) -> str:
    """Return how a picture is called among those of its brief."""
    if draft.version > 1:
        return _("Picture %(place)s, version %(version)s") % {
            "place": draft.place,
            "version": draft.version,
        }
    return _("Picture %(place)s") % {"place": draft.place}


def described(draft: Draft) -> str:
    """Return what a picture is, for those who do not see it: who is in it, for what."""
    names = ", ".join(str(portrayal.twin) for portrayal in draft.portrayals.all())
    return _("%(names)s in “%(brief)s”, %(title)s") % {
        "names": names,
        "brief": draft.brief.title,
        "title": title(draft),
    }


def preview(draft: Draft, edge: int) -> str:
    """Return the address of a small form."""
    return f"{reverse('draft-preview', args=[draft.pk])}?edge={edge}"


def srcset(draft: Draft, edges: tuple[int, ...]) -> str:
    """Return the small forms with their widths."""
    return ", ".join(f"{preview(draft, edge)} {width(draft.master, edge)}w" for edge in edges)


def width(file: StoredFile, edge: int) -> int:
    """Return how wide the small form is whose longer edge has ``edge`` pixels at most."""
    longer = max(file.width, file.height)
    return max(1, round(file.width * min(1.0, edge / longer)))
