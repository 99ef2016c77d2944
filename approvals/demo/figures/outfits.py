"""An outfit drawn on a figure, from the legs outwards."""
# ruff: noqa: PLR2004 -- drawing is measured in numbers that have no other name

from dataclasses import replace
from typing import Any, Final

import skia

from . import garments as g
from .body import (
    HIP,
    WAIST,
    Figure,
    draw_bare_arm,
    draw_bare_leg,
    draw_hand,
    draw_neck,
    draw_shoe,
)
from .cloth import Cloth
from .paint import Brush, Path, joined, polygon
from .palette import colour, lift, shadow
from .wardrobe import Outfit

# --- drawing ------------------------------------------------------------------------------

SLEEVES: Final[dict[str, tuple[float, float, float, str]]] = {
    "trench": (0.225, 0.19, 0.155, "strap"), "wrap": (0.235, 0.21, 0.185, ""),
    "coat": (0.23, 0.20, 0.17, "button"), "blazer": (0.205, 0.17, 0.132, "button"),
    "double": (0.21, 0.175, 0.138, "button"), "denim": (0.215, 0.18, 0.135, "button"),
    "overshirt": (0.225, 0.19, 0.14, "button"), "puffer": (0.27, 0.25, 0.17, "rib"),
}  # fmt: skip


def draw_lower(brush: Brush, figure: Figure, look: Outfit) -> None:
    """Legs, shoes and what covers them."""
    bare = look.bottom in {"none", "pleated", "pencil"}
    order = (-figure.pose.front_leg, figure.pose.front_leg)
    tights = colour("#2b2628") if look.shoes == "boot" and look.base_cloth.seed % 2 else None
    for side in order:
        if bare:
            draw_bare_leg(brush, figure, side, tights=tights)
        draw_shoe(brush, figure, side, look.shoes, look.shoe_colour)
    if not bare:
        wide = {"wide": 1.0, "slim": 0.12, "jeans": 0.35}[look.bottom]
        crop = 0.10 if look.shoes in {"loafer", "derby"} and wide < 0.5 else 0.0
        g.trousers(
            brush, figure, look.bottom_cloth, wide=wide, crop=crop, jeans=look.bottom == "jeans"
        )


def draw_upper(brush: Brush, figure: Figure, look: Outfit) -> None:
    """Neck, top, skirt, coat and arms."""
    draw_neck(brush, figure, open_=0.5 if look.base == "slip" else 0.15)
    long_sleeves = draw_base(brush, figure, look)
    if look.bottom in {"pleated", "pencil"}:
        flare = 0.34 if look.bottom == "pleated" else -0.04
        cloth = look.bottom_cloth
        g.skirt(
            brush,
            figure,
            cloth,
            hem=look.hem,
            flare=flare,
            pleats=12 if look.bottom == "pleated" else 4,
        )
        g.belt(brush, figure, cloth, ease=0.03, buckle=False)
    arms = (-figure.pose.front_arm, figure.pose.front_arm)
    if look.outer and look.outer_cloth:
        draw_outer(brush, figure, look, look.outer_cloth)
    for side in arms:
        draw_hand(brush, figure, side)
        if look.outer and look.outer_cloth:
            outer_sleeve(brush, figure, side, look, look.outer_cloth)
        else:
            _base_sleeve(brush, figure, side, look, long_sleeves)
    if figure.pose.arms[1].hand == "fold":
        draw_hand(brush, figure, 1)


def _base_sleeve(brush: Brush, figure: Figure, side: int, look: Outfit, kind: str) -> None:
    cloth = look.base_cloth
    if kind in {"bare", "short"}:
        draw_bare_arm(brush, figure, side, sleeve=kind == "short")
        draw_hand(brush, figure, side)
    base_sleeve(brush, figure, side, cloth, kind)


