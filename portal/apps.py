"""The site and who is in it."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext


class PortalConfig(AppConfig):
    """People, organisations, files and the audit trail."""

    name = "portal"
    verbose_name = "People and organisations"

    def ready(self) -> None:
        """See to it that every process finds the sentences in all languages."""
        from portal import catalogues, wording

        wording.voice.translate = gettext
        wording.voice.write_day = date_format
        catalogues.build_if_possible(settings.BASE_DIR / "locale", *settings.LOCALE_PATHS)
