"""Finished pictures: references, editorials, garments and moods."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

from dataclasses import replace
from typing import Any, Final, Literal

import numpy as np
import skia

from . import body, face, grounds, hair, outfits, wardrobe
from .body import POSES, Figure
from .grounds import Floats, Ground
from .identity import Person
from .paint import Brush, develop, jpeg, polygon, surface
from .palette import colour, glow, lift, rng, shadow

Variant = Literal["front", "left", "right", "body", "body-side"]
VARIANTS: Final[tuple[Variant, ...]] = ("front", "left", "right", "body", "body-side")

HEAD_DROP: Final = 0.16
HEAD_SCALE: Final = 1.14


def draw_figure(brush: Brush, figure: Figure, look: wardrobe.Outfit) -> None:
    """The whole person, from what is farthest to what is nearest."""
    pose = figure.pose
    head = face.Head(figure.person, pose.yaw)
    _head(brush, figure, head, hair.draw_back)
    if pose.seated:
        _cube(brush, figure)
    outfits.draw_lower(brush, figure, look)
    outfits.draw_upper(brush, figure, look)
    if not pose.back:
        _head(brush, figure, head, lambda b, h: body.shade_neck(b, figure, h.outline()))
    _head(brush, figure, head, face.draw_face)
    _head(brush, figure, head, hair.draw_front)
    _head(brush, figure, head, face.earrings)


def _head(brush: Brush, figure: Figure, head: face.Head, part: Any) -> None:
    with (
        brush.moved(
            figure.spine(1.0), 1.0 + HEAD_DROP, turn=figure.pose.tilt, scale=(HEAD_SCALE,) * 2
        ),
        brush.moved(0, -1.0),
    ):
        part(brush, head)


def _cube(brush: Brush, figure: Figure) -> None:
    """The plain block that a seated figure sits on."""
    x, top, bottom = figure.spine(4.0), 4.12, figure.sole - 0.16
    tone = colour(
        rng("cube", figure.person.seed).choice(("#d9cfc0", "#8c8579", "#b7a58e", "#e6e0d6"))
    )
    front = polygon(
        [(x - 1.2, top + 0.22), (x + 1.2, top + 0.22), (x + 1.2, bottom), (x - 1.2, bottom)]
    )
    lid = polygon([(x - 1.08, top), (x + 1.08, top), (x + 1.2, top + 0.22), (x - 1.2, top + 0.22)])
    brush.form(front, lift(tone, -0.06), size=0.3, depth=0.16, edge=0.2)
    brush.form(lid, glow(tone, 0.05), size=0.1, depth=0.08, edge=0.2)
    brush.fill(
        polygon(
            [
                (x - 0.8, top + 0.1),
                (x + 0.8, top + 0.1),
                (x + 0.75, top + 0.7),
                (x - 0.75, top + 0.7),
            ]
        ),
        shadow(tone, 0.3),
        alpha=0.5,
        blur=0.12,
    )


def _layer(
    figure: Figure,
    look: wardrobe.Outfit,
    size: tuple[int, int],
    *,
    unit: float,
    x: float,
    y: float,
    light: float,
) -> tuple[Floats, Floats]:
    """The figure alone: colour and alpha. ``unit`` pixels a head, crown at ``x``, ``y``."""
    drawn = surface(size)
    canvas = drawn.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    canvas.translate(x, y)
    canvas.scale(-unit if figure.mirrored else unit, unit)
    draw_figure(Brush(canvas, light=-light if figure.mirrored else light), figure, look)
    rgba = drawn.toarray(
        colorType=skia.ColorType.kRGBA_8888_ColorType, alphaType=skia.AlphaType.kPremul_AlphaType
    )
    held = np.ascontiguousarray(rgba).astype(np.float32)
    return held[..., :3], held[..., 3] / np.float32(255)


def _compose(
    figure: Figure, look: wardrobe.Outfit, place: Ground, size: tuple[int, int], *,
    unit: float, x: float, y: float, seed: object, quality: int = 91, shade: float = 1.0,
) -> bytes:  # fmt: skip
    feet = (y + figure.sole * unit) / size[1]
    floor_at = min(max(feet - 0.055, 0.5), 1.2) if feet < 1.15 else 1.3
    back = grounds.draw(place, size, floor_at=floor_at)
    front, alpha = _layer(figure, look, size, unit=unit, x=x, y=y, light=place.light)
    back *= grounds.thrown(alpha, place, feet=feet, strength=shade)[..., None]
    air = np.array(place.wall, dtype=np.float32) * 255
    front = front * 0.965 + air * 0.03 * alpha[..., None]
    picture: Floats = back * (1 - alpha[..., None]) + front
    light = grounds.gobo(place, size)
    if light is not None:
        picture *= light[..., None]
    return jpeg(develop(picture, seed=seed, warm=place.warm, fade=0.5), quality)


def portrait(
    person: Person, *, size: tuple[int, int] = (1024, 1280), variant: Variant = "front"
) -> bytes:
    """A reference photograph of ``person``, plain clothes, grey paper, as JPEG."""
    look = wardrobe.plain(person.seed)
    place = Ground(
        kind="seamless",
        wall=colour("#c9c8c5"),
        floor=colour("#c2c0bc"),
        light=-1.0,
        horizon=0.8,
        warm=0.1,
        seed=person.seed,
    )
    width, height = size
    if variant in {"front", "left", "right"}:
        yaw = {"front": 0.0, "left": -27.0, "right": 27.0}[variant]
        pose = replace(POSES[0], yaw=yaw, tilt=0.0, narrow=1.0 if not yaw else 0.94)
        unit = min(height / 2.55, width / 1.75)
        top = 0.50 * unit
        place = replace(place, floor=place.wall)
    else:
        side = variant == "body-side"
        pose = POSES[7] if side else replace(POSES[0], yaw=0.0, tilt=0.0)
        unit = min(height / 9.7, width / 2.6)
        top = 0.52 * unit
    figure = Figure(person, pose)
    return _compose(
        figure,
        look,
        place,
        size,
        unit=unit,
        x=width / 2,
        y=top,
        seed=("portrait", person.seed, variant),
    )


FRAMES: Final = ("full", "full", "knee", "full", "waist", "knee", "close")


def editorial(
    person: Person,
    outfit_seed: int,
    ground_seed: int,
    pose_seed: int,
    *,
    size: tuple[int, int] = (1600, 2000),
) -> bytes:
    """A finished fashion picture of ``person`` as JPEG."""
    rnd = rng("editorial", person.seed, outfit_seed, ground_seed, pose_seed)
    pose = POSES[pose_seed % len(POSES)]
    look = wardrobe.outfit(outfit_seed, person.presentation)
    place = grounds.ground(ground_seed)
    frame = (
        "full"
        if pose.seated
        else FRAMES[(pose_seed // len(POSES) + pose_seed + ground_seed) % len(FRAMES)]
    )
    width, height = size
    figure = Figure(person, pose, mirrored=bool((pose_seed // len(POSES)) % 2))
    if frame == "full":
        unit = min(height * 0.865 / (figure.sole + 0.25), width / 4.2)
        top = height * 0.945 - figure.sole * unit
    else:
        seen = {"knee": 6.1, "waist": 4.3, "close": 2.75}[frame]
        unit = min(height / seen, width / {"knee": 3.4, "waist": 2.9, "close": 2.2}[frame])
        top = height * {"knee": 0.10, "waist": 0.125, "close": 0.17}[frame]
    x = width * (0.5 + rnd.uniform(-0.05, 0.05)) - figure.spine(2.0) * unit
    return _compose(
        figure, look, place, size, unit=unit, x=x, y=top,
        seed=("editorial", person.seed, outfit_seed, ground_seed, pose_seed),
    )  # fmt: skip