def base_sleeve(brush: Brush, figure: Figure, side: int, cloth: Cloth, kind: str) -> None:
    """The sleeve of the layer on the skin."""
    if kind == "short":
        g.sleeve(brush, figure, side, cloth, reach=-0.42, top=0.20)
    elif kind == "knit":
        g.sleeve(brush, figure, side, cloth, top=0.215, middle=0.185, end=0.125, cuff="rib")
    elif kind == "long":
        g.sleeve(brush, figure, side, cloth, top=0.19, middle=0.155, end=0.105, cuff="button")


def draw_base(brush: Brush, figure: Figure, look: Outfit) -> str:
    """The layer on the skin; returns the kind of sleeve it has."""
    draw = {
        "tee": _tee, "knit": _knit, "turtleneck": _polo, "shirt": _shirt, "slip": _slip,
        "dress": _dress, "shirt dress": _shirt_dress, "knit dress": _knit_dress,
    }[look.base]  # fmt: skip
    return draw(brush, figure, look)


def _lay_body(
    brush: Brush, figure: Figure, cloth: Cloth, path: Path, hem: float, soft: float = 1.0
) -> None:
    g.lay(brush, path, cloth, size=0.13, depth=0.25)
    g.body_folds(brush, figure, cloth, path, hem=hem, soft=soft)


def _tucked(look: Outfit) -> bool:
    return look.bottom in {"pleated", "pencil", "wide"}


def _tee(brush: Brush, figure: Figure, look: Outfit) -> str:
    hem = WAIST + 0.08 if _tucked(look) else HIP + 0.2
    ease, waist = (0.0, 0.0) if look.outer else (0.05, 0.10)
    path = g.bodice(
        figure,
        hem=hem,
        ease=ease,
        waist=waist,
        wide=0.09,
        deep=0.06,
        arm=0.0 if look.outer else 0.20,
    )
    _lay_body(brush, figure, look.base_cloth, path, hem)
    g.crew(brush, figure, look.base_cloth, path, wide=0.09, deep=0.06)
    return "short"


def _knit(brush: Brush, figure: Figure, look: Outfit) -> str:
    hem = HIP - 0.08
    ease, waist = (0.02, 0.02) if look.outer else (0.10, 0.20)
    path = g.bodice(
        figure,
        hem=hem,
        ease=ease,
        waist=waist,
        flare=0.0,
        wide=0.06,
        deep=0.03,
        arm=0.0 if look.outer else 0.215,
    )
    _lay_body(brush, figure, look.base_cloth, path, hem)
    g.crew(brush, figure, look.base_cloth, path, wide=0.06, deep=0.03, band=0.07)
    _rib_hem(brush, figure, look.base_cloth, path, hem)
    return "knit"


def _rib_hem(brush: Brush, figure: Figure, cloth: Cloth, path: Path, hem: float) -> None:
    a, m, b = figure.side(-1, hem, 0.3), figure.middle(hem), figure.side(1, hem, 0.3)
    band = joined(
        [(a[0], a[1] - 0.15), (m[0], m[1] - 0.10), (b[0], b[1] - 0.15)],
        [(b[0], b[1] + 0.2), (a[0], a[1] + 0.2)],
    )
    with brush.clip(path):
        g.lay(
            brush,
            band,
            Cloth(colour=lift(cloth.colour, -0.02), second=cloth.second, pattern="rib"),
            size=0.03,
        )


def _polo(brush: Brush, figure: Figure, look: Outfit) -> str:
    tucked = _tucked(look)
    hem = WAIST + 0.08 if tucked else HIP + 0.05
    path = g.bodice(
        figure, hem=hem, ease=0.03, waist=0.05, wide=0.0, arm=0.0 if look.outer else 0.20
    )
    _lay_body(brush, figure, look.base_cloth, path, hem, 0.9)
    g.turtleneck(brush, figure, look.base_cloth)
    return "knit"


