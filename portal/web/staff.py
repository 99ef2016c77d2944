"""The edge of the pages for the platform's staff: for everybody else they are not there."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.errors import NotFound
from portal.models import User


def staff_member(request: HttpRequest) -> User:
    """Return who asks, of the platform's staff. Raises ``NotFound`` for anybody else."""
    if not isinstance(request.user, User) or not request.user.is_staff:
        raise NotFound(_("There is nothing here for you."))
    return request.user
