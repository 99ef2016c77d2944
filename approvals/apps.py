"""From a wish to a published, labelled, paid and provable picture."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Briefs, drafts, decisions and publications."""

    name = "approvals"
    verbose_name = "Pictures and their approval"
