"""Pictures without people: one garment on light ground, and moods."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import math
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import skia
from PIL import Image, ImageFilter

from . import garments, grounds, outfits, wardrobe
from .body import POSES, Arm, Figure
from .cloth import Cloth, lay
from .grounds import BOLD, WALLS, Floats, Ground
from .identity import person
from .paint import (
    Brush,
    bent,
    blob,
    develop,
    joined,
    jpeg,
    limb,
    oval,
    pixels,
    polygon,
    rectangle,
    spline,
    surface,
)
from .palette import CLOTHS, Colour, colour, glow, lift, mix, rng, shadow
from .wardrobe import Outfit

PIECES: Final = (
    "trench", "knit and wide trousers:bottom", "knit and wide trousers:base", "shirt dress",
    "blazer and jeans:outer", "denim:bottom", "long coat:outer", "skirt and blouse:bottom",
    "puffer:outer", "shirt and wide trousers:base", "floral dress", "bag", "denim:outer",
    "slip dress", "tee and jeans:base", "wrap coat:outer", "turtleneck:base", "overshirt:outer",
)  # fmt: skip

OUTSTRETCHED: Final = replace(
    POSES[0],
    name="laid flat",
    arms=(Arm(elbow=(0.30, 1.26), wrist=(0.44, 2.36)), Arm(elbow=(0.30, 1.26), wrist=(0.44, 2.36))),
    yaw=0.0,
    tilt=0.0,
)


def garment(seed: int, *, size: tuple[int, int] = (1200, 1500)) -> bytes:
    """One garment as on an invisible mannequin, on light ground, as JPEG."""
    rnd = rng("garment", seed)
    name, _, part = PIECES[seed % len(PIECES)].partition(":")
    wearer = (
        "man"
        if name in wardrobe.MEN and (name not in wardrobe.WOMEN or rnd.random() < 0.4)
        else "woman"
    )
    figure = Figure(_dummy(wearer), OUTSTRETCHED)
    if name == "bag":
        return _photographed(
            lambda brush: _bag(brush, rnd), size, box=(-1.0, -1.3, 1.0, 1.1), seed=seed
        )
    look = wardrobe.make(name, rnd)
    part = part or ("outer" if look.outer else "base")
    if part == "base" and look.bottom in {"wide", "slim", "jeans"}:
        look = replace(look, outer="", bottom="slim" if look.base != "shirt" else "jeans")
    draw, box = _piece(figure, look, part)
    return _photographed(draw, size, box=box, seed=seed)


def _dummy(presentation: str) -> Any:
    """A body of ordinary size to hang the garment on."""
    number = 1 if presentation == "man" else 0
    someone = person(number)
    slim = {"limb": 1.12 if number else 1.0, "hip": 0.68, "waist": 0.62 if number else 0.50}
    return replace(someone, build=replace(someone.build, **slim))


Box = tuple[float, float, float, float]


def _piece(figure: Figure, look: Outfit, part: str) -> tuple[Callable[[Brush], None], Box]:
    if part == "outer":
        bottom = min(look.hem, 7.3)
        return (lambda brush: _coat(brush, figure, look)), (-1.5, 1.0, 1.5, max(bottom, 4.3) + 0.1)
    if part == "bottom":
        if look.bottom == "pleated":
            hem = look.hem
            return (lambda brush: _skirt(brush, figure, look)), (-1.1, 2.8, 1.1, hem + 0.1)
        return (lambda brush: _trousers(brush, figure, look)), (-1.1, 2.85, 1.1, 8.4)
    bottom = look.hem + 0.1 if look.bottom == "none" else 4.4
    return (lambda brush: _top(brush, figure, look)), (-1.5, 1.05, 1.5, bottom)


def _trousers(brush: Brush, figure: Figure, look: Outfit) -> None:
    wide = {"wide": 0.9, "slim": 0.15, "jeans": 0.35}.get(look.bottom, 0.4)
    _waist(brush, figure, look.bottom_cloth)
    garments.trousers(brush, figure, look.bottom_cloth, wide=wide, jeans=look.bottom == "jeans")


def _waist(brush: Brush, figure: Figure, cloth: Cloth) -> None:
    x, y = figure.middle(2.96)
    brush.fill(oval(x, y + 0.01, figure.half(2.95) * 0.98, 0.06), shadow(cloth.colour, 0.38))


def _skirt(brush: Brush, figure: Figure, look: Outfit) -> None:
    garments.skirt(brush, figure, look.bottom_cloth, hem=look.hem, flare=0.34, pleats=12)
    garments.belt(brush, figure, look.bottom_cloth, ease=0.03, buckle=False)


def _inside(brush: Brush, figure: Figure, tone: Colour) -> None:
    """The inside of the back, seen through the neck, with its label."""
    n, x = figure.person.build.neck, figure.spine(1.4)
    path = blob(
        [
            (x - n * 1.25, 1.34),
            (x, 1.26),
            (x + n * 1.25, 1.34),
            (x + n * 0.9, 1.62),
            (x, 1.78),
            (x - n * 0.9, 1.62),
        ]
    )
    brush.form(path, shadow(tone, 0.24), size=0.06, depth=0.2, edge=0.2)
    brush.fill(rectangle(x - 0.085, 1.335, x + 0.085, 1.415), colour("#efe9de"), alpha=0.95)


def _top(brush: Brush, figure: Figure, look: Outfit) -> None:
    look = replace(look, outer="")
    if look.base in {"turtleneck", "knit dress"}:
        n, x = figure.person.build.neck, figure.spine(1.4)
        top = oval(x * 0.7, 1.03, n * 1.08, 0.06)
        sleeve = outfits.draw_base(brush, figure, look)
        brush.fill(top, shadow(look.base_cloth.colour, 0.4))
    else:
        if look.base != "slip":
            _inside(brush, figure, look.base_cloth.colour)
        sleeve = outfits.draw_base(brush, figure, look)
    for side in (-1, 1):
        outfits.base_sleeve(brush, figure, side, look.base_cloth, sleeve)


def _coat(brush: Brush, figure: Figure, look: Outfit) -> None:
    cloth = look.outer_cloth or look.base_cloth
    lining = shadow(mix(cloth.colour, colour("#4a3a33"), 0.3), 0.22)
    path = garments.bodice(figure, hem=min(look.hem, 4.3) - 0.1, ease=0.02, waist=0.02)
    brush.form(path, lining, size=0.1, depth=0.2, edge=0.1)
    _inside(brush, figure, lining)
    outfits.draw_outer(brush, figure, look, cloth)
    for side in (-1, 1):
        outfits.outer_sleeve(brush, figure, side, look, cloth)


def _bag(brush: Brush, rnd: random.Random) -> None:
    tone = CLOTHS[rnd.choice(("cocoa", "camel", "black", "wine", "bottle", "rust"))]
    handle = [(-0.42, -0.30), (-0.36, -0.95), (0.0, -1.16), (0.36, -0.95), (0.42, -0.30)]
    brush.line(handle, 0.10, shadow(tone, 0.25))
    brush.line([(x - 0.012, y - 0.012) for x, y in handle], 0.06, tone)
    sack = joined(
        [(-0.72, -0.42), (0.0, -0.36), (0.72, -0.42)],
        [(0.72, -0.42), (0.86, 0.25), (0.80, 0.88)],
        [(0.80, 0.88), (0.0, 0.96), (-0.80, 0.88)],
        [(-0.80, 0.88), (-0.86, 0.25), (-0.72, -0.42)],
    )
    brush.form(sack, tone, size=0.16, depth=0.28, shine=0.16, edge=0.5)
    lid = joined(
        [(-0.74, -0.43), (0.0, -0.37), (0.74, -0.43)],
        [(0.74, -0.43), (0.70, 0.18)],
        [(0.70, 0.18), (0.0, 0.40), (-0.70, 0.18)],
        [(-0.70, 0.18), (-0.74, -0.43)],
    )
    brush.cast(lid, alpha=0.4, blur=0.04, shift=(0.01, 0.05))
    brush.form(lid, lift(tone, 0.015), size=0.1, depth=0.2, shine=0.16, edge=0.6)
    brush.stroke(lid, 0.008, glow(tone, 0.2), alpha=0.5)
    brush.form(
        rectangle(-0.07, 0.26, 0.07, 0.46),
        colour("#cda85f"),
        size=0.02,
        depth=0.3,
        shine=0.3,
        edge=0.6,
    )
    for k in (-1, 1):
        brush.form(
            oval(k * 0.42, -0.33, 0.06, 0.06), colour("#cda85f"), size=0.02, depth=0.3, edge=0.5
        )


def _photographed(
    draw: Callable[[Brush], None], size: tuple[int, int], *, box: Box, seed: int
) -> bytes:
    width, height = size
    left, top, right, bottom = box
    unit = min(height * 0.86 / (bottom - top), width * 0.86 / (right - left))
    drawn = surface(size)
    canvas = drawn.getCanvas()
    canvas.clear(skia.ColorTRANSPARENT)
    canvas.translate(width / 2 - (left + right) / 2 * unit, height / 2 - (top + bottom) / 2 * unit)
    canvas.scale(unit, unit)
    draw(Brush(canvas))
    rgba = np.ascontiguousarray(
        drawn.toarray(
            colorType=skia.ColorType.kRGBA_8888_ColorType,
            alphaType=skia.AlphaType.kPremul_AlphaType,
        )
    ).astype(np.float32)
    alpha = rgba[..., 3] / np.float32(255)
    paper = np.array(colour("#f3f1ed"), dtype=np.float32) * 255
    back: Floats = np.ones((height, width, 1), dtype=np.float32) * paper
    small = Image.fromarray((alpha * 255).astype(np.uint8)).resize((width // 8, height // 8))
    soft = small.transform(small.size, Image.Transform.AFFINE, (1, 0, -1.5, 0, 1, -3)).filter(
        ImageFilter.GaussianBlur(3.5)
    )
    shade = np.asarray(soft.resize(size, Image.Resampling.BICUBIC), dtype=np.float32)
    back *= (1 - shade * (0.22 / 255))[..., None]
    picture: Floats = back * (1 - alpha[..., None]) + rgba[..., :3]
    return jpeg(develop(picture, seed=("garment", seed), grain=1.2, vignette=0.0), 92)


# --- moods --------------------------------------------------------------------------------

Mood = Callable[[Brush, random.Random, float, Colour], None]


def mood(seed: int, *, size: tuple[int, int] = (1200, 1500)) -> bytes:
    """A picture for a mood board: cloth, light, colour, buildings, plants; as JPEG."""
    rnd = rng("mood", seed)
    kinds = tuple(MOODS)
    kind = kinds[seed % len(kinds)]
    tone = rnd.choice(BOLD + WALLS)
    width, height = size
    place = Ground(
        kind="seamless",
        wall=tone,
        floor=tone,
        light=-1.0,
        horizon=0.8,
        warm=0.5,
        seed=rnd.getrandbits(30),
    )
    if kind in {"window", "leaves", "blinds"}:
        place = replace(place, kind=kind)
        picture = grounds.draw(place, size, floor_at=1.2)
        light = grounds.gobo(place, size)
        if light is not None:
            picture *= (1 + (light - 1) * 1.9)[..., None]
    else:
        drawn = surface(size)
        canvas = drawn.getCanvas()
        canvas.scale(width, width)
        MOODS[kind](Brush(canvas), rnd, height / width, tone)
        picture = pixels(drawn)
    return jpeg(
        develop(picture, seed=("mood", seed), grain=3.0, warm=rnd.uniform(-0.3, 0.8), fade=0.6), 90
    )


def _backdrop(brush: Brush, tall: float, tone: Colour) -> None:
    brush.gradient(
        rectangle(0, 0, 1, tall),
        (0, 0),
        (1, tall),
        [(glow(tone, 0.06), 1), (tone, 1), (shadow(tone, 0.14), 1)],
    )


def _swatches(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    _backdrop(brush, tall, mix(tone, colour("#e9e3d8"), 0.8))
    names = rnd.sample(sorted(CLOTHS), 6)
    patterns = ("plain", "tweed", "rib", "check", "plain", "floral")
    spots = [(0.28, 0.24), (0.70, 0.27), (0.33, 0.58), (0.72, 0.64), (0.27, 0.95), (0.68, 1.0)]
    for i, (x, y) in enumerate(spots):
        w, h = rnd.uniform(0.16, 0.21), rnd.uniform(0.15, 0.19)
        edge = []
        for k in range(48):
            side, place = divmod(k, 12)
            t = place / 12
            px, py = ((-1 + 2 * t, -1), (1, -1 + 2 * t), (1 - 2 * t, 1), (-1, 1 - 2 * t))[side]
            zig = 0.012 * (k % 2)
            edge.append((px * (w - zig), py * (h - zig)))
        path = polygon(edge)
        base = CLOTHS[names[i]]
        with brush.moved(x, y * tall / 1.25, turn=rnd.uniform(-9, 9)):
            brush.cast(path, alpha=0.4, blur=0.014, shift=(0.008, 0.014))
            with brush.moved(scale=(0.32, 0.32)):
                big = polygon([(a / 0.32, b / 0.32) for a, b in edge])
                lay(
                    brush,
                    big,
                    Cloth(
                        colour=base, second=CLOTHS[rnd.choice(names)], pattern=patterns[i], seed=i
                    ),
                    size=0.08,
                    depth=0.1,
                )
                with brush.clip(big):
                    for _ in range(3):
                        a = rnd.uniform(-0.5, 0.5)
                        brush.fold(
                            [
                                (a, -0.7),
                                (a + rnd.uniform(-0.2, 0.2), 0),
                                (a + rnd.uniform(-0.3, 0.3), 0.7),
                            ],
                            0.12,
                            base,
                            strength=0.7,
                        )
            brush.fill(oval(0, -h * 0.86, 0.008, 0.008), (0.75, 0.2, 0.15))


def _drapery(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    _backdrop(brush, tall, tone)
    for k in range(26):
        x = -0.4 + k * 0.065 + rnd.uniform(-0.02, 0.02)
        w = rnd.uniform(0.05, 0.12)
        run = bent(
            spline(
                [(x, -0.1), (x + 0.20, tall * 0.4), (x + 0.34, tall * 0.75), (x + 0.62, tall + 0.1)]
            ),
            0.03,
            1.2,
            k,
        )
        brush.taper(run, w, shadow(tone, 0.36), alpha=0.55, blur=w * 0.24, head=0.6, tail=0.6)
        lit = [(a - w * 0.5, b) for a, b in run]
        brush.taper(lit, w * 0.5, glow(tone, 0.2), alpha=0.5, blur=w * 0.16, head=0.4, tail=0.4)


def _fields(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    _backdrop(brush, tall, tone)
    others = rnd.sample(BOLD + WALLS, 3)
    y = rnd.uniform(0.10, 0.16)
    for other in others:
        h = rnd.uniform(0.22, 0.40)
        block = joined(
            [
                (0.09, y),
                (0.5, y + rnd.uniform(-0.008, 0.008)),
                (0.91, y + rnd.uniform(-0.006, 0.006)),
            ],
            [(0.91, y + h), (0.5, y + h + rnd.uniform(-0.008, 0.008)), (0.09, y + h)],
        )
        brush.fill(block, other, alpha=0.92, blur=0.006)
        with brush.clip(block):
            for _ in range(40):
                yy = rnd.uniform(y, y + h)
                brush.taper(
                    [(0.05, yy), (0.5, yy + rnd.uniform(-0.02, 0.02)), (0.95, yy)],
                    rnd.uniform(0.01, 0.05),
                    lift(other, rnd.uniform(-0.05, 0.05)),
                    alpha=0.3,
                    blur=0.006,
                )
        y += h + rnd.uniform(0.02, 0.05)


def _stairs(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    sky = mix(colour("#a9c1d3"), tone, 0.1)
    brush.gradient(
        rectangle(0, 0, 1, tall), (0, 0), (0, tall), [(lift(sky, -0.06), 1), (glow(sky, 0.12), 1)]
    )
    wall = mix(tone, colour("#e6d3bd"), 0.35)
    brush.gradient(
        rectangle(0.52, 0.12, 1, tall), (0.52, 0), (1, tall), [(glow(wall, 0.06), 1), (wall, 1)]
    )
    brush.fill(
        limb([(0.86, tall * 0.26), (0.86, tall * 0.5)], [0.055, 0.055], cap=1.0),
        shadow(wall, 0.5),
        alpha=0.85,
    )
    count = rnd.randint(6, 9)
    for k in range(count):
        y = tall * (0.34 + 0.66 * k / count)
        x = 0.52 - 0.60 * k / count
        brush.gradient(
            rectangle(x - 0.3, y, 1, y + 0.05),
            (x, y),
            (1, y),
            [(glow(wall, 0.12), 1), (glow(wall, 0.04), 1)],
        )
        brush.fill(rectangle(x - 0.3, y + 0.03, 1, tall), shadow(wall, 0.16 + 0.01 * k))
        brush.fill(
            polygon([(x - 0.3, y + 0.03), (x + 0.25, y + 0.03), (x - 0.02, tall), (x - 0.3, tall)]),
            shadow(wall, 0.34),
            alpha=0.35,
        )
    brush.fill(
        polygon([(0.52, 0.12), (0.74, 0.12), (0.52, 0.44)]),
        shadow(wall, 0.26),
        alpha=0.55,
        blur=0.004,
    )


def _arches(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    _backdrop(brush, tall, mix(tone, colour("#ead9c4"), 0.3))
    x, y, r = 0.54, tall * 0.98, 0.46
    for k in range(5):
        shade = mix(tone, colour("#f0e0c6") if k % 2 else colour("#6b4a3c"), 0.18 + 0.07 * k)
        path = limb([(x, y + 0.5), (x, y - 0.72 + 0.11 * k)], [r, r], cap=1.0)
        brush.form(path, shade, size=0.05, depth=0.24, shine=0.1, edge=0.15)
        x -= 0.018
        r -= 0.082
    beam = polygon(
        [(0, tall * 0.2), (0.25, tall * 0.1), (1.0, tall * 0.86), (1.0, tall), (0.72, tall)]
    )
    brush.fill(beam, (1, 0.93, 0.8), alpha=0.16, blur=0.01)
    del rnd


def _plant(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    _backdrop(brush, tall, mix(tone, colour("#ece5d9"), 0.55))
    green = rnd.choice((colour("#5d7152"), colour("#46614f"), colour("#7d8458"), colour("#8c6f4e")))
    for k in range(9):
        x = 0.5 + rnd.uniform(-0.06, 0.06)
        side = (-1, 1)[k % 2]
        reach, lean = rnd.uniform(0.55, 1.0) * tall, side * rnd.uniform(0.1, 0.52)
        stem = [(x, tall + 0.05), (x + lean * 0.25, tall - reach * 0.5), (x + lean, tall - reach)]
        run = spline(stem)
        shade = lift(green, rnd.uniform(-0.06, 0.06))
        brush.taper(run, 0.012, shadow(shade, 0.1), head=1, tail=0.3)
        for i in range(8, len(run), 3):
            px, py = run[i]
            for s in (-1, 1):
                a = math.atan2(
                    run[i][1] - run[i - 1][1], run[i][0] - run[i - 1][0]
                ) + s * rnd.uniform(0.5, 0.9)
                long = rnd.uniform(0.09, 0.15)
                tip = (px + math.cos(a) * long, py + math.sin(a) * long + 0.02)
                leaf = limb(
                    [(px, py), ((px + tip[0]) / 2, (py + tip[1]) / 2), tip],
                    [0.004, rnd.uniform(0.018, 0.03), 0.001],
                )
                brush.cast(leaf, alpha=0.18, blur=0.01, shift=(0.02, 0.03))
                brush.form(
                    leaf,
                    lift(shade, rnd.uniform(-0.04, 0.05)),
                    size=0.012,
                    depth=0.22,
                    shine=0.12,
                    edge=0.2,
                )
                brush.line([(px, py), tip], 0.002, glow(shade, 0.14), alpha=0.7, smooth=False)


def _horizon(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    warm = rnd.choice((colour("#e7b18c"), colour("#e3a79e"), colour("#efd3a4")))
    deep = mix(tone, colour("#3c4a63"), 0.6)
    line = tall * rnd.uniform(0.52, 0.64)
    brush.gradient(
        rectangle(0, 0, 1, line),
        (0, 0),
        (0, line),
        [(deep, 1), (mix(deep, warm, 0.6), 1), (glow(warm, 0.08), 1)],
    )
    brush.gradient(
        rectangle(0, line, 1, tall),
        (0, line),
        (0, tall),
        [(mix(warm, deep, 0.35), 1), (shadow(deep, 0.1), 1)],
    )
    sun = rnd.uniform(0.3, 0.7)
    brush.fill(oval(sun, line - 0.09, 0.075, 0.075), glow(warm, 0.2), alpha=0.95, blur=0.003)
    brush.fill(oval(sun, line - 0.09, 0.2, 0.16), glow(warm, 0.2), alpha=0.4, blur=0.08)
    for _ in range(90):
        t = rnd.random() ** 1.5
        y = line + t * (tall - line)
        w = 0.02 + t * 0.16
        x = sun + rnd.gauss(0, 0.05 + 0.3 * t)
        brush.taper(
            [(x - w, y), (x, y + 0.002), (x + w, y)],
            0.004 + 0.008 * t,
            glow(warm, 0.12),
            alpha=0.35,
            blur=0.001,
        )


def _vase(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    _backdrop(brush, tall, tone)
    table = rectangle(0, tall * 0.78, 1, tall)
    brush.gradient(
        table,
        (0, tall * 0.78),
        (0, tall),
        [(glow(tone, 0.1), 1), (mix(tone, colour("#d9c7ae"), 0.5), 1)],
    )
    foot, clay = (
        tall * 0.90,
        rnd.choice((colour("#e8dfd1"), colour("#8a5a44"), colour("#3c3a3a"), colour("#b9a58a"))),
    )
    w = rnd.uniform(0.12, 0.17)
    outline = [(0.030, -0.46), (0.036, -0.36), (w * 0.8, -0.26), (w, -0.13), (w * 0.6, 0.0)]
    right = [(0.46 + x, foot + y) for x, y in outline]
    left = [(0.46 - x, foot + y) for x, y in outline]
    path = joined(right, [right[-1], (0.46, foot + 0.014), left[-1]], left[::-1])
    brush.cast(path, alpha=0.45, blur=0.05, shift=(0.16, 0.015))
    for _ in range(4):
        lean, reach = rnd.uniform(-0.26, 0.34), rnd.uniform(0.42, 0.72)
        run = spline(
            [
                (0.46, foot - 0.42),
                (0.46 + lean * 0.4, foot - 0.42 - reach * 0.5),
                (0.46 + lean, foot - 0.42 - reach),
            ]
        )
        brush.taper(run, 0.010, colour("#5c4a3a"), head=1, tail=0.4)
        for i in range(5, len(run), 2):
            x, y = run[i]
            r = rnd.uniform(0.010, 0.022)
            petal = rnd.choice((colour("#efe4d4"), colour("#e3b9a6"), colour("#c96f52")))
            brush.form(
                oval(x + rnd.uniform(-0.02, 0.02), y + rnd.uniform(-0.015, 0.015), r, r * 0.85),
                petal,
                size=0.008,
                depth=0.2,
                edge=0.1,
            )
    brush.form(path, clay, size=0.06, depth=0.32, shine=0.16, edge=0.3)


def _light(brush: Brush, rnd: random.Random, tall: float, tone: Colour) -> None:
    del brush, rnd, tall, tone


MOODS: Final[dict[str, Mood]] = {
    "swatches": _swatches, "window": _light, "drapery": _drapery, "arches": _arches,
    "plant": _plant, "fields": _fields, "leaves": _light, "horizon": _horizon, "vase": _vase,
    "stairs": _stairs, "blinds": _light,
}  # fmt: skip
