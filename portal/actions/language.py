"""Choose the language and the time zone of one's pages and mails."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.languages import known
from portal.models import User
from portal.zones import known as known_zone


@transaction.atomic
def choose_language(*, actor: User, language: str) -> User:
    """Speak to ``actor`` in ``language`` from now on; none means as the browser asks.

    Leaves no audit event: it says nothing about what anybody may do. Raises ``Invalid`` for a
    language that the site does not speak.
    """
    if language and not known(language):
        raise Invalid(_("Twinset does not speak this language."))
    actor.language = language
    actor.save(update_fields=["language"])
    return actor


@transaction.atomic
def choose_time_zone(*, actor: User, time_zone: str) -> User:
    """Write hours to ``actor`` as clocks in ``time_zone`` show them, by its IANA name.

    Changes no deadline and no right: those count in the zone of whoever set them. Leaves no audit
    event. Raises ``Invalid`` for a zone that nobody knows.
    """
    if not known_zone(time_zone):
        raise Invalid(_("Twinset knows no such time zone."))
    actor.time_zone = time_zone
    actor.save(update_fields=["time_zone"])
    return actor
