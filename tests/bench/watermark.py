"""What the invisible mark costs, what it survives and what it leaves of a picture.

python -m tests.bench.watermark
PICTURES=/a/folder WIDTH=1080 HEIGHT=1350 python -m tests.bench.watermark
"""

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from PIL import Image

from approvals.disclosure.watermark import detect, embed
from tests.approvals.disclosure.attacks import ATTACKS, psnr, ssim
from tests.bench.measured import Measured, milliseconds, peak_megabytes
from tests.bench.pictures import Size, pictures
from tests.bench.watermark_false_alarms import false_alarms

SIX_MEGAPIXELS = (2000, 3000)
KEY, OLDER, OLDEST = (bytes([n]) * 32 for n in (7, 8, 9))
PAYLOAD = bytes.fromhex("0123456789abcdef")
FORMS = 24  # payloads in turn, since each gives another pattern


def watermark() -> Iterator[Measured]:
    """All of it, for pictures of WIDTH by HEIGHT pixels, or else six megapixels."""
    size = (int(os.environ.get("WIDTH", "2000")), int(os.environ.get("HEIGHT", "3000")))
    yield from _cost()
    yield from _survival(size)
    yield from false_alarms()


def _cost() -> Iterator[Measured]:
    _, image = next(pictures(SIX_MEGAPIXELS))
    marked = embed(image, PAYLOAD, KEY)
    floor = milliseconds(partial(_decoded_and_encoded, image))
    acts: dict[str, Callable[[], object]] = {
        "watermark_embed": partial(embed, image, PAYLOAD, KEY),
        "watermark_detect": partial(detect, marked, [KEY]),
        "watermark_detect/unmarked": partial(detect, image, [KEY]),
        "watermark_detect/unmarked_three_keys": partial(detect, image, [KEY, OLDER, OLDEST]),
    }
    for name, act in acts.items():
        yield Measured(name=name, value=milliseconds(act), unit="ms", floor=floor, n=7)
    for name, raised in (("embed", _raised_by_embedding), ("detect", _raised_by_detecting)):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            megabytes = alone.submit(raised).result()
        yield Measured(name=f"watermark_{name}/memory", value=megabytes, unit="MB", n=1)


def _decoded_and_encoded(image: Image.Image) -> None:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    Image.open(out).load()


def _raised_by_embedding() -> float:
    """Megabytes over what the process held at most before."""
    image = Image.effect_noise(SIX_MEGAPIXELS, 60).convert("RGB")
    before = peak_megabytes()
    embed(image, PAYLOAD, KEY)
    return peak_megabytes() - before


def _raised_by_detecting() -> float:
    image = Image.effect_noise(SIX_MEGAPIXELS, 60).convert("RGB")
    before = peak_megabytes()
    detect(image, [KEY, OLDER, OLDEST])
    return peak_megabytes() - before


def _survival(size: Size) -> Iterator[Measured]:
    """The share of pictures that give all 64 bits after each attack; the worst likeness of any."""
    read: Counter[str] = Counter()
    likeness = []
    for number, (_, image) in enumerate(pictures(size)):
        payload = bytes([number % FORMS]) + PAYLOAD[1:]
        marked = embed(image, payload, KEY)
        likeness.append((psnr(image, marked), ssim(image, marked)))
        for name, attack in ATTACKS.items():
            found = detect(attack(marked), [KEY])
            read[name] += found is not None and found.payload == payload
    n = len(likeness)
    for name in ATTACKS:
        yield Measured(name=f"watermark_survival/{name}", value=read[name] / n, unit="share", n=n)
    yield Measured(name="watermark_psnr", value=min(p for p, _ in likeness), unit="dB least", n=n)
    yield Measured(name="watermark_ssim", value=min(s for _, s in likeness), unit="least", n=n)


if __name__ == "__main__":
    for figure in watermark():
        print(figure.line(), flush=True)  # noqa: T201 -- a command
