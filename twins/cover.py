"""Who may not judge for a colleague because it would be about her own twin."""

from datetime import datetime

from django.utils.translation import gettext as _

from portal.errors import NotAllowed
from portal.models import Organisation, User
from twins.models import Licence, Representation


def check_is_none_of_the_models(
    organisation: Organisation, colleague: User, starts_at: datetime, ends_at: datetime
) -> None:
    """A model answers for herself: where her own twin is judged she covers nobody.

    Neither at an agency that represents her in that time, nor at a brand with a licence then.
    """
    theirs = {
        "twin__owner": colleague.person_id,
        "starts_at__lt": ends_at,
        "ends_at__gt": starts_at,
        "ended_at__isnull": True,
    }
    represented = Representation.objects.filter(agency=organisation, **theirs)
    licensed = Licence.objects.filter(brand=organisation, **theirs)
    if represented.exists() or licensed.exists():
        raise NotAllowed(
            _("%(name)s is a model here and answers for herself; she covers nobody.")
            % {"name": colleague}
        )
