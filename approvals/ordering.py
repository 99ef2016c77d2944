"""From a run's rows to the pure order that a generator takes."""

from datetime import datetime

from approvals.actions.order import reference_files
from approvals.models import Asset, Run
from portal import storage
from twins.generators.base import Order


def order_for(run: Run, place: int, *, at: datetime) -> Order:
    """Return the order for one picture of ``run``: only what consent covers at ``at``."""
    brief = run.brief
    assets = list(brief.assets.select_related("file"))
    return Order(
        title=brief.title,
        idea=brief.idea,
        brand=brief.brand.name,
        references=[storage.read(file.pk) for file in reference_files(run, at)],
        garments=[storage.read(a.file_id) for a in assets if a.kind == Asset.Kind.GARMENT],
        moods=[storage.read(a.file_id) for a in assets if a.kind == Asset.Kind.MOOD],
        seed=run.seed * 100 + place,
        count=1,
        asked_changes=tuple(run.asked),
        credits=tuple(f"{m.get_role_display()}: {m.person}" for m in brief.crew.credited()),
    )
