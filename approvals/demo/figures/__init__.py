"""Drawn people, clothes and moods for the demo; the same number draws the same picture.

    someone = person(7)
    portrait(someone, size=(1024, 1280), variant="front")
    editorial(someone, outfit_seed=3, ground_seed=5, pose_seed=1, size=(1600, 2000))
    garment(4, size=(1200, 1500))
    mood(2, size=(1200, 1500))

Every function returns the bytes of a JPEG file without metadata. Nobody drawn here exists.
"""

from . import opengl

opengl.stand_in()

from .identity import Build, Face, Hair, Person, person  # noqa: E402 - Skia needs its libraries first
from .scenes import VARIANTS, Variant, editorial, portrait  # noqa: E402
from .still import garment, mood  # noqa: E402

__all__ = [
    "VARIANTS",
    "Build",
    "Face",
    "Hair",
    "Person",
    "Variant",
    "editorial",
    "garment",
    "mood",
    "person",
    "portrait",
]
