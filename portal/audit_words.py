"""The audit trail in words: what each act is, and what it was done to.

Each app has an ``audit_words`` of its own for what it records; here they come together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

type Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act: ``did`` goes on after the name of who did it, ``called`` names such acts in a list.

    ``did`` may name details as ``%(role)s``; those in ``people`` hold ids of persons. Where the
    detail called ``by`` has a value that ``instead`` knows, its words are said. The detail called
    ``because`` holds a list of words that stand after them, where there are any. Where nobody is
    named, ``sides`` says who it was, by the detail called ``side``.
    """

    did: Words
    called: Words
    people: tuple[str, ...] = ()
    by: str = ""
    because: str = ""
    sides: Mapping[str, Words] = field(default_factory=dict)
    instead: Mapping[str, Words] = field(default_factory=dict)


ACTS: dict[str, Act] = {
    "organisation.founded": Act(
        did=_("founded this organisation"), called=_("Organisation founded")
    ),
    "member.added": Act(
        did=_("gave %(member)s the role %(role)s"), called=_("Role given"), people=("member",)
    ),
    "member.ended": Act(
        did=_("took a role from %(member)s"), called=_("Role taken"), people=("member",)
    ),
    "invitation.sent": Act(did=_("invited somebody"), called=_("Invitation sent")),
    "invitation.resent": Act(did=_("sent an invitation again"), called=_("Invitation sent again")),
    "invitation.revoked": Act(did=_("took an invitation back"), called=_("Invitation taken back")),
    "invitation.accepted": Act(did=_("accepted an invitation"), called=_("Invitation accepted")),
    "see_as.begun": Act(did=_("began to see the pages as a member does"), called=_("Seeing as")),
    "see_as.ended": Act(did=_("stopped seeing as a member does"), called=_("Seeing as, ended")),
    "organisation.second_factor": Act(
        did=_("changed whether everybody here needs a second step to sign in"),
        called=_("Second step at sign-in"),
    ),
    "organisation.time_zone": Act(
        did=_("let days here count in %(after)s, no longer in %(before)s"), called=_("Time zone")
    ),
    "member.joined": Act(
        did=_("came in by the organisation's own sign-in, with the role %(role)s"),
        called=_("Came in by the organisation's sign-in"),
    ),
    "identity_provider.added": Act(
        did=_("let the organisation's own sign-in be used"), called=_("Own sign-in added")
    ),
    "identity_provider.closed": Act(
        did=_("closed the organisation's own sign-in"), called=_("Own sign-in closed")
    ),
    "appointment.proposed": Act(
        did=_("proposed who should be in charge"), called=_("Appointment proposed")
    ),
    "appointment.confirmed": Act(
        did=_("put somebody in charge, as a second person"), called=_("Somebody put in charge")
    ),
    "appointment.dropped": Act(
        did=_("dropped the proposal of who should be in charge"), called=_("Appointment dropped")
    ),
    "recovery.opened": Act(
        did=_("checked who it is, to give back a way in"), called=_("Way back in opened")
    ),
    "recovery.confirmed": Act(
        did=_("checked as the second who it is"), called=_("Way back in confirmed")
    ),
    "recovery.stopped": Act(did=_("stopped a way back in"), called=_("Way back in stopped")),
    "recovery.done": Act(did=_("gave back a way in"), called=_("Way back in given")),
    "api_key.made": Act(did=_("made a key for a program"), called=_("Key for a program made")),
    "api_key.revoked": Act(did=_("took a program's key back"), called=_("Key taken back")),
    "cover.named": Act(did=_("named who decides for a colleague"), called=_("Cover named")),
    "cover.ended": Act(did=_("ended a cover"), called=_("Cover ended")),
    "right.given": Act(
        did=_("gave %(to)s a right: “%(right)s”"), called=_("Right given"), people=("to",)
    ),
    "right.given_to_role": Act(
        did=_("gave the role %(role)s a right: “%(right)s”"), called=_("Right given to a role")
    ),
    "right.taken": Act(
        did=_("took a right from %(to)s: “%(right)s”"), called=_("Right taken"), people=("to",)
    ),
    "right.taken_from_role": Act(
        did=_("took a right from the role %(role)s: “%(right)s”"),
        called=_("Right taken from a role"),
    ),
    "role.defined": Act(did=_("made the role %(name)s"), called=_("Role made")),
    "role.renamed": Act(did=_("called a role %(name)s"), called=_("Role renamed")),
    "role.changed": Act(did=_("changed what the role %(name)s may do"), called=_("Role changed")),
    "role.retired": Act(did=_("retired the role %(name)s"), called=_("Role retired")),
}
OBJECTS: dict[str, Words] = {
    "organisation": _("Organisation"),
    "membership": _("Role of a person"),
    "role": _("Role"),
    "invitation": _("Invitation"),
    "cover": _("Cover"),
    "identityprovider": _("Own sign-in"),
    "appointment": _("Appointment"),
    "recovery": _("Way back in"),
    "person": _("Person"),
}


@cache
def acts() -> dict[str, Act]:
    """Return every act that has words, by the name under which it is recorded."""
    return {name: act for module in _modules() for name, act in module.ACTS.items()}


@cache
def objects() -> dict[str, Words]:
    """Return what each kind of object is called."""
    return {kind: word for module in _modules() for kind, word in module.OBJECTS.items()}


def _modules() -> list[Any]:
    return [
        import_module(f"{app.name}.audit_words")
        for app in apps.get_app_configs()
        if app.module and module_has_submodule(app.module, "audit_words")
    ]
