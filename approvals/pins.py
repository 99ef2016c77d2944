"""Whose a pin is, and who ticks it off."""

from uuid import UUID

from approvals.models import Pin, Side
from approvals.viewer import Viewer


def said_by(pin: Pin) -> tuple[str, UUID | None, UUID | None]:
    """Return the side that set a pin, with its organisation, or with the model's twin."""
    if pin.decision is not None:
        stage = pin.decision.stage
        return stage.side, stage.organisation_id, stage.twin_id if _is_model(stage.side) else None
    return pin.side, pin.organisation_id, pin.twin_id


def may_tick(pin: Pin, viewer: Viewer) -> bool:
    """Say whether the viewer looks for the side that set it."""
    side, organisation, twin = said_by(pin)
    hers = {
        Side.BRAND.value: True,
        Side.AGENCY.value: str(organisation) in viewer.agencies,
        Side.MODEL.value: str(twin) in viewer.twins,
    }
    return side == viewer.side and hers.get(side, False)


def _is_model(side: str) -> bool:
    return side == Side.MODEL
