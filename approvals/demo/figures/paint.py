"""Skia as a soft brush: smooth shapes, form shadow, folds, grain."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

import functools
import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import skia
from PIL import Image

from .palette import Colour, glow, lift, mix, rng, shadow

Point = tuple[float, float]
Path = Any
"""A ``skia.Path``; skia has no type stubs."""

MULTIPLY = skia.BlendMode.kMultiply
SCREEN = skia.BlendMode.kScreen
SOFT = skia.BlendMode.kSoftLight
OVER = skia.BlendMode.kSrcOver


@functools.cache
def _weights(steps: int) -> tuple[tuple[float, float, float, float], ...]:
    """What each of four neighbours adds to a Catmull-Rom curve at each step."""
    out = []
    for step in range(steps):
        t = step / steps
        out.append(
            (
                0.5 * (-t + 2 * t * t - t**3),
                0.5 * (2 - 5 * t * t + 3 * t**3),
                0.5 * (t + 4 * t * t - 3 * t**3),
                0.5 * (t**3 - t * t),
            )
        )
    return tuple(out)


def spline(points: Sequence[Point], *, closed: bool = False, steps: int = 14) -> list[Point]:
    """Points of a Catmull-Rom curve through ``points``."""
    count = len(points)
    if count < 3:
        return list(points)
    if closed:
        padded = [points[-1], *points, points[0], points[1]]
    else:
        padded = [points[0], *points, points[-1]]
    weights = _weights(steps)
    out: list[Point] = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(
        padded, padded[1:], padded[2:], padded[3:], strict=False
    ):
        out += [
            (p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy)
            for p, q, r, s in weights
        ]
    if not closed:
        out.append(points[-1])
    return out


def polygon(points: Sequence[Point], *, closed: bool = True) -> Path:
    """Straight lines between ``points``."""
    return skia.Path.Polygon([skia.Point(x, y) for x, y in points], closed)


def blob(points: Sequence[Point]) -> Path:
    """A closed smooth shape through ``points``."""
    return polygon(spline(points, closed=True))


def joined(*curves: Sequence[Point]) -> Path:
    """A closed shape of smooth runs with corners where one run meets the next."""
    return polygon([point for curve in curves for point in spline(curve)])


def oval(x: float, y: float, rx: float, ry: float) -> Path:
    """An axis-parallel ellipse around ``x``, ``y``."""
    return skia.Path.Oval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))


def rectangle(left: float, top: float, right: float, bottom: float) -> Path:
    """An upright rectangle."""
    return skia.Path.Rect(skia.Rect.MakeLTRB(left, top, right, bottom))


def union(*paths: Path) -> Path:
    """One outline around all ``paths``."""
    result = paths[0]
    for path in paths[1:]:
        result = skia.Op(result, path, skia.PathOp.kUnion_PathOp) or result
    return result


def intersect(one: Path, other: Path) -> Path:
    """What ``one`` and ``other`` share."""
    return skia.Op(one, other, skia.PathOp.kIntersect_PathOp) or one


def along(points: Sequence[Point], share: float) -> Point:
    """The point at ``share`` (0 to 1) of the way along a run of points."""
    place = min(max(share, 0.0), 1.0) * (len(points) - 1)
    i = min(int(place), len(points) - 2)
    t = place - i
    (ax, ay), (bx, by) = points[i], points[i + 1]
    return ax + (bx - ax) * t, ay + (by - ay) * t


def between(one: Sequence[Point], other: Sequence[Point], share: float) -> list[Point]:
    """A curve part of the way from ``one`` to ``other``, sampled at 13 places."""
    out = []
    for i in range(13):
        (ax, ay), (bx, by) = along(one, i / 12), along(other, i / 12)
        out.append((ax + (bx - ax) * share, ay + (by - ay) * share))
    return out


def limb(
    points: Sequence[Point],
    widths: Sequence[float],
    *,
    cap: float = 0.6,
    head: float | None = None,
    steps: int = 12,
) -> Path:
    """A tube along ``points`` with half-``widths`` at them.

    ``cap`` rounds its ends; ``head`` the first of them alone.
    """
    left, right = edges(points, widths, steps=steps)
    outline = list(left)
    outline += _cap(left[-1], right[-1], cap)
    outline += reversed(right)
    outline += _cap(right[0], left[0], cap if head is None else head)
    return polygon(outline)


def edges(
    points: Sequence[Point], widths: Sequence[float], *, steps: int = 12
) -> tuple[list[Point], list[Point]]:
    """Both sides of the tube that ``limb`` draws."""
    centre = spline(points, steps=steps)
    half = [w for w, _ in spline([(w, 0.0) for w in widths], steps=steps)]
    left, right = [], []
    for i, (x, y) in enumerate(centre):
        (ax, ay), (bx, by) = centre[max(i - 1, 0)], centre[min(i + 1, len(centre) - 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / length, (bx - ax) / length
        w = half[round(i * (len(half) - 1) / max(len(centre) - 1, 1))]
        left.append((x + nx * w, y + ny * w))
        right.append((x - nx * w, y - ny * w))
    return left, right


def _cap(start: Point, end: Point, roundness: float) -> list[Point]:
    if roundness <= 0:
        return []
    cx, cy = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    rx, ry = start[0] - cx, start[1] - cy
    out = []
    for step in range(1, 18):
        angle = math.pi * step / 18
        c, s = math.cos(angle), math.sin(angle) * roundness
        out.append((cx + rx * c + ry * s, cy + ry * c - rx * s))
    return out


def bent(points: Sequence[Point], amount: float, waves: float, phase: float) -> list[Point]:
    """``points`` with a wave across them that grows towards their end."""
    out: list[Point] = []
    count = len(points) - 1
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(i - 1, 0)], points[min(i + 1, count)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        t = i / max(count, 1)
        push = amount * min(t * 1.6, 1.0) * math.sin(phase + waves * 2 * math.pi * t)
        out.append((x - (by - ay) / length * push, y + (bx - ax) / length * push))
    return out


class Brush:
    """A canvas in figure units with one key light from the left or the right.

    ``light`` is -1 when the light comes from the viewer's left, +1 from the right.
    """

    def __init__(self, canvas: Any, *, light: float = -1.0) -> None:
        self.canvas = canvas
        self.light = light

    def fill(
        self,
        path: Path,
        colour: Colour,
        *,
        alpha: float = 1.0,
        blur: float = 0.0,
        mode: Any = OVER,
    ) -> None:
        """Fill ``path``, its edge softened by ``blur``."""
        self.canvas.drawPath(path, _paint(colour, alpha, blur, mode))

    def line(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        *,
        alpha: float = 1.0,
        blur: float = 0.0,
        mode: Any = OVER,
        smooth: bool = True,
    ) -> None:
        """A round-ended stroke along ``points``."""
        run = spline(points) if smooth else points
        self.stroke(polygon(run, closed=False), width, colour, alpha=alpha, blur=blur, mode=mode)

    def stroke(
        self,
        path: Path,
        width: float,
        colour: Colour,
        *,
        alpha: float = 1.0,
        blur: float = 0.0,
        mode: Any = OVER,
    ) -> None:
        """The outline of ``path``."""
        paint = _paint(colour, alpha, blur, mode)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(path, paint)

    def taper(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        *,
        alpha: float = 1.0,
        blur: float = 0.0,
        mode: Any = OVER,
        head: float = 0.15,
        tail: float = 0.0,
    ) -> None:
        """A stroke that swells to ``width`` in the middle, as from a brush."""
        shape = limb(points, _swell(len(points), width / 2, head, tail), cap=0, steps=8)
        self.fill(shape, colour, alpha=alpha, blur=blur, mode=mode)

    def gradient(
        self,
        path: Path,
        start: Point,
        end: Point,
        stops: Sequence[tuple[Colour, float]],
        *,
        mode: Any = OVER,
    ) -> None:
        """Fill ``path`` with (colour, alpha) ``stops`` at even distances."""
        paint = skia.Paint(AntiAlias=True, BlendMode=mode)
        colours = [skia.Color4f(*c, a).toColor() for c, a in stops]
        paint.setShader(skia.GradientShader.MakeLinear([start, end], colours))
        paint.setDither(True)
        self.canvas.drawPath(path, paint)

    @contextmanager
    def clip(self, path: Path) -> Iterator[None]:
        """Everything drawn inside stays inside ``path``."""
        self.canvas.save()
        self.canvas.clipPath(path, doAntiAlias=True)
        try:
            yield
        finally:
            self.canvas.restore()

    @contextmanager
    def moved(
        self, x: float = 0, y: float = 0, *, turn: float = 0, scale: tuple[float, float] = (1, 1)
    ) -> Iterator[None]:
        """Draw with the origin at ``x``, ``y``, turned by degrees and scaled."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(*scale)
        try:
            yield
        finally:
            self.canvas.restore()

    @contextmanager
    def faded(self, box: Path, start: Point, end: Point) -> Iterator[None]:
        """What is drawn inside is unseen at ``start`` and whole from ``end`` on."""
        bounds = box.getBounds().makeOutset(0.3, 0.3)
        self.canvas.saveLayer(bounds)
        try:
            yield
        finally:
            area = skia.Path.Rect(bounds)
            stops = [((0.0, 0.0, 0.0), 0.0), ((0.0, 0.0, 0.0), 1.0)]
            self.gradient(area, start, end, stops, mode=skia.BlendMode.kDstIn)
            self.canvas.restore()

    def inner(
        self,
        path: Path,
        colour: Colour,
        *,
        alpha: float,
        size: float,
        shift: Point,
        mode: Any = OVER,
    ) -> None:
        """Shade inside ``path`` creeping in from its edge on the side of ``-shift``."""
        box = path.getBounds().makeOutset(size * 4 + 0.3, size * 4 + 0.3)
        outside = skia.Path.Rect(box)
        outside.addPath(path)
        outside.setFillType(skia.PathFillType.kEvenOdd)
        outside.offset(*shift)
        with self.clip(path):
            self.fill(outside, colour, alpha=alpha, blur=size, mode=mode)

    def form(
        self,
        path: Path,
        base: Colour,
        *,
        size: float = 0.12,
        depth: float = 0.2,
        shine: float = 0.08,
        edge: float = 0.25,
        dark: Colour | None = None,
    ) -> None:
        """Fill ``path`` so that it looks round under the light."""
        box = path.getBounds()
        near, far = (box.left(), box.right()) if self.light < 0 else (box.right(), box.left())
        self.gradient(
            path,
            (near, box.top()),
            (far, box.bottom() * 0.4 + box.top() * 0.6),
            [
                (glow(base, shine * 0.5), 1),
                (base, 1),
                (mix(base, dark or shadow(base, depth), 0.5), 1),
            ],
        )
        dark = dark or shadow(base, depth)
        self.inner(path, dark, alpha=0.85, size=size, shift=(self.light * size * 1.1, -size * 0.35))
        self.inner(
            path,
            glow(base, shine * 1.6),
            alpha=0.4,
            size=size * 0.5,
            shift=(-self.light * size * 0.35, size * 0.2),
        )
        if edge:
            self.stroke(path, 0.014, shadow(base, depth + 0.2), alpha=edge, blur=0.004)

    def fold(
        self, points: Sequence[Point], width: float, base: Colour, *, strength: float = 1.0
    ) -> None:
        """A fold of cloth along ``points``: a soft valley with a lit ridge beside it."""
        aside = [(x + self.light * width * 0.75, y - width * 0.1) for x, y in points]
        self.taper(
            points, width, shadow(base, 0.3), alpha=0.5 * strength, blur=width * 0.26, tail=0.5
        )
        self.taper(
            aside,
            width * 0.7,
            glow(base, 0.16),
            alpha=0.32 * strength,
            blur=width * 0.24,
            tail=0.5,
        )

    def crease(
        self, points: Sequence[Point], width: float, base: Colour, *, alpha: float = 0.6
    ) -> None:
        """A fine drawn line: seam, pocket, lapel."""
        self.taper(points, width, shadow(base, 0.36), alpha=alpha, blur=0.003, head=0.5, tail=0.5)

    def cast(
        self,
        path: Path,
        *,
        alpha: float,
        blur: float,
        shift: Point,
        tone: Colour = (0.10, 0.07, 0.10),
    ) -> None:
        """The soft shadow that ``path`` throws, moved by ``shift``."""
        with self.moved(*shift):
            self.fill(path, tone, alpha=alpha, blur=blur, mode=MULTIPLY)


