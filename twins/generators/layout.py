"""The generator ``layout``: a lookbook page composed by rules from what the order holds."""

import hashlib
import random
from collections.abc import Iterator, Sequence

from portal.wording import say as _

from .base import GeneratorError, Order, Progress, Rendered
from .layouting import lettering
from .layouting.colours import theme_of
from .layouting.pictures import flat, garment, opened, photo
from .layouting.sheet import Sheet, Words
from .layouting.templates import chosen

SYSTEM = "Twinset layout"
VERSION = "1"


class Layout:
    """Composes references, garments, palette and words; invents nothing, keeps nothing."""

    name = "layout"

    def render(self, order: Order, *, progress: Progress) -> Iterator[Rendered]:
        """Yield ``order.count`` pages of 2160 by 2700 pixels as JPEG.

        The same order yields the same bytes. What was asked to change leads to another
        composition and is never printed. Raises ``GeneratorError`` (permanent) when there is
        no reference or a picture cannot be read.
        """
        if not order.references:
            sentence = _("There is no reference to compose a page from.")
            raise GeneratorError(sentence, permanent=True)
        inputs = len(order.references) + len(order.garments) + len(order.moods)
        steps = _Steps(progress, inputs + 4 * order.count)
        photos = [steps.after(photo(data)) for data in order.references]
        garments = [steps.after(garment(data)) for data in order.garments]
        moods = [steps.after(flat(opened(data))) for data in order.moods]
        words = Words(
            title=lettering.clean(order.title),
            idea=lettering.clean(order.idea),
            brand=lettering.clean(order.brand),
            credits=[line for line in map(lettering.clean, order.credits) if line],
        )
        change = _number(*order.asked_changes) % 7919 if order.asked_changes else 0
        for page in range(order.count):
            # Neighbouring seeds turn to the next template; a change skips some of them.
            turn = order.seed + page + (1 + change % 5 if change else 0)
            rnd = random.Random(f"{order.seed}/{page}/{change}")  # noqa: S311 -- not a secret
            sheet = Sheet(
                theme=theme_of(moods, turn=rnd.randrange(4)),
                words=words,
                photos=_led_by(photos, rnd.randrange(len(photos))),
                garments=_led_by(garments, turn // 3),
                rnd=rnd,
            )
            steps.after(None)
            chosen(sheet, turn).lay(sheet)
            steps.after(None)
            sheet.tooth()
            steps.after(None)
            picture = sheet.jpeg()
            steps.after(None)
            yield Rendered(
                picture=picture,
                media_type="image/jpeg",
                ai_system=SYSTEM,
                ai_version=VERSION,
                digital_source_type="composite",
            )

    def forget(self, subject: str) -> None:
        """Nothing is kept, so there is nothing to forget."""


class _Steps:
    """Counts the work done and reports it; the report may call the work off."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0
        progress(0, total)

    def after[T](self, result: T) -> T:
        self.done += 1
        self.progress(self.done, self.total)
        return result


def _led_by[T](things: Sequence[T], first: int) -> list[T]:
    """``things`` in their order, beginning with another one."""
    if not things:
        return []
    start = first % len(things)
    return [*things[start:], *things[:start]]


def _number(*texts: str) -> int:
    """A number that depends on ``texts`` alone, on every machine."""
    return int.from_bytes(hashlib.sha256("\x1f".join(texts).encode()).digest()[:6])
