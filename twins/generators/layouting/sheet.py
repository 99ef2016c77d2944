"""The sheet: paper with a theme, on which photographs, garments and words are placed."""
# ruff: noqa: PLR2004 -- the measures of a page have no other name

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from . import lettering
from .colours import WHITE, Colour, Theme, hexadecimal, mix
from .lettering import CAPS, SMALL, TEXT, TITLE, Style
from .pictures import MOST_UPSCALING, Garment, Photo, enlargement, filled

WIDTH: Final = 2160
HEIGHT: Final = 2700
MARGIN: Final = 144
GUTTER: Final = 36

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is printed: nothing but the brief's own words."""

    title: str
    idea: str
    brand: str
    credits: Sequence[str]


class Sheet:
    """One page being laid out."""

    def __init__(
        self,
        *,
        theme: Theme,
        words: Words,
        photos: Sequence[Photo],
        garments: Sequence[Garment],
        rnd: random.Random,
    ) -> None:
        self.theme = theme
        self.words = words
        self.photos = photos
        self.garments = garments
        self.rnd = rnd
        self.canvas = Image.new("RGB", (WIDTH, HEIGHT), theme.paper)

    # --- surfaces -------------------------------------------------------------------------

    def field(self, box: Box, colour: Colour | None = None) -> None:
        """A plane of colour."""
        ImageDraw.Draw(self.canvas).rectangle(_inclusive(box), fill=colour or self.theme.field)

    def rule(self, start: tuple[int, int], length: int, *, colour: Colour | None = None) -> None:
        """A horizontal hairline."""
        x, y = start
        pen = ImageDraw.Draw(self.canvas)
        pen.rectangle((x, y, x + length - 1, y + 1), fill=colour or self.theme.line)

    def upright(self, start: tuple[int, int], length: int, *, colour: Colour | None = None) -> None:
        """A vertical hairline."""
        x, y = start
        pen = ImageDraw.Draw(self.canvas)
        pen.rectangle((x, y, x + 1, y + length - 1), fill=colour or self.theme.line)

    def tooth(self) -> None:
        """The grain of printed paper over the whole page, the same for the same seed."""
        noise = np.random.default_rng(self.rnd.getrandbits(64))
        fine = noise.standard_normal((HEIGHT // 2, WIDTH // 2), dtype=np.float32) * 1.7 + 128
        grain = Image.fromarray(np.clip(fine, 0, 255).astype(np.uint8))
        grain = grain.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
        layer = Image.merge("RGB", (grain, grain, grain))
        self.canvas = ImageChops.add(self.canvas, layer, scale=1.0, offset=-128)

    # --- pictures -------------------------------------------------------------------------

    def can_fill(self, index: int, size: tuple[int, int], *, zoom: float = 1.0) -> bool:
        """Whether a photo is large enough for ``size``."""
        return enlargement(self.photos[index], size, zoom=zoom) <= MOST_UPSCALING * 1.08

    def photo(
        self,
        index: int,
        box: Box,
        *,
        hold: tuple[float, float] = (0.0, 0.0),
        zoom: float = 1.0,
        mono: bool = False,
    ) -> Box:
        """Place a photo in ``box``; return the box it took.

        A photo that would grow more than about twice gets a smaller box of the same shape,
        held at ``hold`` (0, 0 is left and top; 1, 1 is right and bottom).
        """
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        grown = enlargement(self.photos[index], size, zoom=zoom)
        if grown > MOST_UPSCALING * 1.08:
            share = MOST_UPSCALING / grown
            size = (max(8, round(size[0] * share)), max(8, round(size[1] * share)))
            left += round((right - left - size[0]) * hold[0])
            top += round((bottom - top - size[1]) * hold[1])
        picture = filled(self.photos[index], size, zoom=zoom)
        if mono:
            grey = ImageOps.autocontrast(ImageOps.grayscale(picture), cutoff=(0.4, 0.4))
            dark, light = mix(self.theme.ink, (0, 0, 0), 0.75), mix(self.theme.paper, WHITE, 0.6)
            picture = ImageOps.colorize(grey, dark, light)
        self.canvas.paste(picture, (left, top))
        return left, top, left + size[0], top + size[1]

    def garment(
        self,
        index: int,
        box: Box,
        *,
        ground: Colour | None = None,
        hold: tuple[float, float] = (0.5, 0.5),
    ) -> Box:
        """Place a garment inside ``box`` on ``ground`` (the paper when none); return its box."""
        piece = self.garments[index]
        ground = ground or self.theme.paper
        light = min(ground) > 205
        if piece.cut is not None and not (
            light and piece.light_ground and piece.cut.mode != "RGBA"
        ):
            return self._cut_out(piece.cut, box, hold, dark_ground=not light)
        if piece.light_ground and light:
            return self._printed(piece.whole, box, hold)
        return self._card(piece.whole, box, hold)

    def _cut_out(
        self, cut: Image.Image, box: Box, hold: tuple[float, float], *, dark_ground: bool
    ) -> Box:
        placed = _within(cut.size, box, hold)
        size = (placed[2] - placed[0], placed[3] - placed[1])
        piece = cut.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        reach = max(10, size[0] // 36)
        alpha = piece.getchannel("A")
        shade = Image.new("L", (size[0] + 6 * reach, size[1] + 6 * reach), 0)
        shade.paste(alpha, (3 * reach, 3 * reach))
        shade = shade.filter(ImageFilter.GaussianBlur(reach)).point(
            lambda value: round(value * (0.42 if dark_ground else 0.26))
        )
        dark = Image.new("RGB", shade.size, mix(self.theme.ink, (0, 0, 0), 0.5))
        self.canvas.paste(
            dark, (placed[0] - 3 * reach + reach // 2, placed[1] - 3 * reach + reach), shade
        )
        self.canvas.paste(piece.convert("RGB"), placed[:2], alpha)
        return placed

    def _printed(self, whole: Image.Image, box: Box, hold: tuple[float, float]) -> Box:
        """A picture on light ground multiplied into the paper, its ground gone to white."""
        placed = _within(whole.size, box, hold)
        size = (placed[2] - placed[0], placed[3] - placed[1])
        picture = whole.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        rim = np.asarray(picture.resize((32, 32), Image.Resampling.BOX), dtype=np.float32)
        edge = np.concatenate([rim[0], rim[-1], rim[:, 0], rim[:, -1]])
        white = np.maximum(np.percentile(edge, 20, axis=0), 1.0)
        lifted = np.clip(np.asarray(picture, dtype=np.float32) * (255 / white), 0, 255).astype(
            np.uint8
        )
        under = self.canvas.crop(placed)
        feather = max(1, min(size) // 30)
        soft = Image.new("L", size, 255 if min(size) < 16 else 0)
        if min(size) >= 16:
            ImageDraw.Draw(soft).rectangle(
                (feather, feather, size[0] - feather, size[1] - feather), fill=255
            )
        soft = soft.filter(ImageFilter.GaussianBlur(feather / 2))
        self.canvas.paste(ImageChops.multiply(under, Image.fromarray(lifted)), placed[:2], soft)
        return placed

    def _card(self, whole: Image.Image, box: Box, hold: tuple[float, float]) -> Box:
        """A print with a white border and a little shadow."""
        placed = _within(whole.size, box, hold)
        left, top, right, bottom = placed
        border = max(8, (right - left) // 40)
        shade = Image.new("L", (right - left + 80, bottom - top + 80), 0)
        ImageDraw.Draw(shade).rectangle((40, 40, right - left + 40, bottom - top + 40), fill=70)
        shade = shade.filter(ImageFilter.GaussianBlur(16))
        self.canvas.paste(Image.new("RGB", shade.size, (0, 0, 0)), (left - 36, top - 28), shade)
        self.field(placed, (255, 255, 255))
        size = (right - left - 2 * border, bottom - top - 2 * border)
        if min(size) > 0:
            picture = whole.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
            self.canvas.paste(picture, (left + border, top + border))
        return placed

    def veil(self, box: Box, colour: Colour, *, strength: float, upwards: bool = True) -> None:
        """Darken ``box`` towards its foot (or its head) so that words can be read on it."""
        left, top, right, bottom = box
        ramp = np.linspace(0, 1, max(bottom - top, 2), dtype=np.float32) ** 1.4
        if not upwards:
            ramp = ramp[::-1]
        column = Image.fromarray((ramp * 255 * strength).astype(np.uint8)[:, None])
        mask = column.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        self.canvas.paste(Image.new("RGB", mask.size, colour), (left, top), mask)

    # --- words ----------------------------------------------------------------------------

    def title(
        self,
        box: Box,
        *,
        most: int = 4,
        size: int = 260,
        colour: Colour | None = None,
        italic: bool = False,
        foot: bool = False,
        centred: bool = False,
    ) -> int:
        """The title as large as ``box`` lets it be; return the y under it.

        With ``foot`` it stands on the bottom of the box.
        """
        left, top, right, bottom = box
        text = self.words.title or self.words.brand
        if not text:
            return top
        style = replace(TITLE, size=size, italic=italic)
        style, lines = lettering.fit(text, style, right - left, bottom - top, most=most)
        y = (
            bottom - (len(lines) - 1) * style.line - round(style.size * 0.24)
            if foot
            else top + round(style.size * 0.78)
        )
        return self._lines(
            lines, style, left, y, colour or self.theme.ink, measure=right - left, centred=centred
        )

    def paragraph(
        self,
        box: Box,
        text: str,
        *,
        style: Style = TEXT,
        colour: Colour | None = None,
        most: int = 12,
    ) -> int:
        """Running text from the top of ``box``; return the y under it."""
        left, top, right, bottom = box
        room = max(0, min(most, (bottom - top) // style.line))
        if not text or not room:
            return top
        lines = lettering.shorten(
            lettering.wrap(text, style, right - left), room, style, right - left
        )
        return self._lines(lines, style, left, top + style.size, colour or self.theme.ink)

    def caps(
        self, at: tuple[int, int], text: str, *, colour: Colour | None = None, most: int = 900
    ) -> int:
        """A short line in spaced capitals with its baseline at ``at``."""
        line = (
            lettering.shorten([text.upper(), ""], 1, CAPS, most)[0]
            if lettering.width(text.upper(), CAPS) > most
            else text.upper()
        )
        return round(lettering.draw(self.canvas, at, line, CAPS, colour or self.theme.ink))

    def small(
        self, at: tuple[int, int], text: str, *, colour: Colour | None = None, end: bool = False
    ) -> None:
        """A small line; with ``end``, ``at`` is where it ends."""
        x = at[0] - lettering.width(text, SMALL) if end else at[0]
        lettering.draw(self.canvas, (x, at[1]), text, SMALL, colour or self.theme.soft)

    def numeral(
        self, at: tuple[int, int], number: int, *, size: int = 44, colour: Colour | None = None
    ) -> None:
        """An italic figure beside a picture."""
        style = Style(family="bodoni-moda", size=size, italic=True)
        lettering.draw(self.canvas, at, str(number), style, colour or self.theme.ink)

    def credits(
        self, at: tuple[int, int], *, measure: int, colour: Colour | None = None, most: int = 6
    ) -> int:
        """Who made it, a line each; return the y under them."""
        x, y = at
        for line in list(self.words.credits)[:most]:
            kept = lettering.shorten(lettering.wrap(line, SMALL, measure), 1, SMALL, measure)
            if kept:
                lettering.draw(self.canvas, (x, y), kept[0], SMALL, colour or self.theme.soft)
                y += SMALL.line
        return y

    def spine(
        self, at: tuple[int, int], text: str, *, style: Style = CAPS, colour: Colour | None = None
    ) -> None:
        """A line that reads upwards, its foot at ``at``."""
        length = round(lettering.width(text, style)) + 8
        mask = Image.new("RGB", (max(length, 1), style.size * 2), (0, 0, 0))
        lettering.draw(mask, (2, round(style.size * 1.5)), text, style, (255, 255, 255))
        turned = mask.convert("L").transpose(Image.Transpose.ROTATE_90)
        plane = Image.new("RGB", turned.size, colour or self.theme.soft)
        self.canvas.paste(plane, (at[0] - round(style.size * 1.5), at[1] - turned.height), turned)

    def chips(
        self,
        at: tuple[int, int],
        *,
        size: tuple[int, int],
        upright: bool = False,
        names: bool = True,
    ) -> Box:
        """The palette; return the box it took."""
        x, y = at
        w, h = size
        pen = ImageDraw.Draw(self.canvas)
        style = replace(SMALL, size=21)
        for i, chip in enumerate(self.theme.chips):
            left, top = (x, y + i * (h + 14)) if upright else (x + i * (w + 14), y)
            pen.rectangle(
                (left, top, left + w - 1, top + h - 1),
                fill=chip,
                outline=mix(chip, self.theme.ink, 0.18),
            )
            if names:
                spot = (left + w + 18, top + h // 2 + 8) if upright else (left, top + h + 34)
                lettering.draw(self.canvas, spot, hexadecimal(chip), style, self.theme.soft)
        count = len(self.theme.chips)
        return (
            (x, y, x + w, y + count * (h + 14)) if upright else (x, y, x + count * (w + 14), y + h)
        )

    def _lines(
        self,
        lines: list[str],
        style: Style,
        left: int,
        y: int,
        colour: Colour,
        *,
        measure: int = 0,
        centred: bool = False,
    ) -> int:
        for line in lines:
            shift = (measure - lettering.width(line, style)) / 2 if centred else 0
            lettering.draw(self.canvas, (left + shift, y), line, style, colour)
            y += style.line
        return y - style.line + round(style.size * 0.34)

    def jpeg(self) -> bytes:
        """The page as a JPEG file."""
        held = io.BytesIO()
        self.canvas.save(held, "JPEG", quality=93, subsampling=0, optimize=False)
        return held.getvalue()


def _inclusive(box: Box) -> Box:
    return box[0], box[1], max(box[2] - 1, box[0]), max(box[3] - 1, box[1])


def _within(size: tuple[int, int], box: Box, hold: tuple[float, float]) -> Box:
    """``size`` fitted into ``box`` without growing more than twice."""
    left, top, right, bottom = box
    share = min((right - left) / size[0], (bottom - top) / size[1], MOST_UPSCALING)
    w, h = max(1, round(size[0] * share)), max(1, round(size[1] * share))
    x = left + round((right - left - w) * hold[0])
    y = top + round((bottom - top - h) * hold[1])
    return x, y, x + w, y + h
