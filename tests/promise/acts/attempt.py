"""How an act is tried, and what it is tried with."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

import numpy as np
import time_machine
from PIL import Image

from approvals.disclosure.certificates import Leaf
from approvals.disclosure.label import Box
from approvals.disclosure.pipeline import Disclosed
from approvals.disclosure.rendition import CropBox
from approvals.models import (
    Run,
)
from portal.errors import DomainError
from portal.imaging import CleanPicture
from tests.promise.oracle import Oracle
from tests.promise.shadow import Shadow

PICTURES = 12
"""So many different ones: studios deliver the same bytes again, for other briefs too."""
CORNERS = {"top-right", "top-left", "bottom-right", "bottom-left"}


@cache
def picture(number: int) -> CleanPicture:
    """A tiny clean picture that differs with its number; made here, since nobody sent it."""
    pixels = np.random.default_rng(number).integers(0, 255, (20, 16, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    data = out.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    return CleanPicture(
        data=data, media_type="image/png", width=16, height=20, sha256=sha256, had=frozenset()
    )


@cache
def disclosed(master: str, channel: str, again: int = 0) -> Disclosed:
    """A stand-in with bytes of its own, for speed: the pipeline itself is tested elsewhere."""
    data = f"{master} in {channel}, {again}".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    print_ = hashlib.sha256(sha256.encode()).digest()
    whole = CropBox(0, 0, 1, 1)
    box, leaf = Box(0, 0, 1, 1), Leaf("c" * 64, datetime(2027, 11, 1, tzinfo=UTC))
    return Disclosed(data, "image/jpeg", sha256, 16, 20, print_, box, whole, leaf)


@dataclass
class Claim:
    """A worker holds a run, or thinks so."""

    run: Run
    lease: UUID | None


@dataclass
class Attempts:
    """How an act is tried. Each returns what was made, or None when it was refused."""

    told: Shadow
    oracle: Oracle
    reached: Counter[str]
    claims: list[Claim] = field(default_factory=list)
    pictures: int = 0
    tried: int = 0

    def attempt[T](self, act: Callable[[], T], *, name: str) -> T | None:
        """Do an act one second later than the last; None when it was refused in words."""
        self.told.at += timedelta(seconds=1)
        self.tried += 1
        try:
            with time_machine.travel(self.told.at, tick=False):  # covers begin and end by the clock
                done = act()
        except DomainError as e:
            self.reached[f"refused: {name}"] += 1
            if name in ("submit", "publish", "say yes", "deliver"):
                self.reached[f"why {name}: {e.sentence[:70]}"] += 1
            return None
        self.reached[name] += 1
        return done

    @property
    def at(self) -> datetime:
        """Now."""
        return self.told.at
