"""What somebody is told whose answer was taken."""

from django.utils.translation import gettext as _

from approvals.models import Decision, Verdict


def sent_words(decision: Decision) -> str:
    """Return what was sent, and what follows from it at once."""
    if decision.verdict == Verdict.YES:
        return _("Yes, sent and signed.")
    if decision.verdict == Verdict.NO:
        return _("No, sent and signed.")
    if decision.draft.reorders.exists():
        return _("Change, sent. A new version was ordered with your words.")
    said = _("Change, sent. No new version was ordered. %(why)s")
    return (said % {"why": decision.not_ordered}).strip()