def _shirt(brush: Brush, figure: Figure, look: Outfit) -> str:
    hem = WAIST + 0.10 if _tucked(look) else HIP + 0.3
    ease, waist = (0.0, 0.0) if look.outer else (0.07, 0.12)
    path = g.bodice(
        figure,
        hem=hem,
        ease=ease,
        waist=waist,
        wide=0.03,
        deep=0.0 if figure.pose.back else 0.22,
        arm=0.0 if look.outer else 0.19,
    )
    _lay_body(brush, figure, look.base_cloth, path, hem)
    if figure.pose.back:
        _back_yoke(brush, figure, look.base_cloth)
    else:
        g.placket(brush, figure, look.base_cloth, top=1.66, hem=hem, button=colour("#efe9dd"))
        g.shirt_collar(brush, figure, look.base_cloth)
    return "long"


def _back_yoke(brush: Brush, figure: Figure, cloth: Cloth) -> None:
    a, b = figure.side(-1, 1.86, -0.02), figure.side(1, 1.86, -0.02)
    brush.crease([a, figure.middle(1.93), b], 0.014, cloth.colour, alpha=0.6)
    collar = joined(
        [
            (figure.spine(1.4) - 0.30, 1.36),
            (figure.spine(1.4) - 0.22, 1.14),
            (figure.spine(1.4) + 0.22, 1.14),
            (figure.spine(1.4) + 0.30, 1.36),
        ],
        [
            (figure.spine(1.4) + 0.30, 1.36),
            (figure.spine(1.4), 1.44),
            (figure.spine(1.4) - 0.30, 1.36),
        ],
    )
    g.lay(brush, collar, cloth, size=0.05)


def _slip(brush: Brush, figure: Figure, look: Outfit) -> str:
    cloth = look.base_cloth
    x = figure.spine(1.8)
    chest = figure.half(2.1)
    top = [
        figure.side(-1, 2.06, 0.02),
        (x - chest * 0.52, 1.86),
        (x, 2.02 if not figure.pose.back else 2.3),
        (x + chest * 0.52, 1.86),
        figure.side(1, 2.06, 0.02),
    ]
    hem = WAIST + 0.15
    right = [figure.side(1, 2.06, 0.02), figure.side(1, 2.5, 0.02), figure.side(1, hem, 0.03)]
    left = [figure.side(-1, 2.06, 0.02), figure.side(-1, 2.5, 0.02), figure.side(-1, hem, 0.03)]
    path = joined(top, right, [right[-1], left[-1]], left[::-1])
    g.skirt(brush, figure, cloth, hem=look.hem, flare=0.10, pleats=7, top=WAIST)
    _lay_body(brush, figure, cloth, path, hem, 0.8)
    with brush.clip(path):
        for k in (-1, 1):
            brush.fold(
                [(x + k * 0.25, 1.95), (x + k * 0.1, 2.12), (x - k * 0.1, 2.16)], 0.05, cloth.colour
            )
    for k in (-1, 1):
        strap = [
            (x + k * chest * 0.5, 1.87),
            (x + k * chest * 0.56, 1.6),
            (x + k * (figure.person.build.neck + 0.24), 1.40),
        ]
        brush.line(
            [(a + 0.012, b + 0.012) for a, b in strap],
            0.026,
            (0.2, 0.08, 0.06),
            alpha=0.35,
            blur=0.01,
        )
        brush.line(strap, 0.024, cloth.colour)
    return "bare"


def _one_piece(
    brush: Brush,
    figure: Figure,
    look: Outfit,
    *,
    flare: float,
    wide: float,
    deep: float,
    pleats: int,
) -> Path:
    cloth = look.base_cloth
    g.skirt(brush, figure, cloth, hem=look.hem, flare=flare, pleats=pleats)
    path = g.bodice(figure, hem=WAIST + 0.06, ease=0.04, waist=0.04, wide=wide, deep=deep, arm=0.19)
    _lay_body(brush, figure, cloth, path, WAIST)
    return path


