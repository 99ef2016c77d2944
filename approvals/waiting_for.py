"""For whom stages wait: who may answer them now and has not; colleagues who cover her too."""

from collections.abc import Iterable

from approvals.models import Side, Stage
from portal import access
from portal.models import Organisation, User


def people_waited_for(stages: Iterable[Stage]) -> dict[User, list[Stage]]:
    """Return each person with the stages that wait for her; two questions for each member.

    The stages come with ``organisation`` and ``twin__owner__user``.
    """
    asked = list(stages)
    found: dict[User, list[Stage]] = {}
    for stage in asked:
        if stage.side == Side.MODEL and stage.twin is not None:
            owner = getattr(stage.twin.owner, "user", None)
            if owner is not None and owner.is_active:
                found.setdefault(owner, []).append(stage)
    for organisation in _organisations(asked):
        here = {stage.pk: stage for stage in asked if stage.organisation_id == organisation.pk}
        for user in access.members_of(organisation):
            hers = Stage.objects.judged_by(user).open_to(user).filter(pk__in=here)
            for pk in hers.values_list("pk", flat=True):
                found.setdefault(user, []).append(here[pk])
    return found


def _organisations(stages: list[Stage]) -> list[Organisation]:
    each = {stage.organisation.pk: stage.organisation for stage in stages if stage.organisation}
    return list(each.values())