def _swell(count: int, half: float, head: float, tail: float) -> list[float]:
    out = []
    for i in range(count):
        t = i / max(count - 1, 1)
        ends = head * (1 - t) + tail * t
        out.append(half * (ends + (1 - ends) * math.sin(math.pi * t)))
    return out


def _paint(colour: Colour, alpha: float, blur: float, mode: Any) -> Any:
    paint = skia.Paint(AntiAlias=True, BlendMode=mode)
    paint.setColor4f(skia.Color4f(*colour, alpha))
    if blur > 0:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return paint


def surface(size: tuple[int, int]) -> Any:
    """An empty canvas of ``size`` pixels."""
    return skia.Surface(*size)


def pixels(drawn: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The picture as rows, columns and 3 floats from 0 to 255."""
    rgba = drawn.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType)
    return np.ascontiguousarray(rgba[..., :3]).astype(np.float32)


def develop(
    picture: np.ndarray[Any, np.dtype[np.float32]],
    *,
    seed: object,
    grain: float = 2.3,
    vignette: float = 0.10,
    warm: float = 0.0,
    fade: float = 0.0,
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Film: soft grain, darker corners, a warm or cool cast, lifted blacks."""
    height, width = picture.shape[:2]
    noise = np.random.default_rng(rng("grain", seed).getrandbits(64))
    fine = noise.standard_normal((height, width), dtype=np.float32)
    coarse = noise.standard_normal((height // 2 + 1, width // 2 + 1), dtype=np.float32)
    fine += 0.8 * coarse.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]
    tone = picture @ np.array([0.30, 0.59, 0.11], dtype=np.float32) / 255
    fine *= grain * min(max(width / 1100, 0.55), 1.15) * (0.45 + 1.8 * tone * (1 - tone))
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    corner = 1 - vignette * np.clip((x * x + y * y) / 2, 0, 1) ** 1.4
    out = picture * corner[..., None] + fine[..., None]
    out[..., 0] *= 1 + 0.035 * warm
    out[..., 2] *= 1 - 0.045 * warm
    if fade:
        out = out * (1 - fade * 0.09) + 20 * fade
    clipped: np.ndarray[Any, np.dtype[np.uint8]] = np.clip(out, 0, 255).astype(np.uint8)
    return clipped


def jpeg(picture: np.ndarray[Any, np.dtype[np.uint8]], quality: int = 91) -> bytes:
    """The picture as a JPEG file without metadata."""
    held = io.BytesIO()
    Image.fromarray(picture).save(held, "JPEG", quality=quality, subsampling=0, optimize=False)
    return held.getvalue()


__all__ = [
    "MULTIPLY", "OVER", "SCREEN", "SOFT", "Brush", "Path", "Point", "along", "bent", "between",
    "blob", "develop", "edges", "intersect", "joined", "jpeg", "lift", "limb", "oval", "pixels",
    "polygon", "rectangle", "spline", "surface", "union",
]  # fmt: skip