def _dress(brush: Brush, figure: Figure, look: Outfit) -> str:
    deep = 0.05 if figure.pose.back else 0.34
    path = _one_piece(brush, figure, look, flare=0.30, wide=0.10, deep=deep, pleats=9)
    del path
    g.belt(
        brush,
        figure,
        replace(look.base_cloth, pattern="plain"),
        ease=0.04,
        buckle=False,
        tie=not figure.pose.back,
    )
    return "long" if look.base_cloth.seed % 3 else "short"


def _shirt_dress(brush: Brush, figure: Figure, look: Outfit) -> str:
    back = figure.pose.back
    _one_piece(brush, figure, look, flare=0.26, wide=0.03, deep=0.0 if back else 0.22, pleats=8)
    if back:
        _back_yoke(brush, figure, look.base_cloth)
    else:
        hem = look.hem if not figure.pose.seated else WAIST
        g.placket(brush, figure, look.base_cloth, top=1.66, hem=hem - 0.2, button=colour("#efe9dd"))
        g.shirt_collar(brush, figure, look.base_cloth)
    belt = Cloth(colour=shadow(look.base_cloth.colour, 0.25), second=look.base_cloth.second)
    g.belt(brush, figure, belt, ease=0.05, buckle=not back)
    return "long"


def _knit_dress(brush: Brush, figure: Figure, look: Outfit) -> str:
    _one_piece(brush, figure, look, flare=-0.02, wide=0.0, deep=0.0, pleats=4)
    g.turtleneck(brush, figure, look.base_cloth)
    return "knit"


def _gap(figure: Figure, stop: float, hem: float, open_: float) -> Path:
    """The opening of a coat: a V to ``stop``, then a strip that widens by ``open_``."""
    n = figure.person.build.neck
    x = figure.spine(1.4)
    cx, cy = figure.middle(stop)
    if open_ <= 0:
        return polygon(
            [
                (x - n * 0.9, 1.05),
                (x + n * 0.9, 1.05),
                (x + n * 0.72, 1.5),
                (cx, cy),
                (x - n * 0.72, 1.5),
            ]
        )
    low = figure.spine(HIP)
    return polygon(
        [
            (x - n * 0.9, 1.05),
            (x + n * 0.9, 1.05),
            (x + n * 0.8, 1.5),
            (cx + open_ * 0.55, cy),
            (low + open_, hem + 0.3),
            (low - open_, hem + 0.3),
            (cx - open_ * 0.55, cy),
            (x - n * 0.8, 1.5),
        ]
    )


def _subtract(one: Path, other: Path) -> Path:
    return skia.Op(one, other, skia.PathOp.kDifference_PathOp) or one


def _shape(look: Outfit, figure: Figure) -> dict[str, Any]:
    hem = min(look.hem, 4.35) if figure.pose.seated else look.hem
    man = 0.03 if figure.person.presentation == "man" else 0.0
    shapes: dict[str, dict[str, Any]] = {
        "trench": {
            "hem": hem,
            "ease": 0.10,
            "waist": 0.08,
            "flare": 0.26,
            "stop": 2.72,
            "open_": 0.0,
        },
        "wrap": {
            "hem": hem,
            "ease": 0.13,
            "waist": 0.12,
            "flare": 0.16,
            "stop": 2.80,
            "open_": 0.0,
        },
        "coat": {
            "hem": hem,
            "ease": 0.12,
            "waist": 0.20,
            "flare": 0.10,
            "stop": 2.7,
            "open_": 0.15,
        },
        "blazer": {
            "hem": min(hem, 4.45),
            "ease": 0.08,
            "waist": 0.10 + man,
            "flare": 0.04,
            "stop": 2.95,
            "open_": 0.0,
        },
        "double": {
            "hem": min(hem, 4.45),
            "ease": 0.09,
            "waist": 0.12,
            "flare": 0.03,
            "stop": 2.8,
            "open_": 0.0,
        },
        "denim": {
            "hem": 3.55,
            "ease": 0.10,
            "waist": 0.13,
            "flare": 0.0,
            "stop": 1.9,
            "open_": 0.17,
        },
        "overshirt": {
            "hem": 4.25,
            "ease": 0.12,
            "waist": 0.20,
            "flare": 0.0,
            "stop": 1.9,
            "open_": 0.20,
        },
        "puffer": {
            "hem": hem,
            "ease": 0.20,
            "waist": 0.30,
            "flare": 0.04,
            "stop": 1.75,
            "open_": 0.0,
        },
    }
    return shapes[look.outer]


