"""Pictures as they come: decoded, cropped around the head, freed from their ground."""
# ruff: noqa: PLR2004 -- thresholds of seeing have no other name

import io
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from portal.wording import say as _
from twins.generators.base import GeneratorError

Floats = np.ndarray[Any, np.dtype[np.float32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Box = tuple[int, int, int, int]

LARGEST: Final = 3000
MOST_UPSCALING: Final = 2.0


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A reference with the place of the head: middle (x) and crown (y), in fractions."""

    image: Image.Image
    middle: float
    crown: float


@dataclass(frozen=True, kw_only=True)
class Garment:
    """A garment: cut out when its ground allowed it, and the whole picture."""

    cut: Image.Image | None
    whole: Image.Image
    light_ground: bool


def opened(data: bytes) -> Image.Image:
    """Decode ``data`` to RGB or RGBA, upright, at most 3000 pixels long.

    Raises ``GeneratorError`` (permanent) when it is no picture.
    """
    try:
        with Image.open(io.BytesIO(data)) as held:
            held.draft("RGB", (LARGEST, LARGEST))
            held.load()
            upright = ImageOps.exif_transpose(held)
            clear = "A" in upright.getbands() or "transparency" in upright.info
            image = upright.convert("RGBA" if clear else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        sentence = _("One of the pictures could not be read. Replace it and ask again.")
        raise GeneratorError(sentence, permanent=True) from error
    image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    return image


def flat(image: Image.Image, ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """``image`` without transparency."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    sheet = Image.new("RGB", image.size, ground)
    sheet.paste(image, mask=image.getchannel("A"))
    return sheet


def photo(data: bytes) -> Photo:
    """A reference and where its head is, as far as a plain ground tells."""
    image = flat(opened(data))
    small = np.asarray(image.resize((64, 80), Image.Resampling.BOX), dtype=np.float32)
    rim = np.concatenate(
        [small[:3].reshape(-1, 3), small[:40, :3].reshape(-1, 3), small[:40, -3:].reshape(-1, 3)]
    )
    ground = np.median(rim, axis=0)
    restless = float(np.abs(rim - ground).mean())
    apart = np.abs(small - ground).max(axis=2)
    apart[apart < max(26.0, restless * 2.2)] = 0
    rows = (apart > 0).mean(axis=1)
    found = np.flatnonzero(rows > 0.08)
    if restless > 26 or not len(found):
        return Photo(image=image, middle=0.5, crown=0.06)
    crown = min(float(found[0]) / 80, 0.4)
    head = apart[found[0] : found[0] + 22].sum(axis=0)
    middle = float((head * (np.arange(64) + 0.5)).sum() / max(float(head.sum()), 1e-6)) / 64
    return Photo(image=image, middle=min(max(middle, 0.2), 0.8), crown=crown)


def crop_box(picture: Photo, ratio: float, *, zoom: float = 1.0) -> Box:
    """The part of a photo of width/height ``ratio`` that keeps the head, closer by ``zoom``."""
    width, height = picture.image.size
    w = min(width, height * ratio) / zoom
    h = w / ratio
    x = picture.middle * width - w / 2
    y = picture.crown * height - h * 0.10
    left = round(min(max(x, 0), width - w))
    top = round(min(max(y, 0), height - h))
    return left, top, left + max(1, round(w)), top + max(1, round(h))


def enlargement(picture: Photo, size: tuple[int, int], *, zoom: float = 1.0) -> float:
    """How many times a photo must grow to fill ``size``."""
    left, _, right, _ = crop_box(picture, size[0] / size[1], zoom=zoom)
    return size[0] / (right - left)


def filled(picture: Photo, size: tuple[int, int], *, zoom: float = 1.0) -> Image.Image:
    """A photo cropped and resampled to ``size``."""
    box = crop_box(picture, size[0] / size[1], zoom=zoom)
    grown = picture.image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    scale = size[0] / (box[2] - box[0])
    if scale > 1.2:
        grown = grown.filter(ImageFilter.UnsharpMask(radius=1.6 * scale, percent=35, threshold=3))
    return grown


def garment(data: bytes) -> Garment:
    """A garment, cut out of a plain ground or of its own transparency when possible."""
    image = opened(data)
    whole = flat(image)
    if image.mode == "RGBA":
        alpha = np.asarray(image.getchannel("A"))
        if float((alpha < 16).mean()) > 0.02:
            return Garment(cut=_trimmed(image), whole=whole, light_ground=True)
    ground, even = _ground(whole)
    light = even and min(ground) > 196
    cut = _matted(whole, ground) if light else None
    return Garment(cut=cut, whole=whole, light_ground=light)


def _ground(image: Image.Image) -> tuple[tuple[int, int, int], bool]:
    """The colour along the border, and whether it is one colour."""
    small = np.asarray(image.resize((64, 64), Image.Resampling.BOX), dtype=np.float32)
    rim = np.concatenate(
        [
            small[:2].reshape(-1, 3),
            small[-2:].reshape(-1, 3),
            small[:, :2].reshape(-1, 3),
            small[:, -2:].reshape(-1, 3),
        ]
    )
    colour = np.median(rim, axis=0)
    spread = float(np.percentile(np.abs(rim - colour).max(axis=1), 85))
    red, green, blue = (round(float(value)) for value in colour)
    return (red, green, blue), spread < 22


def _matted(image: Image.Image, ground: tuple[int, int, int]) -> Image.Image | None:
    """``image`` with its ground made clear, or nothing when that would eat the garment.

    A shadow darkens the ground without colouring it, so what differs in brightness alone
    counts for less than what differs in hue.
    """
    scale = min(1.0, 1000 / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    work = image.resize(size, Image.Resampling.BOX)
    pixels = np.asarray(work, dtype=np.float32)
    base = np.array(ground, dtype=np.float32)
    level = pixels.mean(axis=2) / base.mean()
    hue = np.abs(pixels - base * level[..., None]).max(axis=2)
    darker = np.clip(1 - level, 0, 1)
    apart = np.maximum(hue / 20, (darker - 0.16) / 0.18)
    solid = Image.fromarray(np.where(apart > 0.35, 255, 0).astype(np.uint8))
    solid = solid.filter(ImageFilter.MedianFilter(3))
    clear = _outside(np.asarray(solid) > 127)
    share = 1 - float(clear.mean())
    if not 0.04 < share < 0.86 or _ragged(clear, share) or _eaten(~clear):
        return None
    alpha = Image.fromarray(np.where(clear, 0, 255).astype(np.uint8))
    alpha = alpha.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.GaussianBlur(1.1))
    cut = image.convert("RGBA")
    cut.putalpha(alpha.resize(image.size, Image.Resampling.BICUBIC))
    return _trimmed(cut)


def _outside(solid: Mask) -> Mask:
    """What is reached from the border without crossing anything solid.

    Four sweeps across the picture, each carrying the outside along, until nothing is gained.
    """
    reached = np.zeros_like(solid)
    reached[0], reached[-1], reached[:, 0], reached[:, -1] = True, True, True, True
    free = ~solid
    reached &= free
    before = -1
    while (now := int(reached.sum())) != before:
        before = now
        for view, way in ((reached, free), (reached.T, free.T)):
            for i in range(1, len(view)):
                view[i] |= view[i - 1] & way[i]
            for i in range(len(view) - 2, -1, -1):
                view[i] |= view[i + 1] & way[i]
    return reached


def _eaten(solid: Mask) -> bool:
    """Whether one side is missing: pale cloth that went with the ground where light fell on it.

    Clothes laid flat are nearly as wide left of their middle as right of it.
    """
    columns, rows = np.flatnonzero(solid.any(axis=0)), np.flatnonzero(solid.any(axis=1))
    piece = solid[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    mirrored = piece[:, ::-1]
    both, either = float((piece & mirrored).sum()), float((piece | mirrored).sum())
    return both / either < 0.80


def _ragged(clear: Mask, share: float) -> bool:
    """Whether the outline is too long for its area: a matte gone wrong."""
    edge = float((clear[1:] != clear[:-1]).mean() + (clear[:, 1:] != clear[:, :-1]).mean())
    return bool(edge * min(clear.shape) > 26 * share**0.5 + 6)


def _trimmed(cut: Image.Image) -> Image.Image | None:
    mask = cut.getchannel("A").point(lambda value: 255 if value > 20 else 0)
    box = mask.getbbox()
    return cut.crop(box) if box else None
