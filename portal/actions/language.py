"""Choose the language of one's pages and mails."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.languages import known
from portal.models import User


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