def draw_outer(brush: Brush, figure: Figure, look: Outfit, cloth: Cloth) -> None:
    s = _shape(look, figure)
    path = g.bodice(
        figure,
        hem=s["hem"],
        ease=s["ease"],
        waist=s["waist"],
        flare=s["flare"],
        wide=0.02,
        yoke=0.03,
        arm=SLEEVES[look.outer][0],
    )
    if not figure.pose.back:
        path = _subtract(path, _gap(figure, s["stop"], s["hem"], s["open_"]))
    brush.cast(path, alpha=0.45, blur=0.06, shift=(-brush.light * 0.03, 0.07))
    _lay_body(brush, figure, cloth, path, s["hem"], 0.55 if look.outer == "puffer" else 1.0)
    with brush.clip(path):
        _details(brush, figure, look, cloth, s)
    _collar(brush, figure, look, cloth, s)
    if look.outer in {"trench", "wrap"}:
        g.belt(
            brush,
            figure,
            replace(cloth, pattern="plain"),
            ease=s["waist"],
            buckle=look.outer == "trench" and not figure.pose.back,
            tie=look.outer == "wrap" and not figure.pose.back,
        )


def _details(brush: Brush, figure: Figure, look: Outfit, cloth: Cloth, s: dict[str, Any]) -> None:
    tone, dark = cloth.colour, shadow(cloth.colour, 0.42)
    if figure.pose.back:
        brush.crease(
            [figure.middle(1.5), figure.middle(WAIST), figure.middle(s["hem"] + 0.2)],
            0.016,
            tone,
            alpha=0.7,
        )
        if look.outer in {"trench", "denim", "overshirt"}:
            _back_yoke(brush, figure, cloth)
        return
    kind = look.outer
    if kind in {"trench", "wrap", "blazer", "double"}:
        _closing(brush, figure, cloth, s, overlap=0.02 if kind == "blazer" else 0.10)
    rows = {"trench": (3.3, 3.72), "double": (2.85, 3.2, 3.55)}.get(kind, ())
    for y in rows:
        for k in (-1, 1):
            g.buttonhole(brush, figure.middle(y, k * 0.18 + 0.01), dark, 0.032)
    for k in (-1, 1):
        if kind == "trench":
            g.slit(brush, figure, cloth, k, 3.7)
        elif kind in {"blazer", "double", "coat"}:
            g.flap(brush, figure, cloth, k, HIP - 0.22 if kind != "coat" else HIP)
    extra = {"blazer": _two_buttons, "denim": _patches, "overshirt": _patches, "puffer": _zip}
    if kind in extra:
        extra[kind](brush, figure, cloth, s)


def _closing(
    brush: Brush, figure: Figure, cloth: Cloth, s: dict[str, Any], *, overlap: float
) -> None:
    """The edge of the front that lies over the other."""
    x, y = figure.middle(s["stop"])
    hip = figure.spine(HIP)
    low = (hip + overlap * 1.4, s["hem"] + 0.2)
    edge = [(x + overlap * 0.3, y), (hip + overlap, HIP), low]
    brush.crease(edge, 0.02, cloth.colour, alpha=0.8)
    beside = [(x + overlap + 0.05, y + 0.1), (hip + overlap + 0.06, HIP), low]
    brush.fold(beside, 0.07, cloth.colour, strength=0.8)


