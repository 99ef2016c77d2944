"""The edge of the brand's pages: who asks, and for which brand."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from approvals.models import Brief, Draft
from portal import access
from portal.errors import NotAllowed, NotFound
from portal.models import Organisation, User


def asker(request: HttpRequest) -> User:
    """Return who is signed in. Raises ``NotAllowed`` for nobody: views ask for a sign-in first."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first; nothing is lost."))
    return request.user


def writable_brands(user: User) -> list[Organisation]:
    """Return the brands for which ``user`` writes briefs.

    Raises ``NotFound`` for strangers to every brand, ``NotAllowed`` for those who may only look.
    """
    brands = Organisation.objects.filter(kind=Organisation.Kind.BRAND).order_by("name")
    writable = list(brands.filter(pk__in=access.organisations_where(user, "write_briefs")))
    if writable:
        return writable
    if brands.filter(pk__in=access.organisations_where(user, "view_briefs")).exists():
        raise NotAllowed(_("You may look at this brand's briefs, but not write them."))
    raise NotFound(_("There is nothing here for you."))


def sees_briefs(user: User) -> bool:
    """Say whether the pages of briefs are any of this person's business."""
    return (
        access.organisations_where(user, "view_briefs").exists()
        or Brief.objects.visible_to(user).exists()
    )


def brief_of(request: HttpRequest, brief_id: UUID) -> Brief:
    """Return a brief that the asker may see. Raises ``NotFound``."""
    briefs = Brief.objects.visible_to(asker(request)).select_related("brand")
    found = briefs.filter(pk=brief_id).first()
    if found is None:
        raise NotFound(_("There is no such brief here."))
    return found


def draft_of(request: HttpRequest, draft_id: UUID) -> Draft:
    """Return a picture of a brief that the asker may see. Raises ``NotFound``."""
    user = asker(request)
    drafts = Draft.objects.visible_to(user).filter(brief__in=Brief.objects.visible_to(user))
    found = drafts.select_related("brief__brand", "master", "run").filter(pk=draft_id).first()
    if found is None:
        raise NotFound(_("There is no such picture here."))
    return found
