"""Whose likeness, allowed what, at what price."""

from django.apps import AppConfig


class TwinsConfig(AppConfig):
    """Twins, consents, licences and rates."""

    name = "twins"
    verbose_name = "Twins and their rights"