def _two_buttons(brush: Brush, figure: Figure, cloth: Cloth, s: dict[str, Any]) -> None:
    del s
    for y in (3.0, 3.32):
        g.buttonhole(brush, figure.middle(y, 0.01), shadow(cloth.colour, 0.42), 0.032)


def _zip(brush: Brush, figure: Figure, cloth: Cloth, s: dict[str, Any]) -> None:
    run = [figure.middle(1.4 + t * (s["hem"] - 1.3) / 6) for t in range(7)]
    brush.line(run, 0.05, lift(cloth.colour, -0.06))
    brush.line(run, 0.016, shadow(cloth.colour, 0.45), alpha=0.8)


def _patches(brush: Brush, figure: Figure, cloth: Cloth, s: dict[str, Any]) -> None:
    half = figure.half(2.2)
    denim = s["hem"] < HIP
    stitch = colour("#c99a55") if denim else shadow(cloth.colour, 0.3)
    for k in (-1, 1):
        a, b = figure.middle(2.05, k * half * 0.42), figure.middle(2.05, k * half * 0.92)
        pocket = polygon(
            [a, b, (b[0], b[1] + 0.40), ((a[0] + b[0]) / 2, a[1] + 0.47), (a[0], a[1] + 0.40)]
        )
        brush.form(pocket, lift(cloth.colour, 0.01), size=0.03, depth=0.15, edge=0.6)
        brush.stroke(pocket, 0.009, stitch, alpha=0.7)
        lid = polygon(
            [a, b, (b[0], b[1] + 0.12), ((a[0] + b[0]) / 2, a[1] + 0.18), (a[0], a[1] + 0.12)]
        )
        brush.form(lid, cloth.colour, size=0.02, depth=0.15, edge=0.7)
        g.buttonhole(
            brush,
            ((a[0] + b[0]) / 2, a[1] + 0.12),
            colour("#b98a4e") if denim else shadow(cloth.colour, 0.4),
            0.022,
        )


def _collar(brush: Brush, figure: Figure, look: Outfit, cloth: Cloth, s: dict[str, Any]) -> None:
    kind = look.outer
    if figure.pose.back:
        if kind != "puffer":
            _back_yoke(brush, figure, cloth)
        return
    if kind in {"denim", "overshirt"}:
        g.shirt_collar(brush, figure, cloth, open_=0.14)
    elif kind == "puffer":
        _stand(brush, figure, cloth)
    else:
        wide = {"trench": 0.40, "wrap": 0.36, "coat": 0.34, "blazer": 0.27, "double": 0.34}[kind]
        g.lapels(brush, figure, cloth, stop=s["stop"], wide=wide, notch=kind != "wrap")
    if s["open_"] > 0 and kind == "coat":
        for y in (2.95, 3.4):
            g.buttonhole(brush, figure.middle(y, 0.17), shadow(cloth.colour, 0.4), 0.034)


def _stand(brush: Brush, figure: Figure, cloth: Cloth) -> None:
    n, x = figure.person.build.neck, figure.spine(1.4)
    for k in (-1, 1):
        path = joined(
            [(x + k * n * 1.25, 1.02), (x + k * (n + 0.22), 1.10), (x + k * (n + 0.26), 1.48)],
            [
                (x + k * (n + 0.26), 1.48),
                (x + k * 0.03, 1.76),
                (x + k * 0.02, 1.62),
                (x + k * n * 0.85, 1.3),
                (x + k * n * 1.25, 1.02),
            ],
        )
        brush.form(path, cloth.colour, size=0.07, depth=0.28, shine=0.2, edge=0.5)


def outer_sleeve(brush: Brush, figure: Figure, side: int, look: Outfit, cloth: Cloth) -> None:
    top, middle, end, cuff = SLEEVES[look.outer]
    soft = 0.5 if look.outer == "puffer" else 1.0
    g.sleeve(brush, figure, side, cloth, top=top, middle=middle, end=end, cuff=cuff, soft=soft)
