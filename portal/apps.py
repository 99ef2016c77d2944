"""The site and who is in it."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """People, organisations, files and the audit trail."""

    name = "portal"
    verbose_name = "People and organisations"
